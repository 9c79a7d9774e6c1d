// How numbers are shown, by the units of the catalogue.
import type { CatalogueMetric, Dashboard, Unit } from "./api/model";
import {
  formatCount,
  formatDecimal,
  formatDuration,
  formatHours,
  formatPercent,
  formatPoints,
  formatRelative,
} from "./format";

export interface Rate {
  value: number | null;
  numerator: number;
  denominator: number;
  /** The ends of its 95 % interval. */
  low?: number | null;
  high?: number | null;
  /** Of a rate before: whether the difference from now may be chance. */
  is_noise?: boolean | null;
}

export interface Mean {
  value: number | null;
  count: number;
}

/** Every kind of number that the API answers. */
export type Value = number | Rate | Mean;

/** The rates that are answered beside the scalars: where, now and of the compared range. */
const RATES = {
  withdrawal_rate: ({ withdrawal }: Dashboard) => withdrawal.rate,
  accommodation_rate: ({ accommodation }: Dashboard) => accommodation.rate,
  opt_out_rate: ({ opt_out }: Dashboard) => opt_out.rate,
} as const;

const isBeside = (name: string): name is keyof typeof RATES => name in RATES;

/** A number of an answer's by its name; its type knows only those of when the page was built. */
export const named = (numbers: object, name: string) =>
  (numbers as Partial<Record<string, Value>>)[name];

/** A number of the dashboard by its name, however new it is. */
export function numberOf(dashboard: Dashboard | undefined, name: string): Value | undefined {
  if (!dashboard) return undefined;
  return isBeside(name) ? RATES[name](dashboard) : named(dashboard.scalars, name);
}

/** The same number of the compared range; undefined where nothing is compared. */
export function previousOf(dashboard: Dashboard | undefined, name: string): Value | undefined {
  const previous = dashboard?.previous;
  if (!previous) return undefined;
  return named(isBeside(name) ? previous : previous.scalars, name);
}

/** Whether the dashboard answers a metric by its name. */
export const isShown = ({ name, is_scalar }: CatalogueMetric) => is_scalar || isBeside(name);

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
  /** "−12.0%", "+0.4 pp", "×4.0", "new", "unchanged". */
  text: string;
  /** It may be chance. */
  isNoise: boolean;
  /** Null where neither direction is, or nothing is sure. */
  isGood: boolean | null;
}

/** Changes smaller than this round to nothing. */
const SMALLEST = 0.0005;

/** How a value differs from that of the days before; null where there is none now. */
export function compareValues(
  current: Value,
  previous: Value,
  { unit, better }: Pick<CatalogueMetric, "unit" | "better">,
): Change | null {
  const now = valueOf(current);
  const before = valueOf(previous);
  const inWords = (text: string) => ({ text, isNoise: false, isGood: null });
  if (now === null) return null;
  if (before === null) return inWords("new");
  const isPoints = unit === "percent";
  const difference = now - before;
  if (!isPoints && before === 0 && now !== 0) return inWords("new");
  const size = isPoints || before === 0 ? difference : difference / before;
  if (Math.abs(size) < SMALLEST) return inWords("unchanged");
  const isNoise =
    typeof previous === "object" && "is_noise" in previous && previous.is_noise === true;
  const isGood = !better || isNoise ? null : (better === "higher") === difference > 0;
  return {
    text: isPoints ? formatPoints(difference) : formatRelative(now, before),
    isNoise,
    isGood,
  };
}
