/** Getting work out of the phone by hand: the way out when nothing else goes. */
import { canonical, sha256, type Json } from "../domain/canonical";
import type { LogEntry } from "../domain/mutations";
import type { Phone } from "./phone";

/** The lines that the server has not taken, with their reasons. */
export function untaken(entries: readonly LogEntry[]): LogEntry[] {
  return entries.filter((entry) => entry.state !== "applied" && entry.state !== "conflict");
}

/**
 * Everything unsent as one JSON file: the lines as they would be pushed and the photographs in
 * base64, piece by piece, so that forty photographs need not stand in memory as one text.
 */
export async function exportUnsent(phone: Phone, only?: readonly LogEntry[]): Promise<Blob> {
  const self = await phone.self();
  const entries = only ?? untaken(await phone.log());
  const wanted = new Set(
    entries.flatMap(({ mutation }) => (mutation.name === "evidence.attach" ? [mutation.args.sha256] : [])),
  );
  const uploads = await phone.uploads();
  if (only === undefined) {
    for (const upload of uploads) if (upload.state !== "verified") wanted.add(upload.sha256);
  }
  const mutations = entries.map((entry) => entry.mutation);
  const head = {
    format: "intranet-qms unsent work",
    protocol: 1,
    person: self.person,
    device: self.device,
    clock_offset_ms: self.clock_offset,
    // What was altered or cut off on the way to the desk is noticed there (step 9.2).
    mutations_sha256: await sha256(canonical(mutations as unknown as Json)),
    mutations: entries.map((entry) => ({
      state: entry.state,
      reason: entry.receipt?.reason ?? null,
      mutation: entry.mutation,
    })),
  };
  const parts: BlobPart[] = [JSON.stringify(head, null, 1).slice(0, -1), ',\n "photographs": {'];
  let first = true;
  for (const hash of wanted) {
    const blob = await phone.blob(hash);
    if (blob === null) continue;
    parts.push(`${first ? "" : ","}\n  "${hash}": "`, await base64(blob), '"');
    first = false;
  }
  parts.push("\n }\n}\n");
  return new Blob(parts, { type: "application/json" });
}

async function base64(blob: Blob): Promise<Blob> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const texts: string[] = [];
  // A multiple of three, so that the pieces join without padding between them.
  const piece = 3 * 8192;
  for (let at = 0; at < bytes.length; at += piece) {
    texts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + piece))));
  }
  return new Blob(texts);
}
