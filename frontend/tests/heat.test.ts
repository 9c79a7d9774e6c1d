// The hours of a week: their colours, and the block that stands out, only where it does.
import { describe, expect, test } from "vitest";

import { cellsOf, findBestBlock, hoursOf, stepOf, type Cell } from "../src/sections/heat";
import { breakdown, generator, rate, row } from "./breakdowns";

/** A week in which each hour has calls and answers as said. */
function week(of: (weekday: number, hour: number) => [answered: number, calls: number]): Cell[] {
  return [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) =>
    Array.from({ length: 24 }, (_, hour) => {
      const [numerator, denominator] = of(weekday, hour);
      return { weekday, hour, numerator, denominator };
    }),
  );
}

test("cells are those of the answer", () => {
  const rows = [row({ weekday: 2, hour: 9 }, "Tuesday, 9", { answer_rate: rate(3, 4) }, null)];
  expect(cellsOf(breakdown(rows, {}, {}))).toEqual([
    { weekday: 2, hour: 9, numerator: 3, denominator: 4 },
  ]);
});

test("hours without any call are left out at the edges alone", () => {
  const cells = week((day, hour) => [
    0,
    (day === 2 && hour === 8) || (day === 5 && hour === 11) ? 1 : 0,
  ]);
  expect(hoursOf(cells)).toEqual([8, 9, 10, 11]);
  expect(hoursOf(week(() => [0, 0]))).toEqual([]);
});

test.each([
  [2, 9, 0],
  [2, 10, 1],
  [30, 100, 2],
  [37, 100, 2],
  [38, 100, 3],
  [45, 100, 4],
  [52, 100, 4],
  [53, 100, 5],
  [0, 0, 0],
])("%i of %i is step %i", (numerator, denominator, step) => {
  expect(stepOf({ numerator, denominator })).toBe(step);
});

describe("the best block", () => {
  const atWork = (day: number, hour: number) => day < 6 && hour >= 8 && hour < 20;

  test("is the one whose rate is surest to be above that of all other hours", () => {
    const isBest = (day: number, hour: number) => day > 1 && day < 5 && hour >= 9 && hour < 12;
    const cells = week((day, hour) =>
      atWork(day, hour) ? [isBest(day, hour) ? 24 : 14, 40] : [0, 0],
    );
    expect(findBestBlock(cells)).toEqual({
      weekdays: [2, 4],
      hours: [9, 11],
      inside: { numerator: 9 * 24, denominator: 9 * 40 },
      outside: { numerator: 51 * 14, denominator: 51 * 40 },
    });
  });

  test("is none where it has too few calls, or where every hour is alike", () => {
    const few = week((day, hour) =>
      day !== 3 ? [0, 0] : hour === 9 ? [19, 19] : hour === 12 ? [0, 10] : [0, 0],
    );
    expect(findBestBlock(few)).toBeNull();
    expect(findBestBlock(week((day, hour) => (atWork(day, hour) ? [20, 40] : [0, 0])))).toBeNull();
    expect(findBestBlock(week(() => [0, 0]))).toBeNull();
    expect(
      findBestBlock(week((day, hour) => (day === 1 && hour === 9 ? [60, 60] : [0, 0]))),
    ).toBeNull();
  });

  test.each([500, 3_000])(
    "is rarely one of chance, in weeks of %i calls with one rate",
    (calls) => {
      const weeks = Array.from({ length: 100 }, (_, seed) => {
        const next = generator(seed * 31 + calls);
        return week((day, hour) => {
          const dialled = atWork(day, hour)
            ? Math.round((calls / 60) * (0.5 + next(1000) / 1000))
            : 0;
          return [
            Array.from({ length: dialled }, () => next(100)).filter((n) => n < 42).length,
            dialled,
          ];
        });
      });
      const named = weeks.filter((cells) => findBestBlock(cells) !== null);
      expect(named.length).toBeLessThanOrEqual(5);
    },
  );
});
