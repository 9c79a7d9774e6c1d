import type { Dashboard } from "../api/model";
import { explain, type Metric } from "../catalogue";
import { useCatalogue } from "../context";
import { describePrevious } from "../filters";
import { compareValues, formatParts, formatValue, scalarOf, valueOf, type Value } from "../metrics";
import { Definition } from "./Definition";
import { MetricValue } from "./MetricValue";

interface TileProps {
  metric: Metric;
  /** Undefined while it is on its way. */
  value: Value | undefined;
  previous?: Value | undefined;
  /** Keeps a line for the change, so that tiles beside each other line up. */
  isCompared?: boolean;
}

/** One number: what it is made of, and how it changed. */
export function Tile({ metric, value, previous, isCompared = false }: TileProps) {
  const { label, of, is_headline } = metric;
  const meaning = explain(useCatalogue(), metric);
  return (
    <div className={is_headline ? "tile tile-headline" : "tile"}>
      <dt>
        {label} <Definition label={label} meaning={meaning} />
      </dt>
      <dd className="tile-value">
        <MetricValue metric={metric} value={value} />
      </dd>
      {(of.length > 0 || is_headline) && (
        <dd className="tile-parts">
          {value === undefined ? (
            <span className="skeleton">{formatParts(placeholderOf(metric), of)}</span>
          ) : (
            formatParts(value, of)
          )}
        </dd>
      )}
      {isCompared && (
        <dd className="tile-change">
          {value === undefined ? (
            <span className="skeleton">▲ +88.8% from 8,888</span>
          ) : (
            previous !== undefined && (
              <ChangeText metric={metric} value={value} previous={previous} />
            )
          )}
        </dd>
      )}
    </div>
  );
}

/** A value as long as most, so that the lines break where they will break. */
function placeholderOf({ kind }: Metric): Value {
  if (kind === "rate") return { value: 0, numerator: 8888, denominator: 8888 };
  return kind === "mean" ? { value: 0, count: 8888 } : 8888;
}

const ARROWS = { up: "▲", down: "▼", same: "=" };
const SPOKEN = { up: "up", down: "down", same: "unchanged," };

function ChangeText({
  metric,
  value,
  previous,
}: {
  metric: Metric;
  value: Value;
  previous: Value;
}) {
  const before = valueOf(previous);
  const formatted = before === null ? "no value" : formatValue(before, metric.unit);
  const change = compareValues(value, previous, metric);
  if (!change) return <span className="change">before: {formatted}</span>;
  const tone = change.isGood === null ? "" : change.isGood ? " change-good" : " change-bad";
  return (
    <>
      <span className={`change${tone}`}>
        <span aria-hidden="true">{ARROWS[change.direction]} </span>
        <span className="visually-hidden">{SPOKEN[change.direction]} </span>
        {change.text}
      </span>{" "}
      <span className="change-before">from {formatted}</span>
    </>
  );
}

interface Props {
  dashboard: Dashboard | undefined;
  isCompared: boolean;
}

/** Every number that the dashboard answers: the headlines large, the others below, by section. */
export function Tiles({ dashboard, isCompared }: Props) {
  const metrics = useCatalogue().metrics.filter(({ is_scalar }) => is_scalar);
  const sections = new Set(metrics.map(({ section }) => section));
  const others = [...sections].flatMap((section) =>
    metrics.filter((metric) => !metric.is_headline && metric.section === section),
  );
  const tilesOf = (shown: Metric[]) =>
    shown.map((metric) => (
      <Tile
        key={metric.name}
        metric={metric}
        value={scalarOf(dashboard, metric.name)}
        previous={scalarOf(dashboard?.previous, metric.name)}
        isCompared={isCompared}
      />
    ));
  return (
    <>
      {isCompared && (
        <p className="note">
          {dashboard ? (
            dashboard.previous && describePrevious(dashboard.previous)
          ) : (
            <span className="skeleton">Compared with 28 Feb 2024, 00:00 to 9 Mar 2024, 12:00</span>
          )}
        </p>
      )}
      <dl className="tiles tiles-headline">
        {tilesOf(metrics.filter(({ is_headline }) => is_headline))}
      </dl>
      <dl className="tiles">{tilesOf(others)}</dl>
    </>
  );
}
