// How numbers are shown, by the units of the catalogue.
import type { CatalogueMetric, Dashboard, Unit } from "./api/model";
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

/** A number of the dashboard by its name, however new it is. */
export const scalarOf = (dashboard: Pick<Dashboard, "scalars"> | null | undefined, name: string) =>
  (dashboard?.scalars as Partial<Record<string, Value>> | undefined)?.[name];

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
export function formatParts(value: Value, of: string[]): string | null {
  if (typeof value === "number") return null;
  if (!isRate(value)) return `over ${formatCount(value.count)} ${of[0] ?? ""}`.trim();
  const [numerator, denominator] = of;
  return [
    formatDecimal(value.numerator),
    numerator,
    "of",
    formatDecimal(value.denominator),
    denominator,
  ]
    .filter(Boolean)
    .join(" ");
}

export interface Change {
  text: string;
  direction: "up" | "down" | "same";
  isGood: boolean | null;
}

/** How a value differs from that of the period before; null where there is nothing to compare. */
export function compareValues(
  current: Value,
  previous: Value,
  metric: Pick<CatalogueMetric, "unit" | "better">,
): Change | null {
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
    !metric.better || direction === "same" ? null : (metric.better === "higher") === difference > 0;
  return { text, direction, isGood };
}
