import { describe, expect, test } from "vitest";

import {
  addDays,
  chooseGranularity,
  comparedDays,
  countDays,
  findDaysFault,
  findPreset,
  hasTooManyBuckets,
  isDay,
  PRESETS,
  today,
  type Comparison,
} from "../src/dates";
import cases from "./presets.json";

describe("presets", () => {
  // The server has the same presets, and its tests the same table.
  test.each(cases)("$range on $today", ({ range, today, start, end }) => {
    expect(findPreset(range)?.days(today)).toEqual({ start, end });
  });

  test("all stand in the table, and no others", () => {
    expect(PRESETS.map(({ name }) => name)).toEqual([...new Set(cases.map(({ range }) => range))]);
  });

  test.each(PRESETS)("$label is a range that the API takes", ({ days }) => {
    expect(findDaysFault(days("2028-02-29"))).toBeNull();
  });

  test("are known by names of their own, which addresses have", () => {
    expect(findPreset("last_7_days")?.label).toBe("Last 7 days");
    expect(findPreset("last_8_days")).toBeUndefined();
    expect(new Set(PRESETS.map(({ name }) => name)).size).toBe(PRESETS.length);
  });

  test.each([
    ["this_week", "previous_week"],
    ["last_week", "previous_week"],
    ["today", "previous_week"],
    ["this_month", "previous_month"],
    ["last_month", "previous_month"],
    ["last_30_days", "previous_period"],
    ["this_quarter", "previous_year"],
    ["this_year", "previous_year"],
  ])("%s is compared by %s", (name, comparison) => {
    expect(findPreset(name)?.comparison).toBe(comparison);
  });
});

describe("what a range is compared with", () => {
  test.each<[Comparison, string, string]>([
    ["previous_period", "2026-10-27 2026-11-25", "2026-09-27 2026-10-26"],
    ["previous_period", "2026-03-01 2026-03-01", "2026-02-28 2026-02-28"],
    // Back by the fewest whole weeks that leave no overlap: 5 for 30 days.
    ["previous_week", "2026-10-27 2026-11-25", "2026-09-22 2026-10-21"],
    ["previous_week", "2026-11-23 2026-11-26", "2026-11-16 2026-11-19"],
    ["previous_week", "2026-11-16 2026-11-22", "2026-11-09 2026-11-15"],
    ["previous_month", "2026-10-27 2026-11-25", "2026-09-27 2026-10-25"],
    ["previous_month", "2026-03-01 2026-03-30", "2026-02-01 2026-02-28"],
    // Whole months are compared with as many whole months.
    ["previous_month", "2026-03-01 2026-03-31", "2026-02-01 2026-02-28"],
    ["previous_month", "2026-04-01 2026-06-30", "2026-01-01 2026-03-31"],
    ["previous_month", "2026-01-01 2026-12-31", "2025-01-01 2025-12-31"],
    ["previous_year", "2026-10-27 2026-11-25", "2025-10-27 2025-11-25"],
    ["previous_year", "2028-02-29 2028-03-01", "2027-02-28 2027-03-01"],
  ])("%s of %s is %s", (comparison, days, expected) => {
    const [start = "", end = ""] = days.split(" ");
    const compared = comparedDays(comparison, { start, end });
    expect(`${compared?.start} ${compared?.end}`).toBe(expected);
  });

  test.each<Comparison>(["none", "custom"])("%s is nothing that is worked out", (comparison) => {
    expect(comparedDays(comparison, { start: "2026-10-01", end: "2026-10-02" })).toBeNull();
  });
});

describe("today", () => {
  const newYear = new Date("2026-12-31T23:30:00Z");

  test.each([
    ["UTC", "2026-12-31"],
    ["Europe/Berlin", "2027-01-01"],
    ["America/Los_Angeles", "2026-12-31"],
    ["Pacific/Kiritimati", "2027-01-01"],
    ["No/Such_Zone", "2026-12-31"],
  ])("in %s is %s", (zone, day) => {
    expect(today(zone, newYear)).toBe(day);
  });
});

describe("days", () => {
  test("are counted with both ends, also over a change of clocks", () => {
    expect(countDays({ start: "2026-10-25", end: "2026-10-25" })).toBe(1);
    expect(countDays({ start: "2026-10-24", end: "2026-10-26" })).toBe(3);
    expect(countDays({ start: "2028-01-01", end: "2028-12-31" })).toBe(366);
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(addDays("2026-03-29", -1)).toBe("2026-03-28");
  });

  test.each(["2026-02-30", "2026-13-01", "2026-1-1", "0202-01-01", "2200-01-01", "", "today"])(
    "“%s” is none",
    (text) => {
      expect(isDay(text)).toBe(false);
    },
  );

  test("29 February is one in leap years alone", () => {
    expect(isDay("2028-02-29")).toBe(true);
    expect(isDay("2027-02-29")).toBe(false);
  });
});

describe("a range", () => {
  test.each([
    ["2026-10-02", "2026-10-01", "end", "The end is before the start."],
    ["", "2026-10-01", "start", "Enter a whole start date, from 1900 on."],
    ["2026-10-01", "2026-02-30", "end", "Enter a whole end date, from 1900 on."],
    ["2021-10-01", "2026-10-01", "end", "The range is longer than 5 years."],
    ["2024-02-29", "2029-03-01", "end", "The range is longer than 5 years."],
  ])("from %s to %s is refused at its %s", (start, end, field, detail) => {
    expect(findDaysFault({ start, end })).toEqual({ field, detail });
  });

  test.each([
    ["2026-10-01", "2026-10-01"],
    ["2021-10-01", "2026-09-30"],
    ["2024-02-29", "2029-02-28"],
  ])("from %s to %s is taken", (start, end) => {
    expect(findDaysFault({ start, end })).toBeNull();
  });
});

test.each([
  [1, "hour"],
  [2, "hour"],
  [3, "day"],
  [92, "day"],
  [93, "week"],
  [366, "week"],
  [367, "month"],
])("%d days are cut by %s unless said otherwise", (days, granularity) => {
  expect(chooseGranularity(days)).toBe(granularity);
});

test("at most 800 buckets", () => {
  expect(hasTooManyBuckets("hour", 33)).toBe(false);
  expect(hasTooManyBuckets("hour", 34)).toBe(true);
  expect(hasTooManyBuckets("day", 800)).toBe(false);
  expect(hasTooManyBuckets("day", 801)).toBe(true);
  expect(hasTooManyBuckets("week", 1826)).toBe(false);
  expect(hasTooManyBuckets("month", 1826)).toBe(false);
});
