import { describe, expect, test, vi } from "vitest";

vi.hoisted(() => vi.stubGlobal("navigator", { language: "en-GB" }));

import { compareValues, formatParts, formatValue, scalarOf, valueOf } from "../src/metrics";
import { ANSWER_RATE, CALLS, INTERVIEWS, LENGTH, OPT_OUTS } from "./catalogue";

const rate = (numerator: number, denominator: number) => ({
  value: denominator ? numerator / denominator : null,
  numerator,
  denominator,
});

describe("changes", () => {
  test("of a count are relative", () => {
    expect(compareValues(120, 100, INTERVIEWS)).toEqual({
      text: "+20.0%",
      direction: "up",
      isGood: true,
    });
  });

  test("of a rate are in percentage points", () => {
    expect(compareValues(rate(1, 4), rate(1, 2), ANSWER_RATE)).toEqual({
      text: "−25.0 pp",
      direction: "down",
      isGood: false,
    });
  });

  test("are good where less is better", () => {
    expect(compareValues(5, 10, OPT_OUTS)?.isGood).toBe(true);
    expect(compareValues(10, 5, OPT_OUTS)?.isGood).toBe(false);
  });

  test("are neither good nor bad where neither direction is better", () => {
    expect(compareValues(10, 5, CALLS)?.isGood).toBeNull();
  });

  test("that are none say so", () => {
    expect(compareValues(0, 0, INTERVIEWS)).toEqual({
      text: "0.0%",
      direction: "same",
      isGood: null,
    });
  });

  test("from nothing are none: there is nothing to divide by", () => {
    expect(compareValues(5, 0, INTERVIEWS)).toBeNull();
    expect(compareValues(rate(0, 0), rate(1, 2), ANSWER_RATE)).toBeNull();
    expect(compareValues(rate(1, 2), rate(0, 0), ANSWER_RATE)).toBeNull();
    expect(compareValues(rate(1, 2), rate(0, 9), ANSWER_RATE)?.text).toBe("+50.0 pp");
  });
});

test("values are shown in their units", () => {
  expect(formatValue(0.25, ANSWER_RATE.unit)).toBe("25.0%");
  expect(formatValue(93, LENGTH.unit)).toBe("1m 33s");
  expect(formatValue(90_000, "duration")).toBe("1d 1h");
  expect(formatValue(90_000, "hours")).toBe("25h 0m");
});

test("a number is found by its name, also one that is newer than the page", () => {
  const scalars = { total_calls: 3, newest: { value: null, count: 0 } };
  expect(scalarOf({ scalars } as never, "newest")).toEqual({ value: null, count: 0 });
  expect(scalarOf({ scalars } as never, "missing")).toBeUndefined();
  expect(scalarOf(undefined, "total_calls")).toBeUndefined();
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
