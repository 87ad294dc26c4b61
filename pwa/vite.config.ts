import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build, defineConfig, type Plugin } from "vite";
import { licences } from "./licences.ts";

const { version } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf-8")) as {
  version: string;
};

/** Tell the service worker which files this version is made of, by their names and contents. */
function precache(): Plugin {
  return {
    name: "precache",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const worker = bundle["sw.js"];
      if (worker?.type !== "chunk") throw new Error("the service worker was not built");
      if (worker.imports.length > 0) throw new Error("the service worker must stand alone");
      const hash = createHash("sha256");
      const files: string[] = [];
      const add = (name: string, content: string | Uint8Array) => {
        files.push(name);
        hash.update(name).update(content);
      };
      for (const name of Object.keys(bundle).sort()) {
        const item = bundle[name];
        // Licences are read where there is a network.
        if (item === undefined || ["sw.js", "index.html", "LICENSES.txt"].includes(name)) continue;
        add(name, item.type === "chunk" ? item.code : item.source);
      }
      const index = bundle["index.html"];
      if (index?.type === "asset") hash.update(index.source);
      const folder = join(import.meta.dirname, "public");
      for (const name of readdirSync(folder).sort()) {
        // The licence of the font lies beside it; nobody needs it without a network.
        if (!name.endsWith(".txt")) add(name, readFileSync(join(folder, name)));
      }
      worker.code = worker.code.replace(
        "__PRECACHE__",
        JSON.stringify({ version: hash.digest("hex").slice(0, 16), files }),
      );
    },
  };
}

/** The sheet for the designer's page is built with the application, which empties the folder first. */
function preview(): Plugin {
  return {
    name: "preview",
    apply: "build",
    closeBundle: async () => {
      await build({ configFile: join(import.meta.dirname, "preview/vite.config.ts") });
    },
  };
}

export default defineConfig({
  // Relative, so that one build works under any prefix of a host.
  base: "./",
  define: { __APP_VERSION__: JSON.stringify(version) },
  plugins: [licences("LICENSES.txt"), precache(), preview()],
  build: {
    outDir: "../intranet_qms/static/pwa",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { index: "index.html", sw: "src/sw/sw.ts" },
      output: { entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js") },
    },
  },
  test: { include: ["tests/**/*.test.ts"], setupFiles: ["fake-indexeddb/auto"] },
} as Parameters<typeof defineConfig>[0]);
