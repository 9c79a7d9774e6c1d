/**
 * What each campaign or source adds to the change of a number between two ranges.
 *
 * A count or a sum: what a row adds is its own change. People who are in several rows count once in the
 * whole, so the rows' changes may add up to more or less than the whole's; the difference is `overlap`.
 *
 * A rate (and a mean alike, with its count as the weight) changes for two reasons: rows' own rates
 * change, and rows' shares of the whole change (the mix). With weights w = n / sum of n and rates r,
 * before (0) and now (1), and m the mean of both ranges' rates of all rows together,
 *
 *     own = (w0 + w1) / 2 * (r1 - r0)            mix = (w1 - w0) * ((r0 + r1) / 2 - m)
 *
 * and the sum of own + mix over all rows is exactly the change of the whole, since both ranges'
 * weights add up to 1. A row without a rate in one range takes it from the other, where it has weight
 * 0: all that it adds is mix. Where the denominator is distinct people, who may be in several rows,
 * the difference to the whole's own change is `overlap` again.
 */
import { isRate, valueOf, type Value } from "../metrics";
import {
  numbersOf,
  previousOf,
  totalOf,
  type Breakdown,
  type Key,
  type Numbers,
} from "./breakdown";

export interface Contribution {
  key: Key;
  label: string;
  before: number | null;
  now: number | null;
  /** What its own change adds. */
  own: number;
  /** What the change of its share of the whole adds; 0 for counts and sums. */
  mix: number;
  /** Whether its own change may be chance; null where that is not known. */
  isNoise: boolean | null;
  /** It had calls only now, or only in the compared range. */
  presence: "both" | "new" | "ended";
  value: Value | undefined;
}

export interface Changes {
  before: number;
  now: number;
  isNoise: boolean | null;
  /** Every row, the one that adds or takes most first. */
  parts: Contribution[];
  /** What is left of the whole's change: people in several rows, who count once. */
  overlap: { before: number; now: number; adds: number };
}

interface Pair {
  key: Key;
  label: string;
  now: Numbers | undefined;
  before: Numbers | undefined;
}

/** What adds up: the number itself; of a rate or mean its numerator or sum, and what it is of. */
interface Parts {
  sum: number;
  weight: number;
}

export const addsOf = ({ own, mix }: Contribution) => own + mix;

/** Null where nothing is compared, or where the whole has no value in one of the ranges. */
export function findChanges(answer: Breakdown, name: string): Changes | null {
  if (!answer.previous) return null;
  const whole = totalOf(answer, name);
  const wholeBefore = numbersOf(answer.previous)[name];
  if (whole === undefined || wholeBefore === undefined) return null;
  const [now, before] = [valueOf(whole), valueOf(wholeBefore)];
  if (now === null || before === null) return null;
  const pairs = pairsOf(answer);
  const parts = typeof whole === "number" ? countParts(pairs, name) : rateParts(pairs, name);
  const rows = { now: together(pairs, name, "now"), before: together(pairs, name, "before") };
  return {
    now,
    before,
    isNoise: noiseOf(wholeBefore),
    parts: parts.sort((one, other) => Math.abs(addsOf(other)) - Math.abs(addsOf(one))),
    overlap: {
      now: now - (rows.now ?? now),
      before: before - (rows.before ?? before),
      adds: now - before - ((rows.now ?? now) - (rows.before ?? before)),
    },
  };
}

/** The rows of now beside what they were before, and then those that there were only before. */
function pairsOf({ rows, previous }: Breakdown): Pair[] {
  return [
    ...rows.map((row) => ({
      key: row.key,
      label: row.label,
      now: numbersOf(row),
      before: previousOf(row) ?? undefined,
    })),
    ...(previous?.rows ?? []).map((row) => ({
      key: row.key,
      label: row.label,
      now: undefined,
      before: numbersOf(row),
    })),
  ];
}

function partsOf(value: Value | undefined): Parts {
  if (value === undefined) return { sum: 0, weight: 0 };
  if (typeof value === "number") return { sum: value, weight: 1 };
  if (isRate(value)) return { sum: value.numerator, weight: value.denominator };
  return { sum: (value.value ?? 0) * value.count, weight: value.count };
}

/** The number of all rows together: added up, divided last; null of nothing. */
function together(pairs: Pair[], name: string, when: "now" | "before"): number | null {
  const values = pairs.map((pair) => pair[when]?.[name]);
  const parts = values.map(partsOf);
  const sum = parts.reduce((all, part) => all + part.sum, 0);
  if (values.every((value) => value === undefined || typeof value === "number")) return sum;
  const weight = parts.reduce((all, part) => all + part.weight, 0);
  return weight ? sum / weight : null;
}

const noiseOf = (before: Value | undefined) =>
  typeof before === "object" && "is_noise" in before ? (before.is_noise as boolean | null) : null;

function presenceOf({ now, before }: Pair): Contribution["presence"] {
  if (!now?.total_calls) return "ended";
  return before?.total_calls ? "both" : "new";
}

function countParts(pairs: Pair[], name: string): Contribution[] {
  return pairs.map((pair) => {
    const now = partsOf(pair.now?.[name]).sum;
    const before = partsOf(pair.before?.[name]).sum;
    const { key, label } = pair;
    const value = pair.now?.[name];
    const presence = presenceOf(pair);
    return { key, label, before, now, own: now - before, mix: 0, isNoise: null, presence, value };
  });
}

function rateParts(pairs: Pair[], name: string): Contribution[] {
  const [all1, all0] = [together(pairs, name, "now"), together(pairs, name, "before")];
  const middle = ((all1 ?? 0) + (all0 ?? 0)) / 2;
  const weightOf = (when: "now" | "before") =>
    pairs.reduce((sum, pair) => sum + partsOf(pair[when]?.[name]).weight, 0);
  const [whole1, whole0] = [weightOf("now"), weightOf("before")];
  return pairs.map((pair) => {
    const [now, before] = [partsOf(pair.now?.[name]), partsOf(pair.before?.[name])];
    const r1 = now.weight ? now.sum / now.weight : null;
    const r0 = before.weight ? before.sum / before.weight : null;
    const share1 = whole1 ? now.weight / whole1 : 0;
    const share0 = whole0 ? before.weight / whole0 : 0;
    const mean = ((r1 ?? r0 ?? middle) + (r0 ?? r1 ?? middle)) / 2;
    return {
      key: pair.key,
      label: pair.label,
      before: r0,
      now: r1,
      own: r1 === null || r0 === null ? 0 : ((share1 + share0) / 2) * (r1 - r0),
      mix: (share1 - share0) * (mean - middle),
      isNoise: noiseOf(pair.before?.[name]),
      presence: presenceOf(pair),
      value: pair.now?.[name],
    };
  });
}

/** How many rows are named; the others are one row. */
export const MOST_NAMED = 6;

export interface Named {
  /** The largest, from what takes most to what adds most. */
  named: Contribution[];
  /** All others together; null where there are none. */
  others: { count: number; own: number; mix: number } | null;
}

export function nameLargest({ parts }: Changes, most = MOST_NAMED): Named {
  // One row more takes no more room than a row that says "1 other".
  const cut = parts.length === most + 1 ? parts.length : most;
  const rest = parts.slice(cut);
  const named = parts.slice(0, cut).sort((one, other) => addsOf(one) - addsOf(other));
  if (!rest.length) return { named, others: null };
  const sumOf = (key: "own" | "mix") => rest.reduce((sum, part) => sum + part[key], 0);
  return { named, others: { count: rest.length, own: sumOf("own"), mix: sumOf("mix") } };
}

/**
 * Whole numbers beside the parts that add up to the rounded whole, so that the eye can add up what it
 * sees; each within 1 of its part (largest remainders).
 */
export function roundToSum(parts: number[], whole: number): number[] {
  const rounded = parts.map(Math.floor);
  const missing = Math.round(whole) - rounded.reduce((sum, part) => sum + part, 0);
  const remainder = (index: number) => (parts[index] ?? 0) - (rounded[index] ?? 0);
  const order = [...parts.keys()].sort((one, other) => remainder(other) - remainder(one));
  for (const index of order.slice(0, Math.max(0, missing)))
    rounded[index] = (rounded[index] ?? 0) + 1;
  return rounded;
}
