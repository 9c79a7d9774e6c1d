// Answers by a dimension, small enough to count by hand or drawn at random.
import type { Breakdown, BreakdownRow, Key, Numbers } from "../src/sections/breakdown";

export const rate = (numerator: number, denominator: number, rest: object = {}) => ({
  value: denominator ? numerator / denominator : null,
  numerator,
  denominator,
  ...rest,
});

/** Numbers that are the same whenever they are drawn by the same seed. */
export function generator(seed: number): (below: number) => number {
  let state = seed * 7919 + 17;
  return (below) => {
    state = (state * 16807) % 2147483647;
    return Math.floor((state / 2147483647) * below);
  };
}

export function row(key: Key, label: string, now: Numbers, before: Numbers | null): BreakdownRow {
  return { key, label, scalars: now, previous: before };
}

/** An answer whose compared range has the rows `ended` besides those of now. */
export function breakdown(
  rows: BreakdownRow[],
  total: Numbers,
  before: Numbers,
  ended: BreakdownRow[] = [],
): Breakdown {
  return { rows, total, previous: { scalars: before, rows: ended } };
}
