/** A photograph made small and clean: at most 2000 pixels, upright, JPEG, nothing of the camera in it. */
const LONGEST_SIDE = 2_000;
export const QUALITY = 0.85;

/**
 * Decode, turn upright, reduce and encode again. Encoding anew is what removes place and device:
 * only pixels survive it. Runs in a worker, or on the page where there is none.
 *
 * @returns null when this browser cannot decode it.
 */
export async function reduce(file: Blob): Promise<Blob | null> {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (bitmap === null) return null;
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
    const context = canvas.getContext("2d") as CanvasRenderingContext2D | null;
    if (context === null) return null;
    // JPEG has no transparency; a screenshot's clear parts are white, not black.
    context.fillStyle = "#fff";
    context.fillRect(0, 0, width, height);
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, 0, 0, width, height);
    if ("convertToBlob" in canvas)
      return await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
    return await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  } finally {
    bitmap.close();
  }
}
