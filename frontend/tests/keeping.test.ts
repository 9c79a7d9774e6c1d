import { describe, expect, test } from "vitest";

import type { Alert, Target } from "../src/api/model";
import { flagsOf } from "../src/charts/flags";
import { conditionsOf, describeAlert, describeEpisode } from "../src/keeping/alerts";
import { bucketOfDay } from "../src/keeping/notes";
import { campaignOfTarget, findTarget, targetOfBucket, targetOver } from "../src/keeping/targets";
import { sayTarget } from "../src/keeping/TileTarget";
import { fromField, toField } from "../src/keeping/units";
import { ANSWER_RATE, CALLS, CATALOGUE } from "./catalogue";

const target = (rest: Partial<Target>) =>
  ({ id: 1, org_id: 1, metric: "total_calls", value: 70, period: "week", ...rest }) as Target;

describe("a target", () => {
  test("of a count is for as many days as there are", () => {
    const week = { start: "2026-10-05", end: "2026-10-11" };
    expect(targetOver(target({}), week)).toBe(70);
    expect(targetOver(target({}), { start: "2026-10-05", end: "2026-10-05" })).toBe(10);
    expect(targetOver(target({ period: "day" }), week)).toBe(490);
  });

  test("of a month is all of it in a month, however long it is", () => {
    const monthly = target({ value: 300, period: "month" });
    for (const [start, end] of [
      ["2026-02-01", "2026-02-28"],
      ["2028-02-01", "2028-02-29"],
      ["2026-10-01", "2026-10-31"],
    ] as const) {
      expect(targetOver(monthly, { start, end })).toBeCloseTo(300, 9);
    }
    expect(targetOver(monthly, { start: "2026-09-30", end: "2026-10-31" })).toBeCloseTo(310, 9);
  });

  test("of a rate is the same for every length", () => {
    const rate = target({ value: 0.4, period: null });
    expect(targetOver(rate, { start: "2026-10-05", end: "2026-12-05" })).toBe(0.4);
    expect(targetOfBucket(rate, [], "hour")).toBe(0.4);
  });

  test("of a bucket is that of a whole one", () => {
    const points = [{ bucket_start: "2026-10-07T00:00:00+02:00" }];
    const of = (granularity: "hour" | "day" | "week" | "month") =>
      targetOfBucket(target({ value: 168 }), points, granularity);
    expect([of("hour"), of("day"), of("week")]).toEqual([1, 24, 168]);
    expect(of("month")).toBeCloseTo((168 / 7) * 31, 9);
  });

  test("is the organisation's, or that of the one campaign that is shown", () => {
    const of = (filters: object) => campaignOfTarget(filters, CATALOGUE.filters);
    expect(of({ campaign_ids: [], candidate_filter: [] })).toBeNull();
    expect(of({ campaign_ids: [7] })).toBe(7);
    expect(of({ campaign_ids: [7, 8] })).toBeUndefined();
    expect(of({ candidate_filter: ["applied"] })).toBeUndefined();
    const targets = [target({ campaign_id: 7, value: 1 }), target({ campaign_id: null })];
    expect(findTarget(targets, "total_calls", 7)?.value).toBe(1);
    expect(findTarget(targets, "total_calls", null)?.value).toBe(70);
    expect(findTarget(targets, "total_calls", undefined)).toBeUndefined();
    expect(findTarget(targets, "interviews", null)).toBeUndefined();
  });

  test("says how far a count is from it", () => {
    expect(sayTarget(CALLS, 188, 200)).toBe("12 short of the target of 200");
    expect(sayTarget(CALLS, 200, 200.4)).toBe("the target of 200");
    expect(sayTarget(CALLS, 208, 200)).toBe("8 over the target of 200");
    expect(sayTarget(ANSWER_RATE, 0.3, 0.4)).toBeNull();
  });
});

describe("numbers in fields", () => {
  test.each([
    ["percent", 0.405, "40.5"],
    ["duration", 90, "1.5"],
    ["hours", 7200, "2"],
    ["count", 12, "12"],
  ] as const)("%s %d is %s", (unit, value, text) => {
    expect(toField(value, unit)).toBe(text);
    expect(fromField(text, unit)).toBeCloseTo(value, 9);
  });

  test("that are none are refused", () => {
    expect([fromField("", "count"), fromField("-1", "count"), fromField("x", "percent")]).toEqual([
      null,
      null,
      null,
    ]);
    expect(fromField("40,5", "percent")).toBeCloseTo(0.405, 9);
  });
});

const bucket = (bucket_start: string, bucket_end: string) => ({
  bucket_start,
  bucket_end,
  is_partial: false,
});

describe("a note", () => {
  test("stands on the first bucket of its day", () => {
    const [first, second, week] = [
      bucket("2026-10-25T02:00:00+02:00", "2026-10-25T02:00:00+01:00"),
      bucket("2026-10-25T02:00:00+01:00", "2026-10-25T03:00:00+01:00"),
      bucket("2026-10-19T00:00:00+02:00", "2026-10-26T00:00:00+01:00"),
    ];
    expect(bucketOfDay("2026-10-25", [first, second])).toBe(first);
    expect(bucketOfDay("2026-10-25", [week])).toBe(week);
    expect(bucketOfDay("2026-10-26", [week])).toBeUndefined();
    expect(bucketOfDay("2026-10-18", [week])).toBeUndefined();
  });

  test("shares its letter with launches of the day", () => {
    const days = ["05", "06", "07"].map((day) =>
      bucket(`2026-10-${day}T00:00:00Z`, `2026-10-0${Number(day) + 1}T00:00:00Z`),
    );
    const launched = { id: 1, org_id: 1, external_id: "c", launched_at: "2026-10-06T09:00:00Z" };
    const notes = [
      { day: "2026-10-05", text: "Strike" },
      { day: "2026-10-06", text: "New script" },
      { day: "2026-10-09", text: "Later" },
    ];
    const { flags } = flagsOf([{ ...launched, name: "Nurses" }], notes, days, 6);
    expect(flags).toEqual([
      { letter: "A", start: "2026-10-05T00:00:00Z", names: [], texts: ["Strike"] },
      { letter: "B", start: "2026-10-06T00:00:00Z", names: ["Nurses"], texts: ["New script"] },
    ]);
  });
});

describe("an alert", () => {
  const alert = {
    condition: "below",
    threshold: 0.4,
    days: 2,
    since: "2026-11-20",
    last_day: "2026-11-25",
    last_value: 0.123,
  } as Alert;

  test("says what it is about, and what is going on", () => {
    expect(describeAlert(alert, ANSWER_RATE)).toBe("Answer rate below 40.0% on 2 days in a row");
    expect(
      describeAlert(
        { ...alert, days: 1, condition: "worse", threshold: null },
        ANSWER_RATE,
        "Nurses",
      ),
    ).toBe("Answer rate, Nurses worse than a week before, beyond noise");
    expect(describeEpisode(alert, ANSWER_RATE)).toBe("since Nov 20; 12.3% on Nov 25");
    expect(describeEpisode({ ...alert, since: null }, ANSWER_RATE)).toBe("");
  });

  test("of a count has a threshold; of a rate it may be about more than chance", () => {
    expect(conditionsOf(CALLS)).toEqual(["below", "above"]);
    expect(conditionsOf(ANSWER_RATE)).toEqual(["below", "above", "worse", "changed"]);
    expect(conditionsOf({ ...ANSWER_RATE, better: null })).toEqual(["below", "above", "changed"]);
  });
});
