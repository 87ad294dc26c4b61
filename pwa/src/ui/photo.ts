/** Files for evidence: photographs made small and clean, everything else as it is. */
import { sha256 } from "../domain/canonical";
import { reduce } from "./reduce";

/** Where the browser's estimate is honest, a file that would eat into this room is refused early. */
const RESERVE = 5_000_000;
/** What the server takes (step 1.1). */
const LARGEST = 20_000_000;

export class Unreadable extends Error {}
export class NoRoom extends Error {}
export class TooLarge extends Error {}

/** A file that can be stored. `as_it_is`: its bytes are the camera's or the sender's own. */
export interface Prepared {
  readonly blob: Blob;
  readonly sha256: string;
  readonly name: string;
  readonly as_it_is: boolean;
}

let worker: Worker | null | undefined;
let asked = 0;
const waiting = new Map<number, (blob: Blob | null | undefined) => void>();

/** The worker; null where there is none, or where it could not be loaded. */
function helper(): Worker | null {
  if (worker !== undefined) return worker;
  if (typeof Worker === "undefined" || typeof OffscreenCanvas === "undefined") return (worker = null);
  const made = new Worker(new URL("./photo_worker.ts", import.meta.url), { type: "module" });
  made.onmessage = (event: MessageEvent<{ id: number; blob: Blob | null }>) => {
    waiting.get(event.data.id)?.(event.data.blob);
    waiting.delete(event.data.id);
  };
  made.onerror = () => {
    worker = null;
    for (const answer of waiting.values()) answer(undefined);
    waiting.clear();
  };
  return (worker = made);
}

async function reduced(file: Blob): Promise<Blob | null> {
  const beside = helper();
  if (beside !== null) {
    const blob = await new Promise<Blob | null | undefined>((resolve) => {
      waiting.set(++asked, resolve);
      beside.postMessage({ id: asked, file });
    });
    if (blob !== undefined) return blob;
  }
  return reduce(file);
}

/**
 * Make a file ready to be stored.
 *
 * @throws Unreadable when it is nothing the server would take; TooLarge; NoRoom when space is too low.
 */
export async function prepare(file: File): Promise<Prepared> {
  const kind = await kindOf(file);
  const blob = kind === "application/pdf" ? null : await reduced(file);
  // What only the server can decode (HEIC, mostly) travels as the camera made it.
  if (blob === null && kind === null) throw new Unreadable("no picture and no PDF");
  return sealed(blob ?? new Blob([await file.arrayBuffer()], { type: kind ?? "" }), file.name, blob === null);
}

/** The hash over the bytes that will be stored, and whether there is room for them. */
export async function sealed(blob: Blob, name: string, as_it_is = false): Promise<Prepared> {
  if (blob.size > LARGEST) throw new TooLarge("larger than the server takes");
  const estimate = await navigator.storage?.estimate?.().catch(() => null);
  const free = estimate?.quota === undefined ? Infinity : estimate.quota - (estimate.usage ?? 0);
  if (free < blob.size + RESERVE) throw new NoRoom("too little space");
  return { blob, name, as_it_is, sha256: await sha256(await blob.arrayBuffer()) };
}

/** What the first bytes say; names and declared types may say anything. */
async function kindOf(file: Blob): Promise<string | null> {
  const start = new TextDecoder("latin1").decode(await file.slice(0, 12).arrayBuffer());
  if (start.startsWith("%PDF-")) return "application/pdf";
  return /^....ftyp(hei[cx]|mif1|msf1|hevc)/s.test(start) ? "image/heic" : null;
}
