/** What waits, in words, and whether it waits for too long. */
import { counts, unsent } from "./session";
import { tn } from "./i18n";

const DAY = 86_400_000;

export function unsentWords(mutations: number, evidence: number): string {
  return [tn("unsent_n", mutations), ...(evidence > 0 ? [tn("photos_n", evidence)] : [])].join(", ");
}

/** Days that the oldest record has waited, from one on; 0 while there is no reason to warn. */
export function daysWaiting(now = Date.now()): number {
  const { since } = counts.value;
  return unsent.value === 0 || since === null ? 0 : Math.max(0, Math.floor((now - Date.parse(since)) / DAY));
}
