/** Room that is kept for answers when photographs have filled the phone. */
export const BALLAST = "ballast";
const BALLAST_BYTES = 2_000_000;

export function ballast(): { sha256: string; blob: Blob } {
  return { sha256: BALLAST, blob: new Blob([new Uint8Array(BALLAST_BYTES)]) };
}
