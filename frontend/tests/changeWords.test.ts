// What changed, in sentences.
import { describe, expect, test } from "vitest";

import type { Breakdown, Numbers } from "../src/sections/breakdown";
import { findChanges, type Changes } from "../src/sections/changes";
import { formatAdded, sayChanges, sayWhere, type Changed } from "../src/sections/changeWords";
import { breakdown, rate, row } from "./breakdowns";

type Said = Changed["metric"];
const COUNT: Said = { label: "Qualified candidates", unit: "count", of: [] };
const RATE: Said = { label: "Passthrough rate", unit: "percent", of: ["qualified", "scored"] };

function found(answer: Breakdown, name: string): Changes {
  const changes = findChanges(answer, name);
  if (!changes) throw new Error("There are changes.");
  return changes;
}

/** Changes of one number: each row as its name, before, now; noise of rates as the answer says it. */
function counts(
  rows: [name: string, before: number, now: number][],
  [before, now]: [number, number],
) {
  const of = (count: number): Numbers => ({ total_calls: count, qualified_candidates: count });
  const kept = rows
    .filter(([, , then]) => then > 0)
    .map(([name, was, then], id) => row(id, name, of(then), of(was)));
  const ended = rows
    .filter(([, , then]) => then === 0)
    .map(([name, was], id) => row(`e${id}`, name, of(was), null));
  return found(breakdown(kept, of(now), of(before), ended), "qualified_candidates");
}

type Pair = [numerator: number, denominator: number];

function rates(
  rows: [name: string, before: Pair, now: Pair, isNoise: boolean | null][],
  isNoise: boolean,
) {
  const of = (pair: Pair, rest: object = {}): Numbers => ({
    total_calls: pair[1],
    passthrough_rate: rate(...pair, rest),
  });
  const sum = (pairs: Pair[]): Pair => [
    pairs.reduce((all, [one]) => all + one, 0),
    pairs.reduce((all, [, one]) => all + one, 0),
  ];
  const drawn = rows.map(([name, before, now, noise], id) =>
    row(id, name, of(now), of(before, { is_noise: noise })),
  );
  const answer = breakdown(
    drawn,
    of(sum(rows.map(([, , now]) => now))),
    of(sum(rows.map(([, before]) => before)), { is_noise: isNoise }),
  );
  return found(answer, "passthrough_rate");
}

describe("a count", () => {
  test("names who lost most, who is new, who ended, and where every source went", () => {
    const campaigns = counts(
      [
        ["Nurses Berlin", 30, 21],
        ["Oslo", 10, 4],
        ["Riga", 0, 5],
        ["Bergen", 4, 0],
      ],
      [44, 30],
    );
    const sources = counts(
      [
        ["Applied", 20, 15],
        ["Sourced", 14, 8],
        ["Referred", 10, 7],
      ],
      [44, 30],
    );
    expect(sayChanges({ metric: COUNT, campaigns, sources })).toBe(
      "14 fewer than before, 9 of them in Nurses Berlin. Riga, without calls before, added 5. " +
        "Bergen, without calls now, took 4. Every source gave fewer.",
    );
    expect(sayWhere(campaigns, "count")).toBe("9 of the 14 fewer come from Nurses Berlin");
  });

  test("says where one took more than all together lost", () => {
    const campaigns = counts(
      [
        ["Berlin", 30, 10],
        ["Oslo", 5, 20],
      ],
      [35, 30],
    );
    expect(sayWhere(campaigns, "count")).toBe("Berlin alone took 20");
    expect(sayChanges({ metric: COUNT, campaigns, sources: null })).toBe(
      "5 fewer than before; Berlin alone 20 fewer.",
    );
  });

  test("says where all of it is in one", () => {
    const campaigns = counts(
      [
        ["Berlin", 30, 20],
        ["Oslo", 5, 5],
      ],
      [35, 25],
    );
    expect(sayWhere(campaigns, "count")).toBe("all 10 fewer come from Berlin");
    expect(sayChanges({ metric: COUNT, campaigns, sources: null })).toBe(
      "10 fewer than before, all in Berlin.",
    );
  });

  test("names nobody where nobody stands out or nothing changed", () => {
    const even = counts(
      Array.from({ length: 8 }, (_, id) => [`Row ${id}`, 1, 2]),
      [8, 16],
    );
    expect(sayWhere(even, "count")).toBeNull();
    expect(sayChanges({ metric: COUNT, campaigns: even, sources: null })).toBe(
      "8 more than before.",
    );
    const against = counts(
      [
        ["Berlin", 5, 15],
        ["Oslo", 13, 3],
      ],
      [18, 18],
    );
    expect(sayChanges({ metric: COUNT, campaigns: against, sources: null })).toBe(
      "The same as before, though Berlin added 10.",
    );
    const same = counts(
      [
        ["Berlin", 5, 5],
        ["Oslo", 3, 3],
      ],
      [8, 8],
    );
    expect(sayWhere(same, "count")).toBeNull();
    expect(sayChanges({ metric: COUNT, campaigns: same, sources: same })).toBe(
      "The same as before.",
    );
  });
});

describe("a rate", () => {
  test("within noise is said to be so", () => {
    const campaigns = rates(
      [
        ["Berlin", [10, 40], [9, 41], true],
        ["Oslo", [5, 20], [5, 22], true],
      ],
      true,
    );
    expect(sayChanges({ metric: RATE, campaigns, sources: null })).toBe(
      "Nothing beyond noise, neither the whole nor any campaign or source.",
    );
    expect(sayWhere(campaigns, "percent")).toBeNull();
  });

  test("beyond noise in one campaign is named with what it adds", () => {
    const campaigns = rates(
      [
        ["Berlin", [50, 100], [20, 100], false],
        ["Oslo", [50, 100], [49, 100], true],
      ],
      false,
    );
    expect(sayChanges({ metric: RATE, campaigns, sources: null })).toBe(
      "Beyond noise as a whole, and in Berlin. 15.0 of the 15.5 pp fall come from Berlin.",
    );
    expect(sayWhere(campaigns, "percent")).toBe("15.0 of the 15.5 pp fall come from Berlin");
  });

  test("pulled down by the share of a campaign names the campaign", () => {
    const campaigns = rates(
      [
        ["Berlin", [100, 400], [98, 400], true],
        ["Riga", [0, 0], [5, 100], null],
      ],
      false,
    );
    expect(sayChanges({ metric: RATE, campaigns, sources: null })).toBe(
      "Beyond noise as a whole, in no campaign or source alone. The rate is low in Riga " +
        "(5 qualified of 100), so its larger share pulls the whole down.",
    );
  });

  test("names no campaigns where as many would differ by chance", () => {
    const names = Array.from({ length: 40 }, (_, id) => `Row ${id}`);
    const campaigns = rates(
      names.map((name, id) => [name, [10, 40], id ? [10, 40] : [30, 40], id > 0]),
      true,
    );
    expect(sayChanges({ metric: RATE, campaigns, sources: null })).toBe(
      "Within noise as a whole, beyond it in no more campaigns and sources than by chance.",
    );
  });

  test("within noise as a whole may be beyond it in some", () => {
    const campaigns = rates(
      [
        ["Berlin", [50, 100], [20, 100], false],
        ["Oslo", [20, 100], [50, 100], false],
      ],
      true,
    );
    expect(sayChanges({ metric: RATE, campaigns, sources: null })).toBe(
      "Within noise as a whole, beyond it in Berlin and Oslo.",
    );
  });
});

test("what is added has its sign and its unit", () => {
  expect(formatAdded(-25, "count")).toBe("−25");
  expect(formatAdded(0, "count")).toBe("0");
  expect(formatAdded(0.0041, "percent")).toBe("+0.4 pp");
  expect(formatAdded(-3720, "duration")).toBe("−1h 2m");
});
