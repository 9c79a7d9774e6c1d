import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { scopeStyles } from "./scripts/scope.ts";

export default defineConfig({
  plugins: [react()],
  css: { postcss: { plugins: [scopeStyles] } },
  build: {
    // One script and one style sheet under fixed names: Django's staticfiles hash and WhiteNoise
    // compresses them, so that there is one place that names files.
    modulePreload: false,
    cssCodeSplit: false,
    // Browsers that know light-dark(), which the style sheet is written with.
    cssTarget: ["chrome123", "firefox128", "safari17.5"],
    rolldownOptions: {
      input: "src/main.tsx",
      output: {
        codeSplitting: false,
        entryFileNames: "page.js",
        assetFileNames: "page[extname]",
      },
    },
  },
  test: { include: ["tests/**/*.test.{ts,tsx}"] },
});
