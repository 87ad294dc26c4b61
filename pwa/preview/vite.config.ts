import { readFileSync } from "node:fs";
import { defineConfig } from "vite";
import { licences } from "../licences";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf-8")) as {
  version: string;
};

/**
 * Builds the sheet for the designer's page, beside the application and apart from it: phones never load
 * it. Its names are fixed; the page names them with the version of the package.
 */
export default defineConfig({
  base: "./",
  publicDir: false,
  define: { __APP_VERSION__: JSON.stringify(version) },
  plugins: [licences("LICENSES.txt")],
  build: {
    outDir: "../intranet_qms/static/pwa/preview",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { preview: "preview/main.ts" },
      output: {
        banner: "/*! The licences of all parts: LICENSES.txt beside this file. */",
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        assetFileNames: (asset) =>
          asset.names.some((name) => name.endsWith(".css")) ? "preview.css" : "[name][extname]",
      },
    },
  },
});
