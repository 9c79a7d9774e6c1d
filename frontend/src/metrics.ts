// How each number is shown. What it means comes from the schema (api/descriptions.ts).
import { descriptions } from "./api/descriptions";
import type { Scalars } from "./api/model";
import {
  formatChange,
  formatCount,
  formatDecimal,
  formatDuration,
  formatHours,
  formatPercent,
  formatPoints,
} from "./format";

export interface Rate {
  value: number | null;
  numerator: number;
  denominator: number;
}

export interface Mean {
  value: number | null;
  count: number;
}

/** Every kind of number that the API answers. */
export type Value = number | Rate | Mean;

export type Unit = "count" | "percent" | "duration" | "hours" | "decimal";

export interface Metric {
  label: string;
  /** Component of the schema that describes it. */
  component: keyof typeof descriptions;
  unit: Unit;
  /** Which direction is good, where one is. */
  better?: "higher" | "lower";
  /** What numerator, denominator or count are counted in. */
  of?: [string, string] | [string];
  isHeadline?: boolean;
}

/** Tiles in the order of the page; the type demands one for each scalar of the schema. */
export const METRICS: Record<keyof Scalars, Metric> = {
  total_calls: { label: "Calls", component: "TotalCalls", unit: "count", isHeadline: true },
  answer_rate: {
    label: "Answer rate",
    component: "AnswerRate",
    unit: "percent",
    better: "higher",
    of: ["answered", "calls"],
    isHeadline: true,
  },
  interviews: {
    label: "Interviews",
    component: "Interviews",
    unit: "count",
    better: "higher",
    isHeadline: true,
  },
  qualified_candidates: {
    label: "Qualified candidates",
    component: "QualifiedCandidates",
    unit: "count",
    better: "higher",
    isHeadline: true,
  },
  passthrough_rate: {
    label: "Passthrough rate",
    component: "PassthroughRate",
    unit: "percent",
    better: "higher",
    of: ["qualified", "scored applications"],
    isHeadline: true,
  },
  people_contacted: { label: "People contacted", component: "PeopleContacted", unit: "count" },
  people_reached: {
    label: "People reached",
    component: "PeopleReached",
    unit: "count",
    better: "higher",
  },
  call_completion_rate: {
    label: "Call completion rate",
    component: "CallCompletionRate",
    unit: "percent",
    better: "higher",
    of: ["completed", "answered"],
  },
  avg_interview_length: {
    label: "Average interview length",
    component: "AvgInterviewLength",
    unit: "duration",
    of: ["interviews"],
  },
  avg_time_to_first_interview: {
    label: "Time to first interview",
    component: "AvgTimeToFirstInterview",
    unit: "duration",
    better: "lower",
    of: ["applications"],
  },
  call_length: { label: "Talk time", component: "CallLength", unit: "hours" },
  opt_outs: { label: "Opt-outs", component: "OptOuts", unit: "count", better: "lower" },
  thumbs_up: { label: "Thumbs up", component: "ThumbsUp", unit: "count", better: "higher" },
  thumbs_down: { label: "Thumbs down", component: "ThumbsDown", unit: "count", better: "lower" },
};

export const SCALARS = Object.keys(METRICS) as (keyof Scalars)[];

export function isRate(value: Value): value is Rate {
  return typeof value === "object" && "denominator" in value;
}

/** The number itself, or null where there is nothing to divide by. */
export const valueOf = (value: Value) => (typeof value === "number" ? value : value.value);

const FORMATS: Record<Unit, (value: number) => string> = {
  count: formatCount,
  percent: formatPercent,
  duration: formatDuration,
  hours: formatHours,
  decimal: formatDecimal,
};

export const formatValue = (value: number, unit: Unit) => FORMATS[unit](value);

/** What a value is made of: "4,321 of 9,876 calls", "over 812 interviews"; null for a count. */
export function formatParts(value: Value, of: Metric["of"]): string | null {
  if (typeof value === "number") return null;
  if (!isRate(value)) return `over ${formatCount(value.count)} ${of?.[0] ?? ""}`.trim();
  const [numerator, denominator] = of ?? [];
  return [formatDecimal(value.numerator), numerator, "of", formatDecimal(value.denominator), denominator]
    .filter(Boolean)
    .join(" ");
}

export interface Change {
  text: string;
  direction: "up" | "down" | "same";
  isGood: boolean | null;
}

/** How a value differs from that of the period before; null where there is nothing to compare. */
export function compareValues(current: Value, previous: Value, metric: Metric): Change | null {
  const now = valueOf(current);
  const before = valueOf(previous);
  if (now === null || before === null) return null;
  const difference = now - before;
  const direction = difference > 0 ? "up" : difference < 0 ? "down" : "same";
  if (metric.unit !== "percent" && before === 0 && difference !== 0) return null;
  const text =
    metric.unit === "percent"
      ? formatPoints(difference)
      : formatChange(difference === 0 ? 0 : difference / before);
  const isGood =
    !metric.better || direction === "same" ? null : (metric.better === "higher") === (difference > 0);
  return { text, direction, isGood };
}
