import type { Dashboard, Scalars } from "../api/model";
import { describePrevious } from "../filters";
import {
  METRICS,
  SCALARS,
  compareValues,
  formatParts,
  formatValue,
  valueOf,
  type Metric,
  type Value,
} from "../metrics";
import { Counted } from "./Counted";
import { Definition } from "./Definition";
import { Nothing } from "./Nothing";

interface TileProps {
  name: string;
  metric: Metric;
  /** Undefined while it is on its way. */
  value: Value | undefined;
  previous?: Value | undefined;
  /** Keeps a line for the change, so that tiles beside each other line up. */
  isCompared?: boolean;
}

/** One number: what it is made of, and how it changed. */
export function Tile({ name, metric, value, previous, isCompared = false }: TileProps) {
  const number = value === undefined ? undefined : valueOf(value);
  return (
    <div className={metric.isHeadline ? "tile tile-headline" : "tile"}>
      <dt>
        {metric.label} <Definition label={metric.label} component={metric.component} />
      </dt>
      <dd className="tile-value">
        {number === undefined ? (
          <span className="skeleton">0,000</span>
        ) : number === null ? (
          <Nothing />
        ) : (
          <data value={number} data-metric={name}>
            {number === 0 ? (
              formatValue(number, metric.unit)
            ) : (
              <Counted question={{ title: metric.label, metric: name }}>
                {formatValue(number, metric.unit)}
              </Counted>
            )}
          </data>
        )}
      </dd>
      {(metric.of !== undefined || metric.isHeadline === true) && (
        <dd className="tile-parts">
          {value === undefined ? (
            <span className="skeleton">{formatParts(placeholderOf(metric), metric.of)}</span>
          ) : (
            formatParts(value, metric.of)
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
function placeholderOf({ of }: Metric): Value {
  if (!of) return 8888;
  const [, denominator] = of;
  return denominator === undefined
    ? { value: 0, count: 8888 }
    : { value: 0, numerator: 8888, denominator: 8888 };
}

const ARROWS = { up: "▲", down: "▼", same: "=" };
const SPOKEN = { up: "up", down: "down", same: "unchanged," };

function ChangeText({ metric, value, previous }: { metric: Metric; value: Value; previous: Value }) {
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

/** Every scalar of the dashboard: the headlines large, the others below. */
export function Tiles({ dashboard, isCompared }: Props) {
  const tilesOf = (names: (keyof Scalars)[]) =>
    names.map((name) => (
      <Tile
        key={name}
        name={name}
        metric={METRICS[name]}
        value={dashboard?.scalars[name]}
        previous={dashboard?.previous?.scalars[name]}
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
        {tilesOf(SCALARS.filter((name) => METRICS[name].isHeadline))}
      </dl>
      <dl className="tiles">{tilesOf(SCALARS.filter((name) => !METRICS[name].isHeadline))}</dl>
    </>
  );
}
