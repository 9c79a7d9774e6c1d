// The columns of a table by campaign or source: every number of the catalogue, and its change.
import type { Catalogue, CatalogueMetric } from "../api/model";
import { isRate, valueOf, type Value } from "../metrics";
import { numbersOf, previousOf, totalOf, type Breakdown, type BreakdownRow } from "./breakdown";
import { FEW } from "./intervals";

export interface Column {
  id: string;
  metric: CatalogueMetric;
  /** The number itself, or how it differs from the compared range. */
  shows: "value" | "change";
  label: string;
}

/** The rates that a row has beside the scalars of the dashboard. */
const RATES = ["withdrawal_rate", "accommodation_rate", "opt_out_rate"];

/** A column for every number, and one for its change where something is compared. */
export function columnsOf({ metrics }: Catalogue, isCompared: boolean): Column[] {
  const shown = metrics.filter(({ name, is_scalar }) => is_scalar || RATES.includes(name));
  return shown.flatMap((metric): Column[] => [
    { id: metric.name, metric, shows: "value", label: metric.label },
    ...(isCompared
      ? [{ id: `${metric.name}:change`, metric, shows: "change", label: "Change" } as const]
      : []),
  ]);
}

/** Its name where it stands alone, as among columns to choose from. */
export const fullLabel = ({ metric: { label }, shows }: Column) =>
  shows === "value" ? label : `Change of ${label.charAt(0).toLowerCase()}${label.slice(1)}`;

/** What a number is of: among equal ones, more of it comes first. */
export function sizeOf(row: BreakdownRow, { metric: { name } }: Column): number {
  const value = numbersOf(row)[name];
  if (value === undefined || typeof value === "number") return 0;
  return isRate(value) ? value.denominator : value.count;
}

/** Words to the left, numbers to the right, rates to the left with their bars. */
export const classOf = ({ metric, shows }: Column) =>
  metric.kind === "rate" && shows === "value" ? "of" : "num";

/** What the head of a column says of it, for who stays on it. */
export const describeColumn = ({ metric, shows }: Column) =>
  shows === "value" ? metric.description : "Now less before.";

/** Room for a number of each kind, in rem: in a card of the whole width, and of half of it. */
const WIDTHS = {
  wide: { name: 12, count: 5.5, time: 6.5, mean: 8, rate: 13, countChange: 5, change: 6 },
  narrow: { name: 6.5, count: 4.75, time: 6.5, mean: 8, rate: 11, countChange: 5, change: 6 },
} as const;

const widthsOf = (isNarrow: boolean) => WIDTHS[isNarrow ? "narrow" : "wide"];

/** The width of a column in rem. */
export function widthOf({ metric: { kind, unit }, shows }: Column, isNarrow: boolean): number {
  const widths = widthsOf(isNarrow);
  if (shows === "change") return unit === "count" ? widths.countChange : widths.change;
  return widths[kind === "count" && unit !== "count" ? "time" : kind];
}

/** Below this width a table scrolls sideways rather than squeeze its names. */
export const leastWidth = (columns: Column[], isNarrow: boolean) =>
  columns.reduce<number>((sum, column) => sum + widthOf(column, isNarrow), widthsOf(isNarrow).name);

const isSure = (value: Value | undefined) =>
  value === undefined || typeof value === "number" || !isRate(value) || value.denominator >= FEW;

/** The difference to the compared range; undefined where there is nothing to compare. */
export function differenceOf(row: BreakdownRow, name: string): number | undefined {
  const [now, before] = [numbersOf(row)[name], previousOf(row)?.[name]];
  if (now === undefined || before === undefined) return undefined;
  const [one, other] = [valueOf(now), valueOf(before)];
  return one === null || other === null ? undefined : one - other;
}

/**
 * What rows are sorted by; undefined comes last, whichever way: nothing to divide by, and rates of
 * fewer than ten, for 1 of 1 is not the best campaign.
 */
export function sortValue(row: BreakdownRow, { metric: { name }, shows }: Column) {
  const now = numbersOf(row)[name];
  if (shows === "value")
    return now === undefined || !isSure(now) ? undefined : (valueOf(now) ?? undefined);
  const isComparable = isSure(now) && isSure(previousOf(row)?.[name]);
  return isComparable ? differenceOf(row, name) : undefined;
}

/** Where a full bar of a column ends: a little above its largest rate that has a bar. */
export function scaleOf(answer: Breakdown, name: string): number {
  const rates = [totalOf(answer, name), ...answer.rows.map((row) => numbersOf(row)[name])];
  const drawn = rates.flatMap((rate) => (rate !== undefined && isSure(rate) ? valueOf(rate) : []));
  const most = drawn.reduce<number>((top, value) => Math.max(top, value ?? 0), 0);
  return Math.min(1, most * 1.15) || 1;
}
