/** Canonical JSON after RFC 8785: what both sides hash must be the same text, byte for byte. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * The canonical text of a value.
 *
 * ECMAScript's own number and string serialisation is the one RFC 8785 prescribes, so only the
 * order of keys (by UTF-16 code units, which is how `sort` compares) is left to do.
 *
 * @throws TypeError for NaN, infinities and lone surrogates, which have no canonical form.
 */
export function canonical(value: Json): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError("a number without a canonical form");
    return JSON.stringify(value);
  }
  if (typeof value === "string") {
    if (!isStorableText(value, true)) throw new TypeError("a lone surrogate");
    return JSON.stringify(value);
  }
  if (isList(value)) return `[${value.map(canonical).join(",")}]`;
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${canonical(key)}:${canonical(value[key] ?? null)}`).join(",")}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Whether a text holds neither half surrogates nor (unless `nul` is allowed) NUL (step 3.5). */
export function isStorableText(text: string, nulAllowed = false): boolean {
  if (!nulAllowed && text.includes("\u0000")) return false;
  return !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);
}

/** SHA-256 in lower-case hexadecimal of a text in UTF-8, or of bytes. */
export async function sha256(data: string | ArrayBuffer): Promise<string> {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
