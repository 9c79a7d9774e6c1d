// When to call: the answer rate of each hour of the week, and the block of hours that stands out.
import { formatHour, formatShortWeekday } from "../format";
import { isRate } from "../metrics";
import type { RowsQuestion } from "../rows";
import { numbersOf, type Breakdown } from "./breakdown";
import { addShares, FEW, type Share } from "./intervals";

/** One hour of one weekday, Monday is 1. */
export interface Cell extends Share {
  weekday: number;
  hour: number;
}

/** "Tue 9 AM". */
export const nameHour = ({ weekday, hour }: Cell) =>
  `${formatShortWeekday(weekday)} ${formatHour(hour)}`;

/** The calls of an hour of the week, answered or not. */
export const hoursQuestion = (cell: Cell): RowsQuestion => ({
  title: `Calls, ${nameHour(cell)}`,
  rows: "calls",
  metric: "total_calls",
  cell: { by: "weekday_hour", value: `${cell.weekday}-${cell.hour}` },
});

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

/** The 168 hours of a week, with how many calls were answered of how many. */
export function cellsOf({ rows }: Breakdown): Cell[] {
  return rows.map((row) => {
    const { weekday, hour } = row.key as { weekday: number; hour: number };
    const rate = numbersOf(row).answer_rate;
    if (rate === undefined || !isRate(rate)) throw new Error(`No answer rate at ${row.label}.`);
    return { weekday, hour, numerator: rate.numerator, denominator: rate.denominator };
  });
}

/** From the first hour with a call on any day to the last one. */
export function hoursOf(cells: Cell[]): number[] {
  const called = cells.filter(({ denominator }) => denominator).map(({ hour }) => hour);
  if (!called.length) return [];
  const [first, last] = [Math.min(...called), Math.max(...called)];
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** Where the steps of colour begin; below the first one is a step of its own. */
export const STEPS = [0.3, 0.375, 0.45, 0.525];

/** Under this many calls a colour is pale. */
export const SOME = 30;

/** The step of colour of a cell, 1 to 5; 0 where it has too few calls for one. */
export function stepOf({ numerator, denominator }: Share): number {
  if (denominator < FEW) return 0;
  return 1 + STEPS.filter((step) => numerator / denominator >= step).length;
}

/** A rectangle of the week: these weekdays, from the first hour to the end of the last one. */
export interface Block {
  weekdays: [first: number, last: number];
  hours: [first: number, last: number];
  inside: Share;
  outside: Share;
}

/**
 * How far apart two rates have to be, in standard errors, for the best of all blocks to be named. The
 * best of thousands looks good by chance alone: where every hour has the same rate, this names a block
 * in fewer than one week of twenty (tests/heat.test.ts draws such weeks).
 */
const BEYOND_NOISE = 4;

/** The block whose rate is surest to be above that of all other hours; null where none is. */
export function findBestBlock(cells: Cell[]): Block | null {
  const hours = hoursOf(cells);
  const sums = sumUp(cells);
  const all = addShares(cells);
  const used = WEEKDAYS.filter((day) => cells.some((c) => c.weekday === day && c.denominator));
  let best: { block: Block; score: number; size: number } | null = null;
  for (const [firstDay, lastDay] of pairsOf(used)) {
    for (const [firstHour, lastHour] of pairsOf(hours)) {
      const inside = between(sums, firstDay, lastDay, firstHour, lastHour);
      if (inside.denominator < SOME) continue;
      const outside = {
        numerator: all.numerator - inside.numerator,
        denominator: all.denominator - inside.denominator,
      };
      const score = standardErrors(inside, outside, all);
      const size = (lastDay - firstDay + 1) * (lastHour - firstHour + 1);
      if (score < BEYOND_NOISE || (best && !isBetter(score, size, best))) continue;
      const block: Block = {
        weekdays: [firstDay, lastDay],
        hours: [firstHour, lastHour],
        inside,
        outside,
      };
      best = { block, score, size };
    }
  }
  return best?.block ?? null;
}

/** Of blocks with the same calls, the smaller: it has no hour without a call at its edges. */
const isBetter = (score: number, size: number, best: { score: number; size: number }) =>
  score > best.score || (score === best.score && size < best.size);

/** By how many standard errors one rate is above the other; 0 where one has too few calls. */
function standardErrors(one: Share, other: Share, all: Share): number {
  if (other.denominator < FEW) return 0;
  const pooled = all.numerator / all.denominator;
  const variance = pooled * (1 - pooled) * (1 / one.denominator + 1 / other.denominator);
  if (!variance) return 0;
  const difference = one.numerator / one.denominator - other.numerator / other.denominator;
  return difference / Math.sqrt(variance);
}

function pairsOf(values: readonly number[]): [number, number][] {
  return values.flatMap((first, index) =>
    values.slice(index).map((last): [number, number] => [first, last]),
  );
}

/** At [day][hour], the calls of all days before `day` in all hours before `hour`, from 0. */
type Sums = Share[][];

function sumUp(cells: Cell[]): Sums {
  const sums: Sums = Array.from({ length: 8 }, () =>
    Array.from({ length: 25 }, () => ({ numerator: 0, denominator: 0 })),
  );
  const found = new Map(cells.map((cell) => [cell.weekday * 24 + cell.hour, cell]));
  for (const day of WEEKDAYS) {
    for (let hour = 0; hour < 24; hour++) {
      const cell = found.get(day * 24 + hour);
      const sum = at(sums, day, hour + 1);
      for (const key of ["numerator", "denominator"] as const) {
        sum[key] =
          (cell?.[key] ?? 0) +
          at(sums, day - 1, hour + 1)[key] +
          at(sums, day, hour)[key] -
          at(sums, day - 1, hour)[key];
      }
    }
  }
  return sums;
}

function at(sums: Sums, day: number, hour: number): Share {
  const sum = sums[day]?.[hour];
  if (!sum) throw new Error(`No hour ${hour} of day ${day}.`);
  return sum;
}

function between(
  sums: Sums,
  firstDay: number,
  lastDay: number,
  firstHour: number,
  lastHour: number,
): Share {
  const part = (key: keyof Share) =>
    at(sums, lastDay, lastHour + 1)[key] -
    at(sums, firstDay - 1, lastHour + 1)[key] -
    at(sums, lastDay, firstHour)[key] +
    at(sums, firstDay - 1, firstHour)[key];
  return { numerator: part("numerator"), denominator: part("denominator") };
}
