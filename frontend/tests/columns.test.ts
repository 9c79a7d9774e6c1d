// Tables by campaign: how rows are found, sorted and drawn to scale.
import { describe, expect, test } from "vitest";

import { columnsOf, fullLabel, scaleOf, sortValue } from "../src/sections/columns";
import { hasWords, splitAtFound, wordsToFind } from "../src/sections/finding";
import { isNoise, sureness, wilson } from "../src/sections/intervals";
import { ANSWER_RATE, CALLS, CATALOGUE, LENGTH } from "./catalogue";
import { breakdown, rate, row } from "./breakdowns";

describe("a search", () => {
  const finds = (search: string, name: string) => hasWords(name, wordsToFind(search));

  test("finds every word where one begins, however it is written", () => {
    expect(finds("tier 7", "Site 174, Night Shift, Tier 7")).toBe(true);
    expect(finds("7", "Site 174, Tier 1")).toBe(false);
    expect(finds("ship", "Night Shift")).toBe(false);
    expect(finds("zurich el", "Electricians Zürich")).toBe(true);
    expect(finds("(m/f", "Warehouse Associate (m/f/d)")).toBe(true);
    expect(finds("m/f", "Warehouse Associate (m/f/d)")).toBe(true);
    expect(finds("  ", "Anything")).toBe(true);
  });

  test("marks what it found", () => {
    expect(splitAtFound("Site 174, Tier 17", wordsToFind("tier 17"))).toEqual([
      "Site ",
      "17",
      "4, ",
      "Tier",
      " ",
      "17",
      "",
    ]);
    expect(splitAtFound("Zürich", wordsToFind("zu"))).toEqual(["", "Zü", "rich"]);
    expect(splitAtFound("Oslo", [])).toEqual(["Oslo"]);
  });
});

describe("columns", () => {
  test("are the numbers of the catalogue, and their changes where something is compared", () => {
    const other = { ...CALLS, name: "withdrawal_reason_pay", is_scalar: false };
    const optOuts = { ...ANSWER_RATE, name: "opt_out_rate", is_scalar: false };
    const catalogue = { ...CATALOGUE, metrics: [CALLS, other, optOuts] };
    expect(columnsOf(catalogue, false).map(({ id }) => id)).toEqual([
      "total_calls",
      "opt_out_rate",
    ]);
    const compared = columnsOf(catalogue, true);
    expect(compared.map(({ id }) => id)).toEqual([
      "total_calls",
      "total_calls:change",
      "opt_out_rate",
      "opt_out_rate:change",
    ]);
    expect(compared.map(fullLabel).slice(0, 2)).toEqual(["Calls", "Change of calls"]);
  });

  const valueColumn = {
    id: "answer_rate",
    metric: ANSWER_RATE,
    shows: "value",
    label: "",
  } as const;
  const changeColumn = { ...valueColumn, shows: "change" } as const;

  test("sort rates of fewer than ten, and what has no value, last", () => {
    const of = (k: number, n: number) =>
      sortValue(row(1, "", { answer_rate: rate(k, n) }, null), valueColumn);
    expect(of(5, 10)).toBe(0.5);
    expect(of(1, 1)).toBeUndefined();
    expect(of(0, 0)).toBeUndefined();
    const mean = row(1, "", { [LENGTH.name]: { value: null, count: 0 } }, null);
    expect(sortValue(mean, { ...valueColumn, metric: LENGTH })).toBeUndefined();
    const none = row(1, "", { total_calls: 0 }, { total_calls: 4 });
    expect(sortValue(none, { ...valueColumn, metric: CALLS })).toBe(0);
    expect(sortValue(none, { ...changeColumn, metric: CALLS })).toBe(-4);
  });

  test("sort changes of rates of fewer than ten last, too", () => {
    const of = (n: number, before: number) =>
      sortValue(
        row(1, "", { answer_rate: rate(5, n) }, { answer_rate: rate(2, before) }),
        changeColumn,
      );
    expect(of(10, 20)).toBeCloseTo(0.4);
    expect(of(9, 20)).toBeUndefined();
    expect(of(10, 9)).toBeUndefined();
    expect(sortValue(row(1, "", { answer_rate: rate(5, 10) }, null), changeColumn)).toBeUndefined();
  });

  test("have one scale, from 0 to a little above the largest bar", () => {
    const rows = [
      row(1, "", { answer_rate: rate(4, 10) }, null),
      row(2, "", { answer_rate: rate(1, 1) }, null),
    ];
    const total = { answer_rate: rate(5, 11) };
    expect(scaleOf(breakdown(rows, total, {}), "answer_rate")).toBeCloseTo((5 / 11) * 1.15);
    expect(scaleOf(breakdown([], { answer_rate: rate(0, 0) }, {}), "answer_rate")).toBe(1);
    expect(scaleOf(breakdown([], { answer_rate: rate(99, 100) }, {}), "answer_rate")).toBe(1);
  });
});

describe("how sure a share is", () => {
  test("is Wilson's interval, as published", () => {
    // Newcombe 1998 (Two-sided confidence intervals for the single proportion), table I, method 3.
    const published = [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ] as const;
    for (const [numerator, denominator, low, high] of published) {
      const interval = wilson({ numerator, denominator });
      expect(interval?.[0]).toBeCloseTo(low, 4);
      expect(interval?.[1]).toBeCloseTo(high, 4);
    }
    expect(wilson({ numerator: 0, denominator: 0 })).toBeNull();
  });

  test("says whether a difference may be chance", () => {
    // Newcombe 1998 (Interval estimation for the difference), table II, method 10: 56/70 - 48/80 is
    // 0.0524 to 0.3339, and 9/10 - 3/10 is 0.1705 to 0.8090; 6/7 - 2/7 is 0.0582 to 0.8062.
    expect(isNoise(rate(56, 70), rate(48, 80))).toBe(false);
    expect(isNoise(rate(48, 80), rate(56, 70))).toBe(false);
    expect(isNoise(rate(6, 7), rate(2, 7))).toBe(false);
    expect(isNoise(rate(5, 7), rate(2, 7))).toBe(true);
    expect(isNoise(rate(1, 4), rate(0, 0))).toBeNull();
  });

  test("makes bars paler, never invisible", () => {
    expect(sureness([0.4, 0.46])).toBe(1);
    expect(sureness([0.2, 0.5])).toBe(0.25);
    expect(sureness([0.3, 0.5])).toBeCloseTo(0.5625);
  });
});
