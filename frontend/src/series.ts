// What a chart and its table have in common: buckets, and series over them.
import type { Granularity, Unit } from "./api/model";
import { formatBucket, quarterOfDay } from "./format";
import { formatValue } from "./metrics";

export interface Bucket {
  bucket_start: string;
  bucket_end: string;
  is_partial: boolean;
}

/** One line or row of bars: a key of the points, null where a bucket has no value. */
export interface Series {
  key: string;
  label: string;
  color: string;
}

export type Point = Bucket & Record<string, unknown>;

export const valueAt = (point: Point, key: string): number | null => {
  const value = point[key];
  return typeof value === "number" ? value : null;
};

/** Whether there is anything to draw: a rate or mean of 0 is something, a count of 0 is not. */
export const hasValues = (points: Point[], series: Series[], unit: Unit) =>
  points.some((point) =>
    series.some(({ key }) => {
      const value = valueAt(point, key);
      return unit === "count" || unit === "hours" ? Boolean(value) : value !== null;
    }),
  );

/** Whether a line has no neighbour to lead to from here, and would not be seen without a dot. */
export function isAlone(points: Point[], point: Point, key: string): boolean {
  const index = points.indexOf(point);
  return [points[index - 1], points[index + 1]].every(
    (each) => !each || valueAt(each, key) === null,
  );
}

const MAX_DAYS_IN_QUARTERS = 2;

/** The buckets of hours that an axis names: at 0, 6, 12 and 18, of more than two days at 0. */
export function quarterTicks(points: Point[], days: number): string[] {
  const found = new Map<string, string>();
  for (const { bucket_start } of points) {
    const quarter = quarterOfDay(bucket_start);
    const name = `${bucket_start.slice(0, 10)} ${quarter}`;
    // The first: a midnight may be left out by the clock or come twice.
    if (!found.has(name) && (quarter === 0 || days <= MAX_DAYS_IN_QUARTERS)) {
      found.set(name, bucket_start);
    }
  }
  return [...found.values()];
}

const TICK_HOURS = [0.25, 0.5, 1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1000, 2000, 5000];

/** Three or four round numbers of hours up to the highest stack, in seconds. */
export function hourTicks(points: Point[], series: Series[]): number[] {
  const stacks = points.map((point) =>
    series.reduce((total, { key }) => total + (valueAt(point, key) ?? 0), 0),
  );
  const highest = Math.max(...stacks, 1);
  const step = 3600 * (TICK_HOURS.find((hours) => hours * 3600 * 4 >= highest) ?? 10_000);
  return Array.from({ length: Math.ceil(highest / step) + 1 }, (_, index) => index * step);
}

/** What a chart shows, in a sentence for who cannot see it. */
export function summarize(
  points: Point[],
  series: Series[],
  unit: Unit,
  granularity: Granularity,
): string {
  const [first] = points;
  if (!first) return "No points.";
  const parts = series.map(({ key, label }) => {
    const found = points.flatMap((point) => {
      const value = valueAt(point, key);
      return value === null ? [] : [{ point, value }];
    });
    const [start] = found;
    if (!start) return `${label}: no values.`;
    const highest = found.reduce((best, each) => (each.value > best.value ? each : best), start);
    const lowest = found.reduce((best, each) => (each.value < best.value ? each : best), start);
    return (
      `${label}: from ${formatValue(lowest.value, unit)} to ${formatValue(highest.value, unit)}, ` +
      `most in ${formatBucket(highest.point, granularity)}.`
    );
  });
  const partial = points.filter((point) => point.is_partial).length;
  return [
    `${points.length} points by ${granularity}.`,
    ...parts,
    partial ? `${partial} cover only part of their ${granularity}.` : "",
  ]
    .filter(Boolean)
    .join(" ");
}
