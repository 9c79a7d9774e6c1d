import { expect, test } from "vitest";

import { splitAtWords, splitName, wordsOf } from "../src/names";

test.each([
  ["Nurses Berlin", "", "Nurses Berlin"],
  [
    "Warehouse Associate (m/f/d) – Upper Bavaria – Site 106, Night Shift, Tier 7",
    "Warehouse Associate (m/f/d) – Upper Bavaria – ",
    "Site 106, Night Shift, Tier 7",
  ],
  [
    "drivers_of_large_trucks_hamburg_harbour_2026_q3",
    "drivers_of_large_",
    "trucks_hamburg_harbour_2026_q3",
  ],
  ["x".repeat(40), "x".repeat(6), "x".repeat(34)],
  [`${"word ".repeat(8)}– `, "word word ", `${"word ".repeat(6)}– `],
])("%s is cut where a part begins", (name, beginning, end) => {
  expect(splitName(name)).toEqual({ beginning, end });
});

test("no two of 300 names that differ at their end have one strong line", () => {
  const names = Array.from(
    { length: 300 },
    (_, number) => `Senior Nurse – Region North – Site ${number}, Day`,
  );
  expect(new Set(names.map((name) => splitName(name).end)).size).toBe(300);
});

test("words of a search are found in any case, as text and not as a pattern", () => {
  expect(splitAtWords("Site 7, Tier 7", wordsOf("tier 7"))).toEqual([
    "Site ",
    "7",
    ", ",
    "Tier",
    " ",
    "7",
    "",
  ]);
  expect(splitAtWords("Associate (m/f/d)", wordsOf("(m ("))).toEqual(["Associate ", "(m", "/f/d)"]);
  expect(splitAtWords("Nurses", wordsOf(" "))).toEqual(["Nurses"]);
});
