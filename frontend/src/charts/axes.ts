// What the axes of charts say: round numbers upwards, and the days that weeks are counted by.
import type { Granularity, Unit } from "../api/model";
import { formatCompact, formatWholePercent, quarterOfDay } from "../format";

const STEPS = [1, 2, 2.5, 5, 10];
/** Steps from the base to the top, so that an axis has at most five numbers. */
const MOST_STEPS = 4;
/** 0.3 / 3 is a little more than 0.1. */
const HAIR = 1e-9;

/** 0 and the round numbers up to the highest value or just above: 0, 5, 10, never 0, 7, 14. */
export function roundTicks(highest: number, isWhole = false, mostSteps = MOST_STEPS): number[] {
  const least = highest > 0 ? highest / mostSteps : isWhole ? 1 : 0.25;
  const raw = Math.max(least, isWhole ? 1 : 0);
  const power = 10 ** Math.floor(Math.log10(raw));
  const steps = STEPS.map((step) => step * power).filter((step) => !isWhole || step % 1 === 0);
  const step = steps.find((each) => each >= raw * (1 - HAIR)) ?? 10 * power;
  const count = Math.max(Math.ceil(highest / step - HAIR), 1);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(6)));
}

const TIMES: [seconds: number, letter: string][] = [
  [86_400, "d"],
  [3600, "h"],
  [60, "m"],
];

/** The unit that a time is told in: the largest that the highest value has twice. */
const timeUnit = (highest: number, units = TIMES): [seconds: number, letter: string] =>
  units.find(([seconds]) => highest >= 2 * seconds) ?? [1, "s"];

export interface ValueAxis {
  ticks: number[];
  /** Where it ends, where that is not at its first and last number. */
  domain?: [number, number];
  format: (value: number) => string;
}

/** The axis of values up to the highest, in seconds where they are times. */
export function valueAxis(highest: number, unit: Unit): ValueAxis {
  switch (unit) {
    case "percent":
      return { ticks: roundTicks(highest), format: formatWholePercent };
    case "count":
      return { ticks: roundTicks(highest, true), format: formatCompact };
    case "decimal":
      return { ticks: roundTicks(highest), format: formatCompact };
    case "duration":
    case "hours": {
      // Talk time adds up to hours, however many days they are.
      const units = unit === "hours" ? TIMES.slice(1) : TIMES;
      const [seconds, letter] = timeUnit(highest, units);
      return {
        ticks: roundTicks(highest / seconds).map((tick) => tick * seconds),
        format: (value) => `${formatCompact(value / seconds)}${letter}`,
      };
    }
  }
}

/** An axis of counts to both sides of 0, below as above. */
export function divergingAxis(highest: number): ValueAxis {
  const end = Math.max(highest, 1);
  const above = roundTicks(end, true, MOST_STEPS / 2).filter((tick) => tick <= end);
  const below = above.slice(1).map((tick) => -tick);
  return {
    ticks: [...below.reverse(), ...above],
    domain: [-end, end],
    format: (value) => formatCompact(Math.abs(value)),
  };
}

/** A range that names each day, and one in which each Monday would be too many. */
const FEW_DAYS = 10;
const MANY_DAYS = 120;

const dayOf = (instant: string) => instant.slice(0, 10);
const isMonday = (instant: string) => new Date(`${dayOf(instant)}T00:00:00Z`).getUTCDay() === 1;
const isFirst = (instant: string) => instant.slice(8, 10) === "01";

/** Hours are named at 0, 6, 12 and 18 of at most this many days, else at 0. */
const MAX_DAYS_IN_QUARTERS = 2;

function quarterTicks(starts: string[], days: number): string[] {
  const found = new Map<string, string>();
  for (const start of starts) {
    const quarter = quarterOfDay(start);
    const name = `${dayOf(start)} ${quarter}`;
    // The first: a midnight may be left out by the clock or come twice.
    if (!found.has(name) && (quarter === 0 || days <= MAX_DAYS_IN_QUARTERS)) found.set(name, start);
  }
  return [...found.values()];
}

/** The buckets that a time axis names: Mondays, so that weeks can be counted. */
export function timeTicks(starts: string[], granularity: Granularity, days: number): string[] {
  switch (granularity) {
    case "hour":
      return quarterTicks(starts, days);
    case "day": {
      if (starts.length <= FEW_DAYS) return starts;
      return starts.filter(starts.length > MANY_DAYS ? isFirst : isMonday);
    }
    default:
      return starts;
  }
}
