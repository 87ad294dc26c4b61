/** What a code on a desk or a door means: an issue of a document, a document, or a unit. */
import type { Checklist, CitedDocument } from "./checklist";
import type { AuditData } from "./records";

export type Meaning =
  /** `issue` is the one on the desk when the code says which; `current` whether it is the one audited. */
  | {
      readonly kind: "document";
      readonly document: CitedDocument;
      readonly issue: string | null;
      readonly current: boolean;
    }
  | { readonly kind: "unit"; readonly unit: { readonly code: string; readonly name: string } }
  /** A printed copy of something that was not brought along: only the server knows. */
  | { readonly kind: "elsewhere"; readonly token: string }
  | null;

/** The identifier in the address of a printed copy (step 7.6), as a uuid. */
export function printedUuid(token: string): string | null {
  if (!/^[A-Za-z0-9_-]{22}$/.test(token)) return null;
  const raw = atob(token.replaceAll("-", "+").replaceAll("_", "/") + "==");
  const hex = Array.from(raw, (one) => one.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** What a scanned or typed code means in an audit. */
export function meaning(code: string, audit: AuditData, checklist: Checklist | null): Meaning {
  const wanted = code.trim();
  const token = /\/prints\/([A-Za-z0-9_-]{22})(?:[/?#]|$)/.exec(wanted)?.[1] ?? wanted;
  const documents = checklist?.documents ?? [];
  const uuid = printedUuid(token);
  if (uuid !== null) {
    for (const document of documents) {
      const print = document.prints?.find((item) => item.uuid === uuid);
      if (print !== undefined)
        return {
          kind: "document",
          document,
          issue: print.issue,
          current: print.issue === document.issue,
        };
    }
  }
  const named = decoded(/\/documents\/([^/?#]+)/.exec(wanted)?.[1] ?? wanted).toLowerCase();
  const document = documents.find((item) => item.code.toLowerCase() === named);
  if (document !== undefined) return { kind: "document", document, issue: null, current: true };
  const unit = audit.units.find((item) => item.code.toLowerCase() === named);
  if (unit !== undefined) return { kind: "unit", unit };
  return uuid !== null ? { kind: "elsewhere", token } : null;
}

/** A part of an address as people write it; what is no such part stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
