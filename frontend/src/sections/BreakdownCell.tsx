import type { ReactNode } from "react";

import { Change } from "../components/Change";
import { Counted } from "../components/Counted";
import { Nothing } from "../components/Nothing";
import { formatCount, formatSigned } from "../format";
import { compareValues, formatValue, isRate, valueOf, type Mean, type Value } from "../metrics";
import type { RowsQuestion } from "../rows";
import { numbersOf, previousOf, valueOfKey, type BreakdownRow } from "./breakdown";
import { classOf, differenceOf, type Column } from "./columns";
import { RateCell } from "./RateCell";

/** What the rows of a table have in common. */
export interface Scene {
  /** The dimension, and the filter of the page that has its values. */
  by: "campaign" | "source";
  filter: string;
  /** Of all rows together, by metric. */
  overall: Map<string, number | null>;
  /** Where a full bar ends, by metric. */
  scales: Map<string, number>;
  /** What was searched for. */
  words: string[];
}

interface CellProps {
  scene: Scene;
  row: BreakdownRow;
  column: Column;
}

/** A number of a row, or how it changed. */
export function BreakdownCell(props: CellProps) {
  const { column } = props;
  return (
    <td className={classOf(column)}>
      {column.shows === "value" ? <ValueCell {...props} /> : <ChangeCell {...props} />}
    </td>
  );
}

/** The rows behind a cell; those of the total are behind the whole. */
function questionOf({ scene, row, column: { metric } }: CellProps): RowsQuestion {
  const whole = { title: metric.label, rows: metric.rows, metric: metric.name };
  if (row.key === null) return whole;
  const cell = { by: scene.by, value: valueOfKey(row.key) };
  return { ...whole, title: `${metric.label}, ${row.label}`, cell };
}

function ValueCell(props: CellProps) {
  const { scene, row, column } = props;
  const { name, unit } = column.metric;
  const value = numbersOf(row)[name];
  const number = value === undefined ? null : valueOf(value);
  if (value === undefined || number === null) return <Nothing />;
  const opens = (text: ReactNode) => <Counted question={questionOf(props)}>{text}</Counted>;
  if (isRate(value)) {
    const overall = scene.overall.get(name) ?? null;
    return (
      <RateCell rate={value} overall={overall} scale={scene.scales.get(name) ?? 1} opens={opens} />
    );
  }
  const text = formatValue(number, unit);
  return (
    <>
      {number === 0 ? text : opens(text)}
      {typeof value === "object" && <Size {...value} />}
    </>
  );
}

const Size = ({ count }: Mean) => <small> of {formatCount(count)}</small>;

/** "40.7% of 212 calls". */
function sayBefore(value: Value, { unit, of }: Column["metric"]): string {
  const number = valueOf(value) ?? 0;
  const size = typeof value === "number" ? null : isRate(value) ? value.denominator : value.count;
  const whole = size === null ? "" : ` of ${formatCount(size)} ${of.at(-1) ?? ""}`;
  return formatValue(number, unit) + whole.trimEnd();
}

function ChangeCell({ row, column: { metric } }: CellProps) {
  const [value, previous] = [numbersOf(row)[metric.name], previousOf(row)?.[metric.name]];
  const difference = differenceOf(row, metric.name);
  if (!previousOf(row)?.total_calls) return <span className="muted">new</span>;
  if (value === undefined || previous === undefined || difference === undefined) return <Nothing />;
  const change = compareValues(value, previous, metric);
  if (difference === 0 || change?.text === "unchanged") return <span className="muted">±0</span>;
  // A few more or fewer say more than a share of a few.
  if (metric.unit === "count") return formatSigned(difference);
  return (
    <span title={`from ${sayBefore(previous, metric)}`}>
      <Change metric={metric} value={value} previous={previous} isShort />
    </span>
  );
}
