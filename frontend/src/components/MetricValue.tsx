import type { Metric } from "../catalogue";
import { formatValue, valueOf, type Value } from "../metrics";
import { Counted } from "./Counted";
import { Nothing } from "./Nothing";

interface Props {
  metric: Metric;
  /** Undefined while it is on its way. */
  value: Value | undefined;
  /** What the rows behind it are called, where not by the metric's label. */
  title?: string;
}

/** The number itself, which opens the rows behind it. */
export function MetricValue({ metric, value, title = metric.label }: Props) {
  const number = value === undefined ? undefined : valueOf(value);
  if (number === undefined) return <span className="skeleton">0,000</span>;
  if (number === null) return <Nothing />;
  const text = formatValue(number, metric.unit);
  return (
    <data value={number} data-metric={metric.name}>
      {number === 0 ? (
        text
      ) : (
        <Counted question={{ title, rows: metric.rows, metric: metric.name }}>{text}</Counted>
      )}
    </data>
  );
}
