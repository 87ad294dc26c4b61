/** The dictionaries: complete, used, and filled alike. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { en } from "../src/ui/i18n/en";
import { pl, type Key } from "../src/ui/i18n/pl";

const keys = Object.keys(pl) as Key[];
const holes = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();
const sources = readdirSync(join(import.meta.dirname, "../src"), { recursive: true, encoding: "utf-8" })
  .filter((file) => /\.tsx?$/.test(file) && !file.includes("i18n"))
  .map((file) => readFileSync(join(import.meta.dirname, "../src", file), "utf-8"))
  .join("\n");

test.each(keys)("%s is said in both languages with the same holes", (key) => {
  expect(en[key]).toBeDefined();
  expect(holes(en[key])).toEqual(holes(pl[key]));
  const forms = pl[key].split("|").length;
  expect([1, 3]).toContain(forms);
  expect(en[key].split("|")).toHaveLength(forms === 3 ? 2 : 1);
});

test("every word is used", () => {
  const built = /^(role|state|phase|jump)_/;
  expect(
    keys.filter(
      (key) => !built.test(key) && !sources.includes(`"${key}"`) && !new RegExp(`\\b${key}\\b`).test(sources),
    ),
  ).toEqual([]);
});

test("it is “audit” in Polish, never “audyt”", () => {
  expect(keys.filter((key) => /audyt/i.test(pl[key]))).toEqual([]);
});
