import { describe, expect, test } from "vitest";

import { roundTicks, timeTicks, valueAxis } from "../src/charts/axes";

describe("axes of values", () => {
  test.each([
    [16, true, [0, 5, 10, 15, 20]],
    [3, true, [0, 1, 2, 3]],
    [1, true, [0, 1]],
    [0, true, [0, 1]],
    [7, true, [0, 2, 4, 6, 8]],
    [97, true, [0, 25, 50, 75, 100]],
    [101, true, [0, 50, 100, 150]],
    [9, true, [0, 5, 10]],
    [1_200_000, true, [0, 500_000, 1_000_000, 1_500_000]],
    [0.81, false, [0, 0.25, 0.5, 0.75, 1]],
    [1, false, [0, 0.25, 0.5, 0.75, 1]],
    [0.3, false, [0, 0.1, 0.2, 0.3]],
    [0.06, false, [0, 0.02, 0.04, 0.06]],
    [0, false, [0, 0.25]],
  ])("up to %d", (highest, isWhole, ticks) => {
    expect(roundTicks(highest, isWhole)).toEqual(ticks);
  });

  test("never have more than five numbers, nor rates of more than everything", () => {
    for (let highest = 1; highest <= 5000; highest++) {
      const counts = roundTicks(highest, true);
      expect(counts.length).toBeLessThanOrEqual(5);
      expect(counts.at(-1)).toBeGreaterThanOrEqual(highest);
      expect(counts.every(Number.isInteger)).toBe(true);
      const rates = roundTicks(highest / 5000);
      expect(rates.length).toBeLessThanOrEqual(5);
      expect(rates.at(-1)).toBeLessThanOrEqual(1);
      expect(rates.at(-1)).toBeGreaterThanOrEqual(highest / 5000);
    }
  });

  test("tell times in the unit that fits", () => {
    const said = (highest: number, unit: "duration" | "hours") => {
      const { ticks, format } = valueAxis(highest, unit);
      return ticks.map(format);
    };
    expect(said(466, "duration")).toEqual(["0m", "2m", "4m", "6m", "8m"]);
    expect(said(97_800, "duration")).toEqual(["0h", "10h", "20h", "30h"]);
    expect(said(200_000, "hours")).toEqual(["0h", "20h", "40h", "60h"]);
    expect(said(200_000, "duration")).toEqual(["0d", "1d", "2d", "3d"]);
    expect(said(50, "duration")).toEqual(["0s", "20s", "40s", "60s"]);
  });
});

describe("axes of time", () => {
  const days = (count: number) =>
    Array.from({ length: count }, (_, day) => {
      const date = new Date(Date.UTC(2026, 9, 27 + day));
      return `${date.toISOString().slice(0, 10)}T00:00:00+01:00`;
    });
  const named = (count: number) =>
    timeTicks(days(count), "day", count).map((at) => at.slice(5, 10));

  test("name Mondays, each of few days, and months of very many", () => {
    expect(named(30)).toEqual(["11-02", "11-09", "11-16", "11-23"]);
    expect(named(3)).toEqual(["10-27", "10-28", "10-29"]);
    expect(named(130)).toEqual(["11-01", "12-01", "01-01", "02-01", "03-01"]);
  });

  const hours = (date: string) =>
    Array.from({ length: 24 }, (_, hour) => `${date}T${String(hour).padStart(2, "0")}:00:00Z`);

  test("name hours at 0, 6, 12 and 18, of more than two days at 0", () => {
    const two = [...hours("2026-10-01"), ...hours("2026-10-02")];
    const named = (days: number) => timeTicks(two, "hour", days).map((start) => start.slice(8, 13));
    expect(named(2)).toEqual([
      "01T00",
      "01T06",
      "01T12",
      "01T18",
      "02T00",
      "02T06",
      "02T12",
      "02T18",
    ]);
    expect(named(3)).toEqual(["01T00", "02T00"]);
  });

  test("name midnight once where it comes twice, and the hour after it where there is none", () => {
    const twice = ["2026-11-01T00:00:00-04:00", "2026-11-01T00:00:00-05:00"];
    expect(timeTicks(twice, "hour", 1)).toEqual(["2026-11-01T00:00:00-04:00"]);
    const none = ["2026-03-08T01:00:00-04:00", "2026-03-08T02:00:00-04:00"];
    expect(timeTicks(none, "hour", 1)).toEqual(["2026-03-08T01:00:00-04:00"]);
  });

  test("name every week and month", () => {
    expect(timeTicks(days(3), "week", 21)).toHaveLength(3);
  });
});
