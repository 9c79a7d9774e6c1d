import { expect, test } from "vitest";

import type { Findings, ImportDetail, ImportKind } from "../src/api/model";
import {
  missingOf,
  sayHere,
  sourceOf,
  withSource,
  withWord,
  wordsOf,
} from "../src/imports/mapping";
import { isActive, sayCounts, sayState } from "../src/imports/states";

const KIND: ImportKind = {
  kind: "calls",
  columns: [
    { name: "external_id", is_required: true, choices: [] },
    { name: "status", is_required: true, choices: ["completed", "busy"] },
    { name: "score", is_required: false, choices: [] },
  ],
  profiles: [],
};
const FINDINGS: Findings = {
  header: ["Call", "State", "Points"],
  columns: { status: "State" },
  faults: [
    { column: "status", text: " ended ", rows: 3, sentences: ["…"] },
    { column: "score", text: "high", rows: 1, sentences: ["…"] },
    { column: null, text: null, rows: 1, sentences: ["…"] },
  ],
};

test("a column comes from where it was found, from another, or has one value", () => {
  expect(sourceOf("status", {}, FINDINGS)).toEqual({ is: "found", words: "State" });
  expect(sourceOf("external_id", {}, FINDINGS)).toEqual({ is: "found", words: null });
  const mapped = withSource({}, "external_id", { is: "column", name: "Call" });
  expect(mapped).toEqual({ map: { external_id: "Call" }, set: {} });
  expect(sourceOf("external_id", mapped, FINDINGS)).toEqual({ is: "column", name: "Call" });
  const fixed = withSource(mapped, "external_id", { is: "value", text: "x" });
  expect(fixed).toEqual({ map: {}, set: { external_id: "x" } });
  expect(withSource(fixed, "external_id", { is: "found", words: null })).toEqual({
    map: {},
    set: {},
  });
});

test("what is needed and comes from nowhere is missing, until it is said", () => {
  const names = (options: object) => missingOf(KIND, options, FINDINGS).map(({ name }) => name);
  expect(names({})).toEqual(["external_id"]);
  expect(names({ map: { external_id: "Call" } })).toEqual([]);
  expect(missingOf(KIND, {}, { header: [] }).map(({ name }) => name)).toEqual([
    "external_id",
    "status",
  ]);
});

test("only words of columns with few values have a meaning to choose", () => {
  const choices = ["completed", "busy"];
  expect(wordsOf(KIND, FINDINGS.faults)).toEqual([
    { column: "status", theirs: "ended", rows: 3, choices },
  ]);
  const said = withWord({ values: { status: { a: "busy" } } }, "status", "ended", "completed");
  expect(said.values).toEqual({ status: { a: "busy", ended: "completed" } });
  expect(withWord(said, "status", "ended", "").values).toEqual({ status: { a: "busy" } });
});

test("sentences name what is on screen instead of a command's options", () => {
  expect(sayHere("'ended' is none (--value status:ended=… says which it is).")).toBe(
    "'ended' is none.",
  );
  expect(sayHere("'3/4/26' is no time (--time-format '%d/%m/%y' or '%m/%d/%y' says which).")).toBe(
    "'3/4/26' is no time (Times '%d/%m/%y' or '%m/%d/%y' says which).",
  );
});

test("a state says how far it has come, and counts only what there is", () => {
  const running = { state: "running", bytes_read: 50, size: 200 } as ImportDetail;
  expect(sayState(running)).toBe("Importing: 25%");
  expect(sayState({ ...running, state: "done", bytes_read: null })).toBe("Imported");
  expect(isActive(running)).toBe(true);
  expect(isActive({ state: "checked" })).toBe(false);
  const none = { created: 0, updated: 0, unchanged: 0, rejected: 0, left_out: 0 };
  expect(sayCounts({ ...none, created: 1200, rejected: 2 })).toBe("1,200 new, 2 wrong");
  expect(sayCounts(none)).toBe("no rows");
  expect(sayCounts(null)).toBe("");
});
