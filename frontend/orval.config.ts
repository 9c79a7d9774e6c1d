import { defineConfig } from "orval";

// Where to write: src/api, or a folder beside it that `npm run check:api` compares with it.
const folder = process.env.API_FOLDER ?? "src/api";

export default defineConfig({
  analytics: {
    input: "../schema.yml",
    output: {
      target: `${folder}/client.ts`,
      schemas: `${folder}/model`,
      client: "react-query",
      httpClient: "fetch",
      mode: "split",
      clean: true,
      override: {
        // The page reads answers; files of them are for people to save.
        contentType: { include: ["application/json"] },
        fetch: { includeHttpResponseReturnType: false },
        mutator: { path: "src/request.ts", name: "request" },
        query: { useQuery: true, signal: true },
      },
    },
  },
});
