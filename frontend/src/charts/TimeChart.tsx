import { useId } from "react";
import { Area, Bar, Line, ReferenceLine, type BarShapeProps } from "recharts";

import type { Granularity } from "../api/model";
import type { Metric } from "../catalogue";
import { valueAxis, type ValueAxis } from "./axes";
import type { Flag } from "./flags";
import { drawBar, drawBefore, drawDot, Hatch } from "./marks";
import { Plot, RIGHT } from "./Plot";
import { describe, highestOf, type ChartPoint } from "./points";

/** What there is to know of a number to draw it. */
export type Drawn = Pick<Metric, "label" | "unit" | "kind" | "of">;

interface Props {
  metric: Drawn;
  points: ChartPoint[];
  granularity: Granularity;
  days: number;
  /** Days that are marked by a letter. */
  flags?: Flag[];
  /** What each bucket should come to. */
  target?: number | undefined;
  /** Which series are taken away. */
  off: ReadonlySet<string>;
  /** Where it is not from 0 to the highest. */
  axis?: ValueAxis;
  paperWidth: number;
  onOpen?: (point: ChartPoint) => void;
}

const EVERY_POINT = { isAnimationActive: false, connectNulls: false } as const;

/**
 * A number over time: counts as bars before those of the compared range, rates and means as lines,
 * rates within their interval. Calls have in them those that were answered, and their share.
 */
export function TimeChart(props: Props) {
  const { metric, points, granularity, days, flags = [], target, off, paperWidth, onOpen } = props;
  const hatch = useId();
  const { label, unit, kind } = metric;
  const highest = Math.max(highestOf(points), off.has("target") ? 0 : (target ?? 0));
  const { axis = valueAxis(highest, unit) } = props;
  const top = axis.ticks.at(-1) ?? 1;
  const isBars = kind === "count";
  const isOn = (key: string) => !off.has(key);
  const hasAnswered = isBars && points.some(({ answered }) => answered !== null);
  const hasRate = hasAnswered && isOn("answer_rate");
  return (
    <Plot
      label={`${label} by ${granularity}.`}
      points={points}
      granularity={granularity}
      days={days}
      axis={axis}
      rightAxis={hasRate ? valueAxis(1, "percent") : undefined}
      flags={isOn("flags") ? flags : []}
      describe={(point) => describe(point, metric, granularity)}
      onOpen={onOpen}
      paperWidth={paperWidth}
    >
      <defs>
        <Hatch id={hatch} color="var(--now)" />
      </defs>
      {isBars ? (
        <>
          {isOn("before") && (
            <Bar
              {...EVERY_POINT}
              dataKey="before"
              xAxisId="before"
              yAxisId="left"
              shape={drawBefore}
            />
          )}
          {isOn("now") && (
            <Bar
              {...EVERY_POINT}
              dataKey="value"
              xAxisId="now"
              yAxisId="left"
              shape={(bar: BarShapeProps) =>
                drawBar(bar, { color: hasAnswered ? "var(--part-2)" : "var(--now)", hatch })
              }
            />
          )}
          {hasAnswered && isOn("answered") && (
            <Bar
              {...EVERY_POINT}
              dataKey="answered"
              xAxisId="inside"
              yAxisId="left"
              shape={(bar: BarShapeProps) => drawBar(bar, { color: "var(--part-1)", hatch })}
            />
          )}
          {hasRate && (
            <Line
              {...EVERY_POINT}
              dataKey="answerRate"
              xAxisId="now"
              yAxisId={RIGHT}
              type="linear"
              stroke="var(--part-3)"
              strokeWidth={2}
              dot={false}
            />
          )}
        </>
      ) : (
        <Lines points={points} top={top} isOn={isOn} />
      )}
      {target !== undefined && isOn("target") && (
        <ReferenceLine
          y={target}
          xAxisId="now"
          yAxisId="left"
          stroke="var(--text-muted)"
          strokeWidth={1.25}
          strokeDasharray="6 4"
        />
      )}
    </Plot>
  );
}

interface LinesProps {
  points: ChartPoint[];
  /** Where the axis ends; what is above is cut off. */
  top: number;
  isOn: (key: string) => boolean;
}

/** A rate or mean; the compared range is dotted. */
function Lines({ points, top, isOn }: LinesProps) {
  const axes = { xAxisId: "now", yAxisId: "left", type: "linear" } as const;
  return (
    <>
      {isOn("band") && points.some(({ band }) => band) && (
        <Area
          {...EVERY_POINT}
          {...axes}
          dataKey={({ band }: ChartPoint) => band && [band[0], Math.min(band[1], top)]}
          stroke="none"
          fill="var(--band)"
          fillOpacity={1}
          dot={false}
        />
      )}
      {isOn("before") && (
        <Line
          {...EVERY_POINT}
          {...axes}
          dataKey="before"
          stroke="var(--before)"
          strokeWidth={1.5}
          strokeDasharray="1 3.5"
          strokeLinecap="round"
          dot={false}
        />
      )}
      {isOn("now") && (
        <Line
          {...EVERY_POINT}
          {...axes}
          dataKey="value"
          stroke="var(--now)"
          strokeWidth={2}
          strokeLinejoin="round"
          dot={drawDot}
        />
      )}
    </>
  );
}
