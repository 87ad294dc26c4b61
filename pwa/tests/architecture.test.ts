/** Who may import whom: domain ← storage ← sync ← ui, main; the service worker imports neither storage nor ui. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve, dirname } from "node:path";
import { expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "../src");
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  storage: ["domain"],
  sync: ["domain", "storage"],
  sw: ["domain"],
  ui: ["domain", "storage", "sync"],
  main: ["domain", "storage", "sync", "ui"],
};
/** The domain is pure: it names no package and no browser global that holds state. */
const OUTSIDE: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  storage: ["idb", "@noble/ciphers/chacha.js"],
  sync: [],
  sw: [],
  ui: ["preact", "preact/hooks", "@preact/signals"],
  main: ["preact"],
};

const files = readdirSync(ROOT, { recursive: true, encoding: "utf-8" }).filter((file) =>
  /\.tsx?$/.test(file),
);

function layerOf(file: string): string {
  const first = file.split("/")[0] ?? "";
  return first.includes(".") ? "main" : first;
}

test.each(files)("%s imports only what its layer may", (file) => {
  const text = readFileSync(join(ROOT, file), "utf-8");
  const layer = layerOf(file);
  const imports = [...text.matchAll(/^(?:import|export)\s(?:[^"';]*?\sfrom\s)?["']([^"']+)["'];/gm)];
  expect(imports.length, "an import the test does not see").toBeGreaterThanOrEqual(
    text.match(/^import\b/gm)?.length ?? 0,
  );
  for (const [, from] of imports) {
    if (from === undefined || from.endsWith(".css")) continue;
    if (from.startsWith(".")) {
      const target = layerOf(relative(ROOT, resolve(ROOT, dirname(file), from)));
      expect(
        target === layer || ALLOWED[layer]?.includes(target),
        `${layer} imports ${target} (${from})`,
      ).toBe(true);
    } else {
      expect(OUTSIDE[layer], `${layer} imports ${from}`).toContain(from);
    }
  }
});

test("the domain touches no storage, network, page or clock", () => {
  for (const file of files.filter((name) => layerOf(name) === "domain")) {
    const text = readFileSync(join(ROOT, file), "utf-8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
    expect(
      text.match(
        // `document` alone is a word of this field.
        /\b(indexedDB|fetch|document\.(body|get|query|create|cookie|add)|window|navigator|localStorage|Date\.now|Math\.random)/,
      )?.[0],
      file,
    ).toBeUndefined();
  }
});

test("no file is longer than 400 lines", () => {
  for (const file of files)
    expect(readFileSync(join(ROOT, file), "utf-8").split("\n").length, file).toBeLessThanOrEqual(400);
});
