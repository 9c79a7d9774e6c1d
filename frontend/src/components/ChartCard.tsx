import { useId, useState, type ReactNode } from "react";

import type { Granularity, Unit } from "../api/model";
import type { Meaning } from "../catalogue";
import { countDays } from "../dates";
import { hasValues, summarize, type Point, type Series } from "../series";
import type { RowsQuestion } from "../rows";
import { Card } from "./Card";
import { ChartTable } from "./ChartTable";
import { Plot } from "./Plot";

interface ChartAnswer {
  filters: { start_date: string; end_date: string; granularity: Granularity };
}

interface Props {
  title: string;
  meaning: Meaning;
  kind?: "bars" | "line";
  isStacked?: boolean;
  isWide?: boolean;
  series: Series[];
  unit?: Unit;
  domain?: [number, number];
  /** Undefined while it is on its way. */
  answer: ChartAnswer | undefined;
  points: Point[] | undefined;
  isStale: boolean;
  /** Why there is no newer answer. */
  failure?: ReactNode;
  /** Links to the files of its numbers. */
  files: ReactNode;
  /** Stands above the drawing. */
  note?: ReactNode;
  rowsBehind?: (point: Point, key: string) => RowsQuestion;
}

/** A chart with its definition, its table and its files. */
export function ChartCard(props: Props) {
  const { title, meaning, kind = "bars", series, unit = "count" } = props;
  const {
    answer,
    points,
    isStale,
    failure,
    isWide = false,
    isStacked = false,
    domain,
    note,
  } = props;
  const [isTable, setIsTable] = useState(false);
  const tableId = useId();
  const isEmpty = points !== undefined && !hasValues(points, series, unit);
  return (
    <Card
      title={title}
      meaning={meaning}
      isStale={isStale}
      failure={failure}
      isWide={isWide}
      actions={
        <>
          <button
            type="button"
            className="button-small"
            aria-pressed={isTable}
            aria-controls={tableId}
            aria-label={`Show ${title} as a table`}
            onClick={() => {
              setIsTable(!isTable);
            }}
          >
            Table
          </button>
          {props.files}
        </>
      }
    >
      {note && <div className="note">{note}</div>}
      {!(failure && !points) && <Legend series={series} points={points ?? []} />}
      <div className={props.rowsBehind ? "plot plot-opens" : "plot"}>
        {!answer || !points ? (
          !failure && <div className="skeleton plot-skeleton" />
        ) : (
          <>
            {!isTable && isEmpty && <p className="plot-empty">Nothing in this range.</p>}
            {!isTable && !isEmpty && (
              <Plot
                label={`${title}. ${summarize(points, series, unit, answer.filters.granularity)}`}
                kind={kind}
                isStacked={isStacked}
                points={points}
                series={series}
                unit={unit}
                isWide={isWide}
                granularity={answer.filters.granularity}
                days={countDays({ start: answer.filters.start_date, end: answer.filters.end_date })}
                {...(domain ? { domain } : {})}
                rowsBehind={props.rowsBehind}
              />
            )}
            {/* A region that scrolls has to be reached by keyboard. */}
            <div
              id={tableId}
              className={isTable ? "plot-table" : "visually-hidden"}
              // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
              tabIndex={isTable ? 0 : -1}
              role="group"
              aria-label={`${title}, as a table`}
            >
              <ChartTable
                caption={title}
                points={points}
                series={series}
                unit={unit}
                granularity={answer.filters.granularity}
                // No button where it cannot be seen: the table is there for reading aloud, too.
                rowsBehind={isTable ? props.rowsBehind : undefined}
              />
            </div>
          </>
        )}
      </div>
    </Card>
  );
}

/** Names the series where there are several, and what a hatched bar is where there is one. */
function Legend({ series, points }: { series: Series[]; points: Point[] }) {
  const hasPartial = points.some((point) => point.is_partial);
  return (
    <ul className="legend" aria-hidden="true">
      {series.length > 1 &&
        series.map(({ key, label, color }) => (
          <li key={key}>
            <svg viewBox="0 0 10 10" width="10" height="10">
              <rect width="10" height="10" rx="2" fill={color} />
            </svg>
            {label}
          </li>
        ))}
      {hasPartial && (
        <li>
          <svg viewBox="0 0 10 10" width="10" height="10" className="legend-partial">
            <path d="M0 10 10 0M0 5 5 0M5 10l5-5" />
          </svg>
          partly covered
        </li>
      )}
    </ul>
  );
}
