// What rows add to the change of a whole: counted by hand, and that it always adds up.
import { describe, expect, test } from "vitest";

import type { BreakdownRow, Numbers } from "../src/sections/breakdown";
import { addsOf, findChanges, nameLargest, roundToSum } from "../src/sections/changes";
import { breakdown, generator, rate, row } from "./breakdowns";

const numbers = (qualified: number, scored: number): Numbers => ({
  total_calls: scored,
  qualified_candidates: qualified,
  passthrough_rate: rate(qualified, scored),
});

// Berlin falls from 3 of 10 to 1 of 10; Riga, 1 of 10, is new; Oslo, 2 of 10, ended.
const BERLIN = row(1, "Berlin", numbers(1, 10), numbers(3, 10));
const RIGA = row(2, "Riga", numbers(1, 10), numbers(0, 0));
const OSLO = row(3, "Oslo", numbers(2, 10), null);

describe("a count", () => {
  test("changes by what each row changes, those of before too, and people in two", () => {
    const answer = breakdown([BERLIN, RIGA], numbers(2, 20), numbers(4, 20), [OSLO]);
    const changes = findChanges(answer, "qualified_candidates");
    expect(changes).toMatchObject({ now: 2, before: 4 });
    expect(
      changes?.parts.map((part) => [
        part.label,
        part.before,
        part.now,
        addsOf(part),
        part.presence,
      ]),
    ).toEqual([
      ["Berlin", 3, 1, -2, "both"],
      ["Oslo", 2, 0, -2, "ended"],
      ["Riga", 0, 1, 1, "new"],
    ]);
    // Of the five before one was in two rows, as 5 - 4; now none is: 2 - 2.
    expect(changes?.overlap).toEqual({ before: -1, now: 0, adds: 1 });
  });

  test("has no change where nothing is compared", () => {
    const answer = { ...breakdown([BERLIN], numbers(1, 10), numbers(3, 10)), previous: null };
    expect(findChanges(answer, "qualified_candidates")).toBeNull();
  });
});

describe("a rate", () => {
  test("changes by rows' own rates and by their shares", () => {
    const answer = breakdown([BERLIN, RIGA], numbers(2, 20), numbers(5, 20), [OSLO]);
    const changes = findChanges(answer, "passthrough_rate");
    // All: 10 % now, 25 % before, 17.5 % in the middle. Berlin is half of the whole both times.
    expect(changes?.now).toBe(0.1);
    expect(changes?.before).toBe(0.25);
    const parts = Object.fromEntries((changes?.parts ?? []).map((part) => [part.label, part]));
    expect(parts.Berlin?.own).toBeCloseTo(0.5 * (0.1 - 0.3), 12);
    expect(parts.Berlin?.mix).toBe(0);
    expect(parts.Riga).toMatchObject({ own: 0, before: null, now: 0.1 });
    expect(parts.Riga?.mix).toBeCloseTo(0.5 * (0.1 - 0.175), 12);
    expect(parts.Oslo).toMatchObject({ own: 0, before: 0.2, now: null });
    expect(parts.Oslo?.mix).toBeCloseTo(-0.5 * (0.2 - 0.175), 12);
  });

  test("has the noise that the answer names", () => {
    const before = { ...numbers(3, 10), passthrough_rate: rate(3, 10, { is_noise: true }) };
    const whole = { ...numbers(3, 10), passthrough_rate: rate(3, 10, { is_noise: false }) };
    const answer = breakdown([row(1, "Berlin", numbers(1, 10), before)], numbers(1, 10), whole);
    const changes = findChanges(answer, "passthrough_rate");
    expect(changes?.isNoise).toBe(false);
    expect(changes?.parts[0]?.isNoise).toBe(true);
  });

  test("has no change where one of the ranges has no value", () => {
    const answer = breakdown(
      [row(1, "Riga", numbers(1, 10), numbers(0, 0))],
      numbers(1, 10),
      numbers(0, 0),
    );
    expect(findChanges(answer, "passthrough_rate")).toBeNull();
  });
});

test("a mean changes as a rate does, with its count as the weight", () => {
  const mean = (value: number | null, count: number): Numbers => ({
    total_calls: count,
    wait: { value, count },
  });
  const rows = [
    row(1, "Berlin", mean(60, 2), mean(30, 2)),
    row(2, "Riga", mean(90, 6), mean(null, 0)),
  ];
  const changes = findChanges(breakdown(rows, mean(82.5, 8), mean(30, 2)), "wait");
  expect(changes?.parts.reduce((sum, part) => sum + addsOf(part), 0)).toBeCloseTo(52.5, 9);
});

describe("parts", () => {
  function drawRate(next: (below: number) => number): [number, number] {
    const scored = next(4) ? next(60) : 0;
    return [scored ? next(scored + 1) : 0, scored];
  }
  const add = (pairs: [number, number][]) =>
    numbers(
      pairs.reduce((sum, [one]) => sum + one, 0),
      pairs.reduce((sum, [, all]) => sum + all, 0),
    );

  test.each(Array.from({ length: 300 }, (_, seed) => seed + 1))("always add up (%i)", (seed) => {
    const next = generator(seed);
    const drawn = Array.from(
      { length: 1 + next(12) },
      () => [drawRate(next), drawRate(next)] as const,
    );
    const endedPairs = Array.from({ length: next(4) }, () => drawRate(next));
    const rows = drawn.map(([now, before], id) =>
      row(id, `Row ${id}`, numbers(...now), numbers(...before)),
    );
    const ended = endedPairs.map((pair, id): BreakdownRow =>
      row(`e${id}`, "Ended", numbers(...pair), null),
    );
    const now = add(drawn.map(([pair]) => pair));
    const before = add([...drawn.map(([, pair]) => pair), ...endedPairs]);
    const answer = breakdown(rows, now, before, ended);
    for (const name of ["qualified_candidates", "passthrough_rate"]) {
      const changes = findChanges(answer, name);
      if (!changes) continue; // One of the ranges has nothing to divide by.
      expect(changes.parts).toHaveLength(rows.length + ended.length);
      for (const part of changes.parts) {
        expect(Number.isFinite(part.own) && Number.isFinite(part.mix), part.label).toBe(true);
      }
      const sum = changes.parts.reduce((all, part) => all + addsOf(part), 0);
      expect(sum + changes.overlap.adds).toBeCloseTo(changes.now - changes.before, 9);
      expect(changes.overlap.adds).toBeCloseTo(0, 9);
      const { named, others } = nameLargest(changes);
      const shown = [...named.map(addsOf), ...(others ? [others.own + others.mix] : [])];
      expect(shown.reduce((all, part) => all + part, 0)).toBeCloseTo(sum, 9);
      expect(named.length).toBeLessThanOrEqual(7);
      const scale = name === "passthrough_rate" ? 1000 : 1;
      const rounded = roundToSum(
        shown.map((part) => part * scale),
        sum * scale,
      );
      expect(rounded.reduce((all, part) => all + part, 0)).toBe(Math.round(sum * scale));
      rounded.forEach((part, index) => {
        expect(Math.abs(part - (shown[index] ?? 0) * scale)).toBeLessThanOrEqual(1);
      });
    }
  });

  test("beyond six are one row, but never one row of one", () => {
    const rows = (count: number) =>
      Array.from({ length: count }, (_, id) =>
        row(id, `Row ${id}`, numbers(id, 10), numbers(0, 10)),
      );
    const named = (count: number) => {
      const changes = findChanges(
        breakdown(rows(count), numbers(50, 90), numbers(0, 90)),
        "qualified_candidates",
      );
      return changes && nameLargest(changes);
    };
    expect(named(7)?.named.map(({ label }) => label)).toEqual([
      "Row 0",
      "Row 1",
      "Row 2",
      "Row 3",
      "Row 4",
      "Row 5",
      "Row 6",
    ]);
    expect(named(9)?.named.map(({ label }) => label)).toEqual([
      "Row 3",
      "Row 4",
      "Row 5",
      "Row 6",
      "Row 7",
      "Row 8",
    ]);
    expect(named(9)?.others).toEqual({ count: 3, own: 3, mix: 0 });
  });
});
