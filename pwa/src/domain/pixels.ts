/** Making faces and names unreadable for good. Pure: pixels in, pixels out. */

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and opacity of each pixel, row by row. */
  readonly data: Uint8ClampedArray;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Of a block: so large that a line of writing is two blocks high and a face a handful. */
const SMALLEST_BLOCK = 24;
/** Steps of brightness that are left: what was written cannot be told from the means of its blocks. */
const STEP = 32;

/** The box of two corners, in whole pixels inside the picture; null when nothing of it is inside. */
export function boxOf(
  from: readonly [number, number],
  to: readonly [number, number],
  within: Pick<Pixels, "width" | "height">,
): Box | null {
  const clamp = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)));
  const [left, right] = [Math.min(from[0], to[0]), Math.max(from[0], to[0])].map((x) =>
    clamp(x, within.width),
  ) as [number, number];
  const [top, bottom] = [Math.min(from[1], to[1]), Math.max(from[1], to[1])].map((y) =>
    clamp(y, within.height),
  ) as [number, number];
  if (right - left < 2 || bottom - top < 2) return null;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/**
 * Replace every block of the pixels by its coarse mean. There is no way back: all that is left of a
 * block is one of a few colours.
 */
export function coarsen({ width, height, data }: Pixels): void {
  const block = Math.max(SMALLEST_BLOCK, Math.ceil(Math.min(width, height) / 4));
  for (let top = 0; top < height; top += block) {
    for (let left = 0; left < width; left += block) {
      const [bottom, right] = [Math.min(height, top + block), Math.min(width, left + block)];
      const sum = [0, 0, 0];
      const each = (work: (at: number) => void) => {
        for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) work((y * width + x) * 4);
      };
      each((at) => {
        for (let colour = 0; colour < 3; colour++)
          sum[colour] = (sum[colour] ?? 0) + (data[at + colour] ?? 0);
      });
      const many = (bottom - top) * (right - left);
      const mean = sum.map((all) => Math.round(all / many / STEP) * STEP);
      each((at) => {
        for (let colour = 0; colour < 3; colour++) data[at + colour] = mean[colour] ?? 0;
        data[at + 3] = 255;
      });
    }
  }
}
