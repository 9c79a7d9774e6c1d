// Numbers by a dimension, as the sections of the page read them.
import type { Rate, Value } from "../metrics";
import { formatCount } from "../format";
import { addShares, type Share } from "./intervals";

/** One value of a dimension, or all of them together, with its numbers by their names. */
export type Numbers = Partial<Record<string, Value>>;

/** What tells a row apart: an id, a name, an hour of the week; null for all rows together. */
export type Key = string | number | { weekday: number; hour: number } | null;

/** A key as the parameter `value` of the rows behind a cell says it. */
export const valueOfKey = (key: Key) =>
  typeof key === "object" && key ? `${key.weekday}-${key.hour}` : String(key);

interface Answered {
  scalars: object;
  withdrawal_rate?: Value;
  accommodation_rate?: Value;
  opt_out_rate?: Value;
}

export interface BreakdownRow extends Answered {
  key: Key;
  label: string;
  /** The same numbers of the compared range; null where nothing is compared. */
  previous: object | null;
}

export interface Breakdown {
  rows: BreakdownRow[];
  total: object;
  previous: (Answered & { rows: BreakdownRow[] }) | null;
}

/** All numbers of a row, or of the compared range, in one place. */
export function numbersOf(row: Answered): Numbers {
  const { scalars, withdrawal_rate, accommodation_rate, opt_out_rate } = row;
  const rates = { withdrawal_rate, accommodation_rate, opt_out_rate };
  return { ...rates, ...scalars };
}

export const previousOf = ({ previous }: BreakdownRow) => previous as Numbers | null;

/** The rates that the total does not name, of its scalars; others are of calls, which add up. */
const PARTS: Partial<Record<string, [numerator: string, denominator: string]>> = {
  opt_out_rate: ["opt_outs", "people_contacted"],
};

/** A number of all rows together; undefined where it is no number of a breakdown. */
export function totalOf({ rows, total }: Breakdown, name: string): Value | undefined {
  const numbers = total as Numbers;
  const parts = PARTS[name];
  if (parts) {
    const [numerator, denominator] = parts.map((part) => numbers[part]);
    return rateOf({ numerator: Number(numerator), denominator: Number(denominator) });
  }
  if (numbers[name] !== undefined) return numbers[name];
  const rates = rows.map((row) => numbersOf(row)[name]);
  return rates.every(
    (rate) => rate !== undefined && typeof rate === "object" && "denominator" in rate,
  )
    ? rateOf(addShares(rates))
    : undefined;
}

/** All rows together, as one more row. */
export function totalRow(answer: Breakdown, names: string[]): BreakdownRow {
  const scalars = Object.fromEntries(names.map((name) => [name, totalOf(answer, name)]));
  const previous = answer.previous && numbersOf(answer.previous);
  return { key: null, label: `All ${formatCount(answer.rows.length)}`, scalars, previous };
}

const rateOf = ({ numerator, denominator }: Share): Rate => ({
  value: denominator ? numerator / denominator : null,
  numerator,
  denominator,
});
