import { describe, expect, test, vi } from "vitest";

vi.hoisted(() => vi.stubGlobal("navigator", { language: "en-GB" }));

import type { Dashboard } from "../src/api/model";
import {
  compareValues,
  formatParts,
  formatValue,
  numberOf,
  previousOf,
  valueOf,
} from "../src/metrics";
import { ANSWER_RATE, CALLS, INTERVIEWS, LENGTH, OPT_OUTS } from "./catalogue";

const rate = (numerator: number, denominator: number) => ({
  value: denominator ? numerator / denominator : null,
  numerator,
  denominator,
});

const before = (numerator: number, denominator: number, is_noise: boolean | null) => ({
  ...rate(numerator, denominator),
  is_noise,
});

describe("changes", () => {
  const inWords = (text: string) => ({ text, isNoise: false, isGood: null });

  test("of a count are relative, and multiples where they are large", () => {
    expect(compareValues(120, 100, INTERVIEWS)).toEqual({
      text: "+20.0%",
      isNoise: false,
      isGood: true,
    });
    expect(compareValues(88, 100, INTERVIEWS)?.text).toBe("−12.0%");
    expect(compareValues(300, 100, INTERVIEWS)?.text).toBe("+200.0%");
    expect(compareValues(400, 100, INTERVIEWS)?.text).toBe("×4.0");
    expect(compareValues(1490, 100, INTERVIEWS)?.text).toBe("×14.9");
  });

  test("of a rate are in percentage points", () => {
    expect(compareValues(rate(1, 4), before(1, 2, false), ANSWER_RATE)).toEqual({
      text: "−25.0 pp",
      isNoise: false,
      isGood: false,
    });
  });

  test("that may be chance are neither good nor bad", () => {
    expect(compareValues(rate(3, 4), before(1, 2, true), ANSWER_RATE)).toEqual({
      text: "+25.0 pp",
      isNoise: true,
      isGood: null,
    });
  });

  test("are good where less is better", () => {
    expect(compareValues(5, 10, OPT_OUTS)?.isGood).toBe(true);
    expect(compareValues(10, 5, OPT_OUTS)?.isGood).toBe(false);
  });

  test("are neither good nor bad where neither direction is better", () => {
    expect(compareValues(10, 5, CALLS)?.isGood).toBeNull();
  });

  test("that round to nothing say so", () => {
    expect(compareValues(0, 0, INTERVIEWS)).toEqual(inWords("unchanged"));
    expect(compareValues(10_001, 10_000, INTERVIEWS)).toEqual(inWords("unchanged"));
    expect(compareValues(rate(1, 2), before(1, 2, true), ANSWER_RATE)).toEqual(
      inWords("unchanged"),
    );
  });

  test("from nothing are new: there is nothing to divide by", () => {
    expect(compareValues(5, 0, INTERVIEWS)).toEqual(inWords("new"));
    expect(compareValues(rate(1, 2), before(0, 0, null), ANSWER_RATE)).toEqual(inWords("new"));
    expect(compareValues(rate(1, 2), before(0, 9, false), ANSWER_RATE)?.text).toBe("+50.0 pp");
  });

  test("to nothing are none", () => {
    expect(compareValues(rate(0, 0), before(1, 2, null), ANSWER_RATE)).toBeNull();
  });
});

test("values are shown in their units", () => {
  expect(formatValue(0.25, ANSWER_RATE.unit)).toBe("25.0%");
  expect(formatValue(93, LENGTH.unit)).toBe("1m 33s");
  expect(formatValue(90_000, "duration")).toBe("1d 1h");
  expect(formatValue(90_000, "hours")).toBe("25h 0m");
});

test("a number is found by its name, also one that is newer than the page", () => {
  const dashboard = {
    scalars: { total_calls: 3, newest: { value: null, count: 0 } },
    withdrawal: { rate: rate(1, 4) },
    previous: { scalars: { total_calls: 2 }, withdrawal_rate: before(1, 2, true) },
  } as unknown as Dashboard;
  expect(numberOf(dashboard, "newest")).toEqual({ value: null, count: 0 });
  expect(numberOf(dashboard, "withdrawal_rate")).toEqual(rate(1, 4));
  expect(numberOf(dashboard, "missing")).toBeUndefined();
  expect(numberOf(undefined, "total_calls")).toBeUndefined();
  expect(previousOf(dashboard, "total_calls")).toBe(2);
  expect(previousOf(dashboard, "withdrawal_rate")).toEqual(before(1, 2, true));
  expect(previousOf({ ...dashboard, previous: null }, "total_calls")).toBeUndefined();
});

describe("parts", () => {
  test("of a rate are its numerator and denominator", () => {
    expect(formatParts(rate(4321, 9876), ["answered", "calls"])).toBe(
      "4,321 answered of 9,876 calls",
    );
    expect(formatParts(rate(2.5, 3), [])).toBe("2.5 of 3");
  });

  test("of a mean are what it is over; a count has none", () => {
    expect(formatParts({ value: 61.5, count: 812 }, ["interviews"])).toBe("over 812 interviews");
    expect(formatParts(7, [])).toBeNull();
  });

  test("a rate over nothing has no value, and still its parts", () => {
    expect(valueOf(rate(0, 0))).toBeNull();
    expect(formatParts(rate(0, 0), ["answered", "calls"])).toBe("0 answered of 0 calls");
  });
});
