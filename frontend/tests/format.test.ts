import { describe, expect, test, vi } from "vitest";

// The formats are made when the module is read, by the browser's language.
vi.hoisted(() => vi.stubGlobal("navigator", { language: "en-GB" }));

import {
  formatBucket,
  formatDuration,
  formatHours,
  formatPercent,
  formatPoints,
  formatTick,
} from "../src/format";

describe("durations", () => {
  test.each([
    [0, "0s"],
    [0.4, "0s"],
    [8, "8s"],
    [59.6, "1m"],
    [252, "4m 12s"],
    [3600, "1h"],
    [7500, "2h 5m"],
    [3605, "1h"], // Its two largest units are hours and minutes.
    [86_400, "1d 0h"],
    [88_976, "1d 0h"],
    [273_600, "3d 4h"],
  ])("%d seconds are %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  test("in hours stay in hours past a day", () => {
    expect(formatHours(59)).toBe("59s");
    expect(formatHours(90_000)).toBe("25h 0m");
    expect(formatHours(3_599)).toBe("1h 0m");
  });
});

test("rates and their changes", () => {
  expect(formatPercent(2 / 3)).toBe("66.7%");
  expect(formatPoints(0.0412)).toBe("+4.1 pp");
  expect(formatPoints(-0.5)).toBe("−50.0 pp");
  expect(formatPoints(0)).toBe("0.0 pp");
});

describe("buckets", () => {
  const bucket = (bucket_start: string, bucket_end: string) => ({ bucket_start, bucket_end });

  test("an hour that comes twice is told apart by its offset", () => {
    const first = bucket("2026-10-25T02:00:00+02:00", "2026-10-25T02:00:00+01:00");
    const second = bucket("2026-10-25T02:00:00+01:00", "2026-10-25T03:00:00+01:00");
    expect(formatBucket(first, "hour")).toContain("(+02:00)");
    expect(formatBucket(second, "hour")).toContain("(+01:00)");
  });

  test("a day is that of the server's clock, whatever the browser's zone", () => {
    const day = bucket("2026-10-01T00:00:00+14:00", "2026-10-02T00:00:00+14:00");
    expect(formatBucket(day, "day")).toMatch(/Thu,? 1 Oct 2026/);
  });

  test("a week ends with its last day, not with the next one's start", () => {
    const week = bucket("2026-12-28T00:00:00+01:00", "2027-01-04T00:00:00+01:00");
    expect(formatBucket(week, "week")).toMatch(/28 Dec 2026.*3 Jan 2027/);
  });

  test("a month is its name", () => {
    const month = bucket("2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z");
    expect(formatBucket(month, "month")).toBe("October 2026");
  });
});

describe("ticks of an axis", () => {
  test("have a year where the range is about one or longer", () => {
    expect(formatTick("2025-06-09T00:00:00+02:00", "week", 366)).toBe("9 Jun 2025");
    expect(formatTick("2025-06-09T00:00:00+02:00", "day", 800)).toBe("9 Jun 2025");
    expect(formatTick("2025-06-09T00:00:00+02:00", "week", 364)).toBe("9 Jun");
    expect(formatTick("2025-06-01T00:00:00+02:00", "month", 100)).toBe("Jun 2025");
  });

  test("of hours say the day where it begins, if there are several", () => {
    expect(formatTick("2026-11-24T00:00:00Z", "hour", 2)).toBe("24 Nov");
    expect(formatTick("2026-11-24T18:00:00Z", "hour", 2)).toBe("18:00");
    expect(formatTick("2026-11-24T00:00:00Z", "hour", 1)).toBe("0:00");
  });
});
