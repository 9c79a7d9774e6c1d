// What the legend of a number over time names.
import type { Breakdown } from "../api/model";
import type { Metric } from "../catalogue";
import { formatDaysBeside } from "../format";
import { SWATCHES, type Entry } from "./Legend";
import { partialNote } from "./partial";
import type { ChartPoint } from "./points";

export function entriesOf(
  { filters, previous }: Breakdown,
  { kind }: Metric,
  points: ChartPoint[],
  hasFlags: boolean,
  /** In words, where there is one. */
  target?: string,
): Entry[] {
  const isBars = kind === "count";
  const { bar, hatched, before, line, dotted, band, ring, flag } = SWATCHES;
  const { start_date, end_date } = filters;
  const hasAnswered = points.some(({ answered }) => answered !== null);
  const entries: Entry[] = [
    {
      key: "now",
      label: formatDaysBeside(start_date, end_date, previous?.start_date ?? end_date),
      swatch: isBars ? bar(hasAnswered ? "var(--part-2)" : "var(--now)") : line("var(--now)"),
    },
  ];
  if (hasAnswered) {
    entries.push(
      { key: "answered", label: "answered", swatch: bar("var(--part-1)") },
      { key: "answer_rate", label: "answer rate", swatch: line("var(--part-3)") },
    );
  }
  if (previous) {
    entries.push({
      key: "before",
      label: formatDaysBeside(previous.start_date, previous.end_date, end_date),
      swatch: isBars ? before : dotted,
    });
  }
  if (points.some((point) => point.band)) {
    entries.push({ key: "band", label: "95% interval", swatch: band });
  }
  if (hasFlags) entries.push({ key: "flags", label: "launches and notes", swatch: flag });
  if (target) entries.push({ key: "target", label: target, swatch: SWATCHES.target });
  for (const label of new Set(points.map(partialNote).filter(Boolean))) {
    const swatch = isBars ? hatched("var(--now)") : ring;
    entries.push({ key: label, label, swatch, isFixed: true });
  }
  return entries;
}
