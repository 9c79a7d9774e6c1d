import { describe, expect, test } from "vitest";

import { hasValues, hourTicks, isAlone, quarterTicks, summarize, type Point } from "../src/series";

const point = (day: number, values: Record<string, number | null>, is_partial = false): Point => ({
  bucket_start: `2026-10-0${day}T00:00:00+02:00`,
  bucket_end: `2026-10-0${day + 1}T00:00:00+02:00`,
  is_partial,
  ...values,
});
const series = [{ key: "calls", label: "Calls", color: "red" }];

describe("a range", () => {
  test("is empty where every value is 0 or missing", () => {
    expect(hasValues([point(1, { calls: 0 }), point(2, { calls: null })], series, "count")).toBe(
      false,
    );
    expect(hasValues([point(1, { calls: 1 })], series, "count")).toBe(true);
  });

  test("is not empty where a rate is 0", () => {
    expect(hasValues([point(1, { calls: 0 })], series, "percent")).toBe(true);
    expect(hasValues([point(1, { calls: null })], series, "percent")).toBe(false);
  });
});

describe("summaries", () => {
  test("say lowest, highest and what is partial", () => {
    const points = [point(1, { calls: 3 }), point(2, { calls: 8 }), point(3, { calls: 1 }, true)];
    const summary = summarize(points, series, "count", "day");
    expect(summary).toContain("3 points by day.");
    expect(summary).toContain("Calls: from 1 to 8");
    expect(summary).toContain("1 cover only part of their day.");
  });

  test("say that there is nothing", () => {
    expect(summarize([point(1, { calls: null })], series, "count", "day")).toContain("no values");
    expect(summarize([], series, "count", "day")).toBe("No points.");
  });
});

describe("drawing", () => {
  test("tells values without neighbours", () => {
    const points = [point(1, { calls: null }), point(2, { calls: 1 }), point(3, { calls: null })];
    expect(points.map((each) => isAlone(points, each, "calls"))).toEqual([false, true, false]);
  });

  test("marks round hours", () => {
    expect(hourTicks([point(1, { calls: 25_000 })], series)).toEqual([
      0, 7200, 14_400, 21_600, 28_800,
    ]);
    expect(hourTicks([point(1, { calls: 0 })], series)).toEqual([0, 900]);
  });
});

describe("hours on an axis", () => {
  const hours = (...starts: string[]) =>
    starts.map((bucket_start) => ({ ...point(1, {}), bucket_start }));
  const day = (date: string) =>
    Array.from({ length: 24 }, (_, hour) => `${date}T${String(hour).padStart(2, "0")}:00:00Z`);

  test("are named at 0, 6, 12 and 18, of more than two days at 0", () => {
    const two = hours(...day("2026-10-01"), ...day("2026-10-02"));
    const named = quarterTicks(two, 2).map((start) => start.slice(8, 13));
    expect(named).toEqual(["01T00", "01T06", "01T12", "01T18", "02T00", "02T06", "02T12", "02T18"]);
    expect(quarterTicks(two, 3).map((start) => start.slice(8, 13))).toEqual(["01T00", "02T00"]);
  });

  test("are named once where midnight comes twice, and after it where there is none", () => {
    const twice = hours("2026-11-01T00:00:00-04:00", "2026-11-01T00:00:00-05:00");
    expect(quarterTicks(twice, 1)).toEqual(["2026-11-01T00:00:00-04:00"]);
    const none = hours("2026-03-08T01:00:00-04:00", "2026-03-08T02:00:00-04:00");
    expect(quarterTicks(none, 1)).toEqual(["2026-03-08T01:00:00-04:00"]);
  });
});
