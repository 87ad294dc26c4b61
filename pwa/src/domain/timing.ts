/** Clocks and patience: the difference to the server's clock, and when to try again. */

/**
 * How far the phone's clock is ahead of the server's (step 1.4), in milliseconds.
 *
 * The server read its clock somewhere between asking and hearing; the middle is the best guess.
 */
export function clockOffset(asked_at: number, heard_at: number, server_time: string): number | null {
  const server = Date.parse(server_time);
  if (Number.isNaN(server)) return null;
  return Math.round((asked_at + heard_at) / 2 - server);
}

/** Above this the auditor is told (step 1.4), in milliseconds. */
export const CLOCK_TOLERANCE = 120_000;

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 300_000;

/**
 * Milliseconds to wait after the given number of failures in a row: doubling up to five minutes,
 * half of it by chance so that a hundred phones do not come back in the same second.
 *
 * @param retry_after seconds the server asked for (step 4.2.6); never less than that.
 */
export function backoff(failures: number, chance: number, retry_after: number | null = null): number {
  const full = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.max(0, failures - 1));
  const wait = full / 2 + (full / 2) * chance;
  return Math.round(retry_after === null ? wait : Math.max(wait, retry_after * 1000 * (1 + chance / 4)));
}

/** Seconds of a Retry-After header, which may also be a date; null when there is none to read. */
export function retryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds) && header.trim() !== "") return Math.min(Math.max(0, seconds), 3600);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.min(Math.max(0, (date - now) / 1000), 3600);
}

/** The next size of a piece: doubled when it went fast, halved when it broke off or took long. */
export function adapt(size: number, milliseconds: number | null, smallest: number, largest: number): number {
  if (milliseconds === null) return Math.max(smallest, Math.floor(size / 2));
  if (milliseconds < 2_000) return Math.min(largest, size * 2);
  if (milliseconds > 20_000) return Math.max(smallest, Math.floor(size / 2));
  return size;
}
