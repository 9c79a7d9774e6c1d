// A number over time: its buckets, each beside the bucket of the compared range that it stands for.
import type { Breakdown, BreakdownRow, Granularity, Unit } from "../api/model";
import { numbersOf } from "../buckets";
import { formatBucket, formatCount, formatInterval, NOTHING } from "../format";
import { formatValue, isRate, valueOf, type Value } from "../metrics";
import type { BucketTimes as Bucket } from "../api/model";
import type { Drawn } from "./TimeChart";

export interface ChartPoint extends Bucket {
  /** Null where there is nothing to divide by. */
  value: number | null;
  whole: Value;
  /** The 95 % interval of a rate. */
  band: [low: number, high: number] | null;
  before: number | null;
  beforeBucket: Bucket | null;
  /** Of calls: how many were answered, and their share. */
  answered: number | null;
  answerRate: number | null;
}

/** A metric's values by bucket, each with that of the compared range's bucket in its place. */
export function pointsOf({ rows, previous }: Breakdown, metric: string): ChartPoint[] {
  return rows.flatMap((row, index) => {
    const [whole] = numbersOf([row], metric);
    if (!row.bucket || whole === undefined) return [];
    const before = previous?.rows[index];
    return {
      ...row.bucket,
      whole,
      value: valueOf(whole),
      band: bandOf(whole),
      before: before ? valueOf(numbersOf([before], metric)[0] ?? 0) : null,
      beforeBucket: before?.bucket ?? null,
      ...answeredOf(row, metric),
    };
  });
}

/** Calls are shown with those of them that were answered. */
function answeredOf(row: BreakdownRow, metric: string) {
  const rate = metric === "total_calls" ? row.scalars.answer_rate : undefined;
  return { answered: rate?.numerator ?? null, answerRate: rate?.value ?? null };
}

function bandOf(value: Value): [number, number] | null {
  if (typeof value === "number" || !isRate(value)) return null;
  const { low = null, high = null } = value;
  return low === null || high === null ? null : [low, high];
}

/** Half the width of an interval up to which a dot is full, and from which it is palest. */
const SURE = 0.03;
const UNSURE = 0.15;
const PALEST = 0.25;

/** How full a dot is: 1 where the interval is narrow, a quarter where it is wide. */
export function surenessOf(band: [number, number] | null): number {
  if (!band) return 1;
  const half = (band[1] - band[0]) / 2;
  const share = (UNSURE - half) / (UNSURE - SURE);
  return Math.min(Math.max(PALEST + share * (1 - PALEST), PALEST), 1);
}

/** Intervals of fewer are so wide that they would leave no room for the others. */
const FEW = 10;

/** The highest that an axis has to have room for. */
export const highestOf = (points: ChartPoint[]) =>
  Math.max(
    0,
    ...points.flatMap(({ value, before, band, whole }) => {
      const isOfFew = typeof whole === "object" && isRate(whole) && whole.denominator < FEW;
      return [value ?? 0, before ?? 0, isOfFew ? 0 : (band?.[1] ?? 0)];
    }),
  );

const weekdayOf = ({ bucket_start }: Bucket) =>
  new Date(`${bucket_start.slice(0, 10)}T00:00:00Z`).getUTCDay();

/** Whether each day stands beside the same weekday of the compared range. */
export const lineUp = ([first]: ChartPoint[]) =>
  !first?.beforeBucket || weekdayOf(first) === weekdayOf(first.beforeBucket);

/** What a point says, number by number. */
export function describe(
  point: ChartPoint,
  { label, unit, of }: Drawn,
  granularity: Granularity,
): [name: string, number: string][] {
  const { value, whole, band, answerRate, answered, before, beforeBucket } = point;
  const say = (number: number | null, as: Unit = unit) =>
    number === null ? NOTHING : formatValue(number, as);
  const said: [string, string][] = [[label, say(value)]];
  if (band) said.push(["95% interval", formatInterval(...band)]);
  if (typeof whole !== "number") {
    const [numerator, denominator] = of;
    said.push(
      isRate(whole)
        ? [
            `${numerator ?? ""} of ${denominator ?? ""}`,
            `${formatCount(whole.numerator)} of ${formatCount(whole.denominator)}`,
          ]
        : [`over ${numerator ?? ""}`, formatCount(whole.count)],
    );
  }
  if (answered !== null) {
    said.push(["Answered", `${formatCount(answered)}, ${say(answerRate, "percent")}`]);
  }
  if (beforeBucket) said.push([formatBucket(beforeBucket, granularity), say(before)]);
  return said;
}
