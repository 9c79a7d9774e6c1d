import { describe, expect, test, vi } from "vitest";

vi.hoisted(() => vi.stubGlobal("navigator", { language: "en-GB" }));

import { compareValues, formatParts, METRICS, valueOf } from "../src/metrics";

const rate = (numerator: number, denominator: number) => ({
  value: denominator ? numerator / denominator : null,
  numerator,
  denominator,
});

describe("changes", () => {
  test("of a count are relative", () => {
    expect(compareValues(120, 100, METRICS.interviews)).toEqual({
      text: "+20.0%",
      direction: "up",
      isGood: true,
    });
  });

  test("of a rate are in percentage points", () => {
    expect(compareValues(rate(1, 4), rate(1, 2), METRICS.answer_rate)).toEqual({
      text: "−25.0 pp",
      direction: "down",
      isGood: false,
    });
  });

  test("are good where less is better", () => {
    expect(compareValues(5, 10, METRICS.opt_outs)?.isGood).toBe(true);
    expect(compareValues(10, 5, METRICS.opt_outs)?.isGood).toBe(false);
  });

  test("are neither good nor bad where neither direction is better", () => {
    expect(compareValues(10, 5, METRICS.total_calls)?.isGood).toBeNull();
  });

  test("that are none say so", () => {
    expect(compareValues(0, 0, METRICS.interviews)).toEqual({
      text: "0.0%",
      direction: "same",
      isGood: null,
    });
  });

  test("from nothing are none: there is nothing to divide by", () => {
    expect(compareValues(5, 0, METRICS.interviews)).toBeNull();
    expect(compareValues(rate(0, 0), rate(1, 2), METRICS.answer_rate)).toBeNull();
    expect(compareValues(rate(1, 2), rate(0, 0), METRICS.answer_rate)).toBeNull();
    expect(compareValues(rate(1, 2), rate(0, 9), METRICS.answer_rate)?.text).toBe("+50.0 pp");
  });
});

describe("parts", () => {
  test("of a rate are its numerator and denominator", () => {
    expect(formatParts(rate(4321, 9876), ["answered", "calls"])).toBe("4,321 answered of 9,876 calls");
    expect(formatParts(rate(2.5, 3), undefined)).toBe("2.5 of 3");
  });

  test("of a mean are what it is over; a count has none", () => {
    expect(formatParts({ value: 61.5, count: 812 }, ["interviews"])).toBe("over 812 interviews");
    expect(formatParts(7, undefined)).toBeNull();
  });

  test("a rate over nothing has no value, and still its parts", () => {
    expect(valueOf(rate(0, 0))).toBeNull();
    expect(formatParts(rate(0, 0), ["answered", "calls"])).toBe("0 answered of 0 calls");
  });
});
