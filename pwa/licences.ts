import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const PACKAGES = join(import.meta.dirname, "node_modules");
const OF_A_PACKAGE = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/**
 * Ships the licence of every package of which a bundle holds anything: who receives the code receives
 * its terms. A package without a licence text fails the build.
 */
export function licences(file: string): Plugin {
  return {
    name: "licences",
    apply: "build",
    generateBundle(_options, bundle) {
      const used = new Set<string>();
      for (const id of this.getModuleIds()) {
        const name = OF_A_PACKAGE.exec(id)?.[1];
        if (name !== undefined) used.add(name);
      }
      // Fonts are files and no modules.
      for (const name of Object.keys(bundle)) if (/lato.*\.woff2?$/.test(name)) used.add("@fontsource/lato");
      this.emitFile({ type: "asset", fileName: file, source: [...used].sort().map(terms).join("\n\n") });
    },
  };
}

function terms(name: string): string {
  const folder = join(PACKAGES, name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf-8")) as {
    version: string;
    license: string;
  };
  const text = ["LICENSE", "LICENSE.md", "LICENSE.txt"]
    .map((one) => join(folder, one))
    .find((one) => existsSync(one));
  if (text === undefined) throw new Error(`${name} brings no text of its licence`);
  const title = `${name} ${version} (${license})`;
  return `${title}\n${"=".repeat(title.length)}\n\n${readFileSync(text, "utf-8").trim()}\n`;
}
