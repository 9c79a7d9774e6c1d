import type { ReactNode } from "react";

import type { Metric } from "../catalogue";
import { Counted } from "../components/Counted";
import { Nothing } from "../components/Nothing";
import { formatCount, formatInterval, formatPercent } from "../format";
import { formatValue, isRate } from "../metrics";
import type { RowsQuestion } from "../rows";
import type { Column } from "./BucketTable";
import type { ChartPoint } from "./points";

/** What a value and those it is made of say; a value opens its rows. */
export function columnsOf(
  { label, unit, of, kind, name }: Metric,
  points: ChartPoint[],
  rowsOf: (point: ChartPoint) => RowsQuestion,
): Column<ChartPoint>[] {
  const say = (value: number | null): ReactNode =>
    value === null ? <Nothing /> : formatValue(value, unit);
  const columns: Column<ChartPoint>[] = [
    {
      label,
      cell: (point) =>
        point.value === null ? (
          <Nothing />
        ) : (
          <data value={point.value} data-series={name} data-start={point.bucket_start}>
            {isNone(point) ? (
              say(point.value)
            ) : (
              <Counted question={rowsOf(point)}>{say(point.value)}</Counted>
            )}
          </data>
        ),
    },
  ];
  if (kind === "rate") {
    columns.push(
      {
        label: of.join(" of "),
        cell: ({ whole }) =>
          typeof whole === "object" && isRate(whole)
            ? `${formatCount(whole.numerator)} of ${formatCount(whole.denominator)}`
            : null,
      },
      { label: "95% interval", cell: ({ band }) => (band ? formatInterval(...band) : <Nothing />) },
    );
  }
  if (kind === "mean") {
    columns.push({
      label: `Over ${of[0] ?? ""}`,
      cell: ({ whole }) =>
        typeof whole === "object" && !isRate(whole) ? formatCount(whole.count) : null,
    });
  }
  if (points.some(({ answered }) => answered !== null)) {
    columns.push(
      { label: "Answered", cell: ({ answered }) => formatCount(answered ?? 0) },
      {
        label: "Answer rate",
        cell: ({ answerRate }) => (answerRate === null ? <Nothing /> : formatPercent(answerRate)),
      },
    );
  }
  if (points.some(({ beforeBucket }) => beforeBucket)) {
    columns.push({ label: "Before", cell: ({ before }) => say(before) });
  }
  return columns;
}

/** Whether there are no rows behind a point. */
export const isNone = ({ whole }: ChartPoint) =>
  typeof whole === "number" ? whole === 0 : (isRate(whole) ? whole.denominator : whole.count) === 0;
