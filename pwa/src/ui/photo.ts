/** A photograph made small and clean: at most 2000 pixels, JPEG, nothing of the camera in it. */
import { sha256 } from "../domain/canonical";
import type { PreparedPhoto } from "./work";

const LONGEST_SIDE = 2_000;
const QUALITY = 0.85;
/** Where the browser's estimate is honest, a photograph that would eat into this room is refused early. */
const RESERVE = 5_000_000;

export class Unreadable extends Error {}
export class NoRoom extends Error {}

/**
 * Decode, turn upright, reduce and encode again. Encoding anew is what removes place and device:
 * only pixels survive it.
 *
 * @throws Unreadable when it is no picture this browser can read; NoRoom when space is too low.
 */
export async function prepare(file: Blob): Promise<PreparedPhoto> {
  const blob = await reduce(file);
  const estimate = await navigator.storage?.estimate?.().catch(() => null);
  const free = estimate?.quota === undefined ? Infinity : estimate.quota - (estimate.usage ?? 0);
  if (free < blob.size + RESERVE) throw new NoRoom("too little space");
  return { blob, sha256: await sha256(await blob.arrayBuffer()) };
}

async function reduce(file: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => {
    throw new Unreadable("not a picture");
  });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [
    Math.max(1, Math.round(bitmap.width * scale)),
    Math.max(1, Math.round(bitmap.height * scale)),
  ];
  try {
    const canvas =
      typeof OffscreenCanvas === "undefined"
        ? Object.assign(document.createElement("canvas"), { width, height })
        : new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d") as
      CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null;
    if (context === null) throw new Unreadable("no canvas");
    // JPEG has no transparency; a screenshot's clear parts are white, not black.
    context.fillStyle = "#fff";
    context.fillRect(0, 0, width, height);
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, 0, 0, width, height);
    if (canvas instanceof HTMLCanvasElement) {
      return await new Promise((resolve, reject) =>
        canvas.toBlob(
          (blob) => (blob === null ? reject(new Unreadable("not encoded")) : resolve(blob)),
          "image/jpeg",
          QUALITY,
        ),
      );
    }
    return await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
  } finally {
    bitmap.close();
  }
}
