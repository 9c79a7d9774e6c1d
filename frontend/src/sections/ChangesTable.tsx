import { useRef, type ReactNode } from "react";

import type { CatalogueMetric, Unit } from "../api/model";
import { Counted } from "../components/Counted";
import { NOTHING, formatCount, formatPoints } from "../format";
import { formatValue } from "../metrics";
import { valueOfKey } from "./breakdown";
import { nameLargest, roundToSum, type Changes, type Contribution } from "./changes";
import { formatAdded } from "./changeWords";
import { PHONE, useMedia } from "./media";
import { RowName } from "./RowName";
import { useRoving } from "./roving";

interface Props {
  by: "campaign" | "source";
  /** "Campaign". */
  noun: string;
  filter: string;
  metric: CatalogueMetric;
  changes: Changes;
}

/** A row of the table: one campaign, or several together. */
interface Line {
  key: string;
  name: ReactNode;
  /** Before and now. */
  ends: ReactNode;
  own: number;
  mix: number;
  isFine?: boolean;
}

/** What rows add to a change: those that add most, all others, and their sum. */
export function ChangesTable(props: Props) {
  const { by, noun, metric, changes } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const lines = linesOf(props);
  const keys = useRoving({ body, count: lines.length });
  // A phone has no room for a column more, so they stand below the name.
  const isPhone = useMedia(PHONE);
  const whole = changes.now - changes.before;
  const most = Math.max(...lines.map(({ own, mix }) => Math.abs(own) + Math.abs(mix))) || 1;
  const added = sayAdded(
    lines.map(({ own, mix }) => own + mix),
    whole,
    metric.unit,
  );
  return (
    <table className="adds">
      <caption className="visually-hidden">What changed, by {by}</caption>
      <thead>
        <tr>
          <th scope="col">{isPhone ? `${noun}, before → now` : noun}</th>
          {!isPhone && (
            <th scope="col" className="num ends">
              Before → now
            </th>
          )}
          <th scope="col" className="num added">
            {metric.unit === "percent" ? "Adds pp" : "Adds"}
          </th>
          <td className="bar-head" />
        </tr>
      </thead>
      <tbody ref={body} {...keys}>
        {lines.map((line, index) => (
          <tr key={line.key} data-index={index} className={line.isFine ? "fine" : undefined}>
            <NameAndEnds name={line.name} ends={line.ends} isPhone={isPhone} />
            <td className="num">
              <data value={line.own + line.mix}>{added[index]}</data>
            </td>
            <td className="bar-cell">
              <Bars own={line.own} mix={line.mix} most={most} />
            </td>
          </tr>
        ))}
        <tr className="sum">
          <NameAndEnds
            name="Together"
            ends={
              <>
                {changes.isNoise && <Noise />}
                {formatValue(changes.before, metric.unit)} → {formatValue(changes.now, metric.unit)}
              </>
            }
            isPhone={isPhone}
          />
          <td className="num">
            <data value={whole}>{sayAdded([whole], whole, metric.unit)[0]}</data>
          </td>
          <td />
        </tr>
      </tbody>
    </table>
  );
}

/** The cells of a name and of its numbers before and now; on a phone one cell. */
function NameAndEnds({ name, ends, isPhone }: Pick<Line, "name" | "ends"> & { isPhone: boolean }) {
  if (!isPhone) {
    return (
      <>
        <th scope="row">{name}</th>
        <td className="num ends muted">{ends}</td>
      </>
    );
  }
  return (
    <th scope="row">
      {name}
      {ends && <small className="ends">{ends}</small>}
    </th>
  );
}

/** Numbers beside their sum: rates in points without their unit, which the head says. */
function sayAdded(parts: number[], whole: number, unit: Unit): string[] {
  if (unit !== "percent") return parts.map((part) => formatAdded(part, unit));
  // Tenths of points that add up to the whole's, as the eye adds them.
  return roundToSum(
    parts.map((part) => part * 1000),
    whole * 1000,
  ).map((tenths) => formatPoints(tenths / 1000).replace(" pp", ""));
}

function linesOf({ by, filter, metric, changes, noun }: Props): Line[] {
  const { named, others } = nameLargest(changes);
  const { overlap } = changes;
  const lines: Line[] = named.map((part) => ({
    key: valueOfKey(part.key),
    name: <RowName row={part} filter={filter} />,
    ends: <Ends part={part} by={by} metric={metric} />,
    own: part.own,
    mix: part.mix,
  }));
  if (others) {
    const name = `${formatCount(others.count)} others`;
    lines.push({ key: "others", name, ends: null, own: others.own, mix: others.mix, isFine: true });
  }
  const isCount = metric.kind === "count";
  if (Math.abs(overlap.adds) > 1e-9 || (isCount && overlap.now !== 0)) {
    const ends = isCount && (
      <>
        {formatAdded(overlap.before, metric.unit)} → {formatAdded(overlap.now, metric.unit)}
      </>
    );
    const name = `In several ${noun.toLowerCase()}s`;
    lines.push({ key: "overlap", name, ends, own: overlap.adds, mix: 0, isFine: true });
  }
  return lines;
}

/** Stands before a change that may be chance. */
const Noise = () => (
  <>
    <span aria-hidden="true">≈ </span>
    <span className="visually-hidden">within noise, </span>
  </>
);

/** "≈ 23.4% → 17.8%"; the number of now opens its rows. */
function Ends({ part, by, metric }: { part: Contribution } & Pick<Props, "by" | "metric">) {
  const { now, before, isNoise, key, label } = part;
  const say = (value: number | null) =>
    value === null ? NOTHING : formatValue(value, metric.unit);
  const question = {
    title: `${metric.label}, ${label}`,
    rows: metric.rows,
    metric: metric.name,
    cell: { by, value: valueOfKey(key) },
  };
  return (
    <>
      {isNoise && <Noise />}
      {say(before)} → {now ? <Counted question={question}>{say(now)}</Counted> : say(now)}
    </>
  );
}

/** What a row's own number adds solid, what its share adds pale, both from the middle outwards. */
function Bars({ own, mix, most }: { own: number; mix: number; most: number }) {
  const place = (value: number) => (48 * value) / most;
  const piece = (value: number, start: number, className: string) =>
    value !== 0 && (
      <rect
        className={`${value > 0 ? "more-bar" : "less-bar"} ${className}`}
        x={`${50 + place(Math.min(start, start + value))}%`}
        y="4"
        width={`${place(Math.abs(value))}%`}
        height="12"
      />
    );
  return (
    <svg className="diverge" aria-hidden="true">
      {piece(own, 0, "")}
      {piece(mix, own * mix > 0 ? own : 0, "mix")}
    </svg>
  );
}
