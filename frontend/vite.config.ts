import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { scopeStyles } from "./scripts/scope.ts";

export default defineConfig({
  plugins: [react()],
  css: { postcss: { plugins: [scopeStyles] } },
  build: {
    // One style sheet and one script have fixed names, which Django's staticfiles hash: the places
    // where it names them are templates. The other scripts are named by the scripts that load them,
    // so that their hashes are Vite's, as long as those that WhiteNoise takes to be lasting.
    modulePreload: false,
    cssCodeSplit: false,
    // Browsers that know light-dark(), which the style sheet is written with.
    cssTarget: ["chrome123", "firefox128", "safari17.5"],
    rolldownOptions: {
      input: "src/main.tsx",
      output: {
        entryFileNames: "page.js",
        chunkFileNames: "[name].[hash:12].js",
        hashCharacters: "hex",
        assetFileNames: "page[extname]",
        codeSplitting: { groups: [{ name: "app", test: /src.app\.tsx|preload-helper/ }] },
      },
    },
  },
  test: { include: ["tests/**/*.test.{ts,tsx}"] },
});
