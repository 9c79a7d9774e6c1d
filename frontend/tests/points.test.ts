import { describe as group, expect, test } from "vitest";

import type { Breakdown, BreakdownRow } from "../src/api/model";
import { describe, highestOf, lineUp, pointsOf, surenessOf } from "../src/charts/points";
import { flagsOf } from "../src/charts/flags";

const rate = (numerator: number, denominator: number, low = 0, high = 1) => ({
  value: denominator ? numerator / denominator : null,
  numerator,
  denominator,
  low: denominator ? low : null,
  high: denominator ? high : null,
});

/** A day of which only calls and those answered matter. */
function day(date: string, calls: number, answered: number): BreakdownRow {
  const next = new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  return {
    key: `${date}T00:00:00Z`,
    label: date,
    bucket: {
      bucket_start: `${date}T00:00:00Z`,
      bucket_end: `${next}T00:00:00Z`,
      is_partial: false,
    },
    scalars: { total_calls: calls, answer_rate: rate(answered, calls, 0.2, 0.6) },
    opt_out_rate: rate(1, 40, 0, 0.13),
    previous: null,
  } as unknown as BreakdownRow;
}

const BREAKDOWN = {
  rows: [day("2026-10-27", 20, 8), day("2026-10-28", 0, 0)],
  previous: { rows: [day("2026-10-25", 10, 3)] },
} as unknown as Breakdown;

group("points", () => {
  test("stand beside the bucket in the same place of the compared range", () => {
    const [first, second] = pointsOf(BREAKDOWN, "answer_rate");
    expect(first).toMatchObject({ value: 0.4, band: [0.2, 0.6], before: 0.3 });
    expect(first?.beforeBucket?.bucket_start).toBe("2026-10-25T00:00:00Z");
    // Nothing to divide by is a gap, and so is what has no counterpart.
    expect(second).toMatchObject({ value: null, band: null, before: null, beforeBucket: null });
  });

  test("of calls have those that were answered in them", () => {
    const [first] = pointsOf(BREAKDOWN, "total_calls");
    expect(first).toMatchObject({ value: 20, answered: 8, answerRate: 0.4, before: 10 });
    expect(pointsOf(BREAKDOWN, "answer_rate")[0]?.answered).toBeNull();
  });

  test("may be of rates that are no scalars, and of nothing that is not answered", () => {
    expect(pointsOf(BREAKDOWN, "opt_out_rate")[0]?.value).toBe(1 / 40);
    expect(pointsOf(BREAKDOWN, "unheard_of")).toEqual([]);
  });

  test("say their parts, their interval and the day compared with", () => {
    const [first] = pointsOf(BREAKDOWN, "answer_rate");
    const metric = {
      label: "Answer rate",
      unit: "percent",
      kind: "rate",
      of: ["answered", "calls"],
    } as const;
    expect(first && describe(first, { ...metric, of: [...metric.of] }, "day")).toEqual([
      ["Answer rate", "40.0%"],
      ["95% interval", "20% – 60%"],
      ["answered of calls", "8 of 20"],
      ["Sun, Oct 25, 2026", "30.0%"],
    ]);
  });

  test("line up where weekdays are the same", () => {
    expect(lineUp(pointsOf(BREAKDOWN, "total_calls"))).toBe(false);
    const week = { ...BREAKDOWN, previous: { rows: [day("2026-10-20", 1, 1)] } };
    expect(lineUp(pointsOf(week as unknown as Breakdown, "total_calls"))).toBe(true);
  });

  test("of few leave no room for their intervals", () => {
    const few = { ...BREAKDOWN, rows: [day("2026-10-27", 9, 1)], previous: null };
    expect(highestOf(pointsOf(few, "answer_rate"))).toBe(1 / 9);
    expect(highestOf(pointsOf(BREAKDOWN, "answer_rate"))).toBe(0.6);
  });
});

test("dots are full up to three points to each side, and palest from fifteen", () => {
  expect(surenessOf(null)).toBe(1);
  expect(surenessOf([0.47, 0.53])).toBeCloseTo(1);
  expect(surenessOf([0.2, 0.9])).toBe(0.25);
  expect(surenessOf([0.41, 0.59])).toBeCloseTo(0.625);
});

group("launches", () => {
  const campaign = (id: number, launched_at: string | null) => ({
    id,
    org_id: 1,
    external_id: `c-${id}`,
    name: id === 2 ? "" : `Campaign ${id}`,
    launched_at,
  });
  const buckets = ["27", "28", "29"].flatMap((each) => {
    const { bucket } = day(`2026-10-${each}`, 1, 1);
    return bucket ?? [];
  });

  test("have a letter for each day, and names", () => {
    const launched = [
      campaign(1, "2026-10-29T23:59:59Z"),
      campaign(2, "2026-10-27T00:00:00Z"),
      campaign(3, "2026-10-29T01:00:00+01:00"),
      campaign(4, "2026-10-30T00:00:00Z"),
      campaign(5, null),
    ];
    expect(flagsOf(launched, [], buckets, 6)).toEqual({
      flags: [
        { letter: "A", start: "2026-10-27T00:00:00Z", names: ["c-2"], texts: [] },
        {
          letter: "B",
          start: "2026-10-29T00:00:00Z",
          names: ["Campaign 1", "Campaign 3"],
          texts: [],
        },
      ],
      unnamed: 0,
    });
  });

  test("are counted where there is no room for them", () => {
    const launched = [1, 2, 3].map((id) => campaign(id, `2026-10-2${6 + id}T12:00:00Z`));
    const { flags, unnamed } = flagsOf(launched, [], buckets, 2);
    expect(flags.map(({ letter, names }) => [letter, ...names])).toEqual([
      ["A", "c-2"],
      ["B", "Campaign 3"],
    ]);
    expect(unnamed).toBe(1);
  });
});
