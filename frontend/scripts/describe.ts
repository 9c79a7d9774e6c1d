// Writes what schema.yml says of its components, which the page shows beside numbers that are not
// in the catalogue.
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { parse } from "yaml";

const folder = process.env.API_FOLDER ?? "src/api";
const document = parse(readFileSync("../schema.yml", "utf8")) as {
  components: { schemas: Record<string, { description?: string }> };
};

// A constant each, so that the bundle has those that the page shows.
const constants = Object.entries(document.components.schemas).flatMap(([name, { description }]) =>
  description ? [`export const ${name} = ${JSON.stringify(description)};\n`] : [],
);

writeFileSync(
  `${folder}/descriptions.ts`,
  `/** Generated from schema.yml by scripts/describe.ts. Do not edit manually. */\n${constants.join("")}`,
);
