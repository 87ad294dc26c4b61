import { readFileSync } from "node:fs";

/** The golden cases of tests/contract/, which the server's tests read too. */
export function golden<T>(file: string): T[] {
  return JSON.parse(readFileSync(new URL(`../../tests/contract/${file}`, import.meta.url), "utf-8")) as T[];
}
