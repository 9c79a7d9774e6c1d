// The limit of what a visitor downloads; `npm run build` (make frontend) comes first.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const MOST_BYTES = 280_000;

test("all JavaScript together stays under 280 KB gzipped", () => {
  expect(existsSync("dist"), "not built: run `make frontend` first").toBe(true);
  const scripts = readdirSync("dist", { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".js"),
  );
  expect(scripts.length).toBeGreaterThan(0);
  const bytes = scripts.map((name) => gzipSync(readFileSync(`dist/${name}`)).length);
  expect(bytes.reduce((sum, size) => sum + size)).toBeLessThan(MOST_BYTES);
});
