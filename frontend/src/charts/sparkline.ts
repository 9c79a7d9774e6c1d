// The geometry of sparklines: means of seven days, so that weekends do not hide the trend.
import type { Granularity } from "../api/model";
import { isRate, type Value } from "../metrics";

const WEEK = 7;
/** Of the mean, to each side at least, so that noise looks small. */
const LEAST_REACH = 0.3;
/** Room for the line's width and the dot at its end, in pixels. */
const MARGIN = 3;

export interface Spark {
  /** Paths of an SVG; empty where there is nothing to draw. */
  now: string;
  before: string;
  /** Where the newest value is, if it has one. */
  end: [x: number, y: number] | null;
}

interface Size {
  width: number;
  height: number;
}

/** One number of several buckets, divided last: null where there is nothing to divide by. */
function meanOf(values: Value[]): number | null {
  let total = 0;
  let weight = 0;
  for (const value of values) {
    if (typeof value === "number") {
      total += value;
      weight += 1;
    } else if (isRate(value)) {
      total += value.numerator;
      weight += value.denominator;
    } else {
      total += (value.value ?? 0) * value.count;
      weight += value.count;
    }
  }
  return weight ? total / weight : null;
}

/** Means of seven days at a time where there are at least two weeks of them, else the values. */
export function smooth(values: Value[], granularity: Granularity): (number | null)[] {
  const width = granularity === "day" && values.length >= 2 * WEEK ? WEEK : 1;
  return values.slice(width - 1).map((_, index) => meanOf(values.slice(index, index + width)));
}

/** The lines of the values and of those before, on one scale around their mean. */
export function drawSpark(
  now: (number | null)[],
  before: (number | null)[],
  { width, height }: Size,
): Spark {
  const known = [...now, ...before].filter((value) => value !== null);
  const middle = known.reduce((sum, value) => sum + value, 0) / (known.length || 1);
  const farthest = Math.max(...known.map((value) => Math.abs(value - middle)), 0);
  const reach = Math.max(LEAST_REACH * Math.abs(middle), farthest) || 1;

  const place = (value: number, index: number, count: number): [number, number] => [
    MARGIN + (count > 1 ? index / (count - 1) : 1) * (width - 2 * MARGIN),
    height / 2 - ((value - middle) / reach) * (height / 2 - MARGIN),
  ];
  const last = now.at(-1) ?? null;
  return {
    now: drawLine(now, place),
    before: drawLine(before, place),
    end: last === null ? null : place(last, now.length - 1, now.length),
  };
}

type Place = (value: number, index: number, count: number) => [number, number];

/** A line with gaps where there is no value. */
function drawLine(values: (number | null)[], place: Place): string {
  return values
    .map((value, index) => {
      if (value === null) return "";
      const isFirst = (values[index - 1] ?? null) === null;
      const [x, y] = place(value, index, values.length);
      return `${isFirst ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join("");
}
