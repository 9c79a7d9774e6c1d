import { expect, test } from "vitest";

import { findChoices } from "../src/search";

const zones = [
  { label: "America/Detroit", terms: ["EDT", "EST", "United States"] },
  { label: "America/New_York", terms: ["EDT", "EST", "US/Eastern", "United States"] },
  { label: "Asia/Kolkata", note: "the organisation’s", terms: ["Asia/Calcutta", "IST", "India"] },
  { label: "Europe/Bucharest", terms: ["EEST", "EET", "Romania"] },
  { label: "Indian/Reunion", terms: ["Réunion"] },
];
const find = (words: string) => findChoices(zones, words).map(({ label, note }) => [label, note]);

test.each([
  ["", zones.map(({ label, note }) => [label, note])],
  ["new york", [["America/New_York", undefined]]],
  ["New_Y", [["America/New_York", undefined]]],
  ["us eastern", [["America/New_York", "US/Eastern"]]],
  ["eastern", [["America/New_York", "US/Eastern"]]],
  ["calcutta", [["Asia/Kolkata", "the organisation’s"]]],
  ["reun", [["Indian/Reunion", undefined]]],
  ["réunion", [["Indian/Reunion", undefined]]],
  // Whole words come first, and the note says what was found.
  [
    "est",
    [
      ["America/Detroit", "EST"],
      ["America/New_York", "EST"],
      ["Europe/Bucharest", undefined],
    ],
  ],
  ["mars", []],
])("%s", (words, found) => {
  expect(find(words)).toEqual(found);
});
