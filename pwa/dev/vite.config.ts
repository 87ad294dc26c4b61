import { defineConfig } from "vite";

/** Builds the little server for looking at the screens; `npm run look` runs it. */
export default defineConfig({
  build: { ssr: "dev/look.ts", outDir: "node_modules/.look", emptyOutDir: true, target: "node20" },
});
