/** The codec of a phone with a PIN: records by XChaCha20-Poly1305, photographs by AES-256-GCM. */
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { IN_PLAIN_SIGHT, type Codec } from "./sealing";

type Bytes = Uint8Array<ArrayBuffer>;
const NONCE = 24;
/** Bytes beyond which an opened record is remembered: a checklist is read at each refresh. */
const LARGE = 4_096;
const REMEMBERED = 64;

/** 64 random bytes: one key for records, one for photographs. */
export const KEYS = 64;

export class Cipher implements Codec {
  readonly #records: Bytes;
  readonly #photos: Promise<CryptoKey>;
  readonly #known = new Map<string, object>();
  /** What is written stays open: the PIN is being taken away. */
  opening = false;

  constructor(
    readonly vault: string,
    keys: Bytes,
  ) {
    this.#records = keys.slice(0, 32);
    this.#photos = crypto.subtle.importKey("raw", keys.slice(32, KEYS), "AES-GCM", false, [
      "encrypt",
      "decrypt",
    ]);
  }

  seal(store: string, value: object): object {
    if (this.opening) return value;
    const plain = IN_PLAIN_SIGHT[store] ?? [];
    const head = Object.fromEntries(Object.entries(value).filter(([key]) => plain.includes(key)));
    const rest = Object.fromEntries(Object.entries(value).filter(([key]) => !plain.includes(key)));
    return { ...head, sealed: this.sealText(JSON.stringify(rest), about(store, head)) };
  }

  open(store: string, value: object): object {
    const { sealed, ...head } = value as { sealed?: Bytes };
    if (sealed === undefined) return value;
    const large = sealed.length > LARGE;
    const mark = large ? `${about(store, head)} ${sealed.subarray(0, NONCE).join(" ")}` : "";
    const known = this.#known.get(mark);
    if (known !== undefined) return known;
    const rest = JSON.parse(this.openText(sealed, about(store, head))) as object;
    const opened = { ...head, ...rest };
    if (large) {
      if (this.#known.size >= REMEMBERED) this.#known.clear();
      this.#known.set(mark, opened);
    }
    return opened;
  }

  /** @param bound what the text belongs to; it opens nowhere else. */
  sealText(text: string, bound: string): Bytes {
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
    const cipher = xchacha20poly1305(this.#records, nonce, utf8(bound));
    const sealed = cipher.encrypt(utf8(text));
    const bytes = new Uint8Array(NONCE + sealed.length);
    bytes.set(nonce);
    bytes.set(sealed, NONCE);
    return bytes;
  }

  /** @throws Error when it was altered, moved or sealed by another key. */
  openText(sealed: Bytes, bound: string): string {
    const cipher = xchacha20poly1305(this.#records, sealed.slice(0, NONCE), utf8(bound));
    return new TextDecoder().decode(cipher.decrypt(sealed.slice(NONCE)));
  }

  async sealPhoto(sha256: string, blob: Blob): Promise<{ blob: Blob; iv?: Bytes }> {
    if (this.opening) return { blob };
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt(
      { name: "AES-GCM", iv, additionalData: utf8(sha256) },
      await this.#photos,
      await blob.arrayBuffer(),
    );
    return { blob: new Blob([sealed], { type: blob.type }), iv };
  }

  async openPhoto(sha256: string, blob: Blob, iv: Bytes): Promise<Blob> {
    const opened = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv, additionalData: utf8(sha256) },
      await this.#photos,
      await blob.arrayBuffer(),
    );
    return new Blob([opened], { type: blob.type });
  }
}

/** The record a text belongs to: its store and its key. Its state may change, its place may not. */
function about(store: string, head: object): string {
  const { audit, uuid, id, seq } = head as Readonly<Record<string, unknown>>;
  return JSON.stringify([store, audit, uuid, id, seq]);
}

function utf8(text: string): Bytes {
  return new TextEncoder().encode(text);
}
