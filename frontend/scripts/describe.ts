// Writes what schema.yml says of the numbers, which the page shows beside them: descriptions of
// components, and of their fields where a component is an object.
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { parse } from "yaml";

interface Schema {
  description?: string;
  properties?: Record<string, Schema>;
}

const folder = process.env.API_FOLDER ?? "src/api";
const document = parse(readFileSync("../schema.yml", "utf8")) as {
  components: { schemas: Record<string, Schema> };
};

/** Descriptions by name, of those that have one. */
function describe(schemas: Record<string, Schema>): [string, string][] {
  return Object.entries(schemas).flatMap(([name, { description }]) =>
    description ? [[name, description]] : [],
  );
}

const { schemas } = document.components;
const descriptions = Object.fromEntries(
  describe(schemas).map(([name, description]) => [
    name,
    { description, fields: Object.fromEntries(describe(schemas[name]?.properties ?? {})) },
  ]),
);

writeFileSync(
  `${folder}/descriptions.ts`,
  `/** Generated from schema.yml by scripts/describe.ts. Do not edit manually. */
export const descriptions = ${JSON.stringify(descriptions, null, 2)} as const;
`,
);
