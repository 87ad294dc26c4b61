/**
 * A PIN around one person's data on this phone. Setting, changing and taking it away never deletes
 * anything, and each can be killed at any moment and goes on at the next opening.
 */
import { BALLAST } from "./ballast";
import { Cipher, KEYS } from "./cipher";
import { draftKeys, markDrafts, rewriteDraft } from "./drafts";
import type { Phone } from "./phone";
import { IN_PLAIN_SIGHT } from "./sealing";
import type { PhoneStore, Vault, Wrapped } from "./schema";
import { CODE, adopt, changeVault, readVault } from "./vault_record";

type Bytes = Uint8Array<ArrayBuffer>;

/** At least so many rounds of PBKDF2-HMAC-SHA-256, as OWASP asks since 2023; more where the phone is quick. */
export const FEWEST_ITERATIONS = 600_000;
const MOST_ITERATIONS = 4_000_000;
/** Milliseconds that one attempt should cost on this phone. */
const COST = 700;
export const SHORTEST_PIN = 6;
const CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_LENGTH = 20;
const AT_ONCE = 50;

/** Milliseconds to wait after so many wrong PINs in a row; the last one from there on. */
const WAITS = [0, 0, 0, 5_000, 15_000, 60_000, 300_000, 900_000];

export type Opened = "opened" | "wrong" | "wait";
export type Done = "done" | "wrong" | "wait";

/** Milliseconds until the next attempt is taken. A clock that was set back does not prolong it. */
export function waitOf(vault: Vault, now: number): number {
  const wait = WAITS[Math.min(vault.failures, WAITS.length - 1)] ?? 0;
  return Math.min(wait, Math.max(0, vault.failed_at + wait - now));
}

/** Why a PIN is none; null when it may be used. */
export function pinProblem(pin: string): "pin_short" | "pin_simple" | null {
  if (pin.length < SHORTEST_PIN) return "pin_short";
  const steps = [...pin].slice(1).map((sign, at) => sign.charCodeAt(0) - pin.charCodeAt(at));
  const even = steps.every((step) => step === steps[0]);
  return even && Math.abs(steps[0] ?? 0) <= 1 ? "pin_simple" : null;
}

/** As it was written down: small letters, spaces and lookalikes do not matter. */
export function plainCode(typed: string): string {
  return typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, "")
    .replace(/[IL]/g, "1")
    .replace(/O/g, "0");
}

export function shownCode(code: string): string {
  return code.match(/.{1,4}/g)?.join("-") ?? code;
}

/**
 * Protect everything of this person.
 *
 * @param told how many of how many records are sealed.
 * @returns the recovery code, to be shown once.
 */
export async function protect(
  phone: Phone,
  pin: string,
  told: (done: number, total: number) => void = () => undefined,
  iterations?: number,
): Promise<string> {
  if ((await readVault(phone)) !== null) throw new Error("there is a PIN already");
  const rounds = iterations ?? (await affordable());
  const keys = crypto.getRandomValues(new Uint8Array(KEYS));
  const code = newCode();
  const cipher = new Cipher(crypto.randomUUID(), keys);
  const vault: Vault = {
    id: cipher.vault,
    phase: "sealing",
    by_pin: await wrapKeys(keys, pin, rounds),
    by_code: await wrapKeys(keys, code, rounds),
    code_to_send: cipher.sealText(code, CODE),
    failures: 0,
    failed_at: 0,
  };
  await adopt(phone, cipher, vault);
  await finish(phone, vault, cipher, told);
  return shownCode(code);
}

/**
 * One attempt at the keys. It is counted before it is tried, so that pulling out the battery saves
 * none, and in the transaction that allows it, so that two tabs have not two at once.
 *
 * @returns the keys; `gone` when there is no PIN any more.
 */
async function attempt(
  phone: Phone,
  secret: string,
  by: "pin" | "code",
  now: number,
): Promise<Bytes | "wrong" | "wait" | "gone"> {
  let early = false;
  const vault = await changeVault(phone, (present) => {
    early = waitOf(present, now) > 0;
    return early ? {} : { failures: present.failures + 1, failed_at: now };
  });
  if (vault === null) return "gone";
  if (early) return "wait";
  const keys =
    by === "pin"
      ? await unwrapKeys(vault.by_pin, secret)
      : await unwrapKeys(vault.by_code, plainCode(secret));
  return keys ?? "wrong";
}

/** Open with the PIN, or with the recovery code. Wrong ones make wait; nothing is ever deleted. */
export async function unlock(
  phone: Phone,
  secret: string,
  by: "pin" | "code" = "pin",
  now = Date.now(),
  told: (done: number, total: number) => void = () => undefined,
): Promise<Opened> {
  const keys = await attempt(phone, secret, by, now);
  if (keys === "gone") return "opened";
  if (keys === "wrong" || keys === "wait") return keys;
  const opened = await changeVault(phone, { failures: 0, failed_at: 0 });
  // Taken away in another tab while this one computed: nothing is sealed any more.
  if (opened === null) return "opened";
  const cipher = new Cipher(opened.id, keys);
  cipher.opening = opened.phase === "opening";
  phone.connection.codec = cipher;
  await finish(phone, opened, cipher, told);
  return "opened";
}

/** Another PIN around the same keys: one record, so it is the old one or the new one, never none. */
export async function changePin(
  phone: Phone,
  secret: string,
  by: "pin" | "code",
  pin: string,
  now = Date.now(),
): Promise<Done> {
  const keys = await attempt(phone, secret, by, now);
  if (typeof keys === "string") return keys === "gone" ? "wrong" : keys;
  const vault = await readVault(phone);
  if (vault === null) return "wrong";
  const by_pin = await wrapKeys(keys, pin, vault.by_pin.iterations);
  await changeVault(phone, { by_pin, failures: 0, failed_at: 0 });
  return "done";
}

/** Take the PIN away: everything is opened record by record, then the vault goes. */
export async function unprotect(
  phone: Phone,
  pin: string,
  told: (done: number, total: number) => void = () => undefined,
  now = Date.now(),
): Promise<Done> {
  const keys = await attempt(phone, pin, "pin", now);
  if (typeof keys === "string") return keys === "gone" ? "done" : keys;
  const opening = await changeVault(phone, { phase: "opening", failures: 0, failed_at: 0 });
  if (opening === null) return "done";
  const cipher = new Cipher(opening.id, keys);
  // Before anybody can write with it: what this cipher sealed now would outlive its keys.
  cipher.opening = true;
  phone.connection.codec = cipher;
  await finish(phone, opening, cipher, told);
  return "done";
}

/** Whatever phase was interrupted, to its end. Reading and putting a record seals or opens it. */
async function finish(
  phone: Phone,
  vault: Vault,
  cipher: Cipher,
  told: (done: number, total: number) => void,
): Promise<void> {
  // Before they are counted: from here on no tab adds one that would be forgotten below.
  await markDrafts(cipher.opening ? null : vault.id);
  if (vault.phase === "sealed") return;
  const stores = (Object.keys(IN_PLAIN_SIGHT) as PhoneStore[]).filter(
    (name) => (name as string) !== "drafts",
  );
  const work: { store: PhoneStore; keys: unknown[] }[] = [];
  for (const store of stores) {
    const keys: unknown[] = await phone.connection.use((database) => database.getAllKeys(store));
    for (let at = 0; at < keys.length; at += AT_ONCE)
      work.push({ store, keys: keys.slice(at, at + AT_ONCE) });
  }
  const photos = (await phone.connection.use((database) => database.getAllKeys("blobs"))).filter(
    (key) => key !== BALLAST,
  );
  const drafts = await draftKeys();
  const total = work.reduce((sum, { keys }) => sum + keys.length, 0) + photos.length + drafts.length;
  let done = 0;
  told(done, total);
  for (const { store, keys } of work) {
    await phone.write([store], async (transaction) => {
      const records = transaction.objectStore(store);
      for (const key of keys) {
        const record = await records.get(key as never);
        if (record !== undefined) await records.put(record as never);
      }
    });
    told((done += keys.length), total);
  }
  for (const sha256 of photos) {
    await phone.rewriteBlob(sha256);
    told((done += 1), total);
  }
  for (const place of drafts) {
    await rewriteDraft(place);
    told((done += 1), total);
  }
  if (cipher.opening) await adopt(phone, null, null);
  else await changeVault(phone, { phase: "sealed" });
}

async function stretch(secret: string, salt: Bytes, iterations: number): Promise<CryptoKey> {
  const given = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(secret.normalize("NFC")),
    "PBKDF2",
    false,
    ["deriveKey"],
  );
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations },
    given,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

async function wrapKeys(keys: Bytes, secret: string, iterations: number): Promise<Wrapped> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await stretch(secret, salt, iterations);
  const wrapped = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, keys);
  return { iterations, salt, iv, keys: new Uint8Array(wrapped) };
}

async function unwrapKeys(wrapped: Wrapped, secret: string): Promise<Bytes | null> {
  const key = await stretch(secret, wrapped.salt, wrapped.iterations);
  try {
    return new Uint8Array(
      await crypto.subtle.decrypt({ name: "AES-GCM", iv: wrapped.iv }, key, wrapped.keys),
    );
  } catch {
    return null;
  }
}

/** As many rounds as this phone does in the time an attempt should cost. */
async function affordable(): Promise<number> {
  const begun = performance.now();
  await stretch("trial", crypto.getRandomValues(new Uint8Array(16)), 100_000);
  const took = Math.max(1, performance.now() - begun);
  return Math.round(Math.min(MOST_ITERATIONS, Math.max(FEWEST_ITERATIONS, (100_000 * COST) / took)));
}

/** A hundred bits, in signs that are not mistaken for each other. */
function newCode(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(CODE_LENGTH));
  return [...bytes].map((byte) => CODE_ALPHABET[byte % 32]).join("");
}
