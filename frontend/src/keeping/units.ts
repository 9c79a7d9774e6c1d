// Numbers as people type them: percent for fractions, minutes and hours for seconds.
import type { Unit } from "../api/model";

const FACTORS: Record<Unit, { factor: number; word: string }> = {
  percent: { factor: 100, word: "%" },
  duration: { factor: 1 / 60, word: "minutes" },
  hours: { factor: 1 / 3600, word: "hours" },
  count: { factor: 1, word: "" },
  decimal: { factor: 1, word: "" },
};

/** What stands behind a field of the unit. */
export const wordOf = (unit: Unit) => FACTORS[unit].word;

/** A value in a field; no more digits than anybody types. */
export const toField = (value: number, unit: Unit) =>
  String(Number((value * FACTORS[unit].factor).toFixed(4)));

/** What was typed, in the API's unit; null where it is no number. */
export function fromField(text: string, unit: Unit): number | null {
  const value = Number(text.replace(",", "."));
  return text.trim() && Number.isFinite(value) && value >= 0 ? value / FACTORS[unit].factor : null;
}
