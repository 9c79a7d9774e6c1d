import { useId } from "react";
import {
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  Rectangle,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
  type BarShapeProps,
  type DotItemDotProps,
} from "recharts";

import type { Granularity, Unit } from "../api/model";
import { formatBucket, formatCompact, formatTick, formatWholePercent } from "../format";
import { formatValue } from "../metrics";
import { usePrinting } from "../printing";
import { useOpenRows, type RowsQuestion } from "../rows";
import { hourTicks, isAlone, quarterTicks, valueAt, type Point, type Series } from "../series";

interface Props {
  label: string;
  kind: "bars" | "line";
  isStacked?: boolean;
  points: Point[];
  series: Series[];
  unit: Unit;
  granularity: Granularity;
  days: number;
  domain?: [number, number];
  isWide?: boolean;
  /** Which rows are behind a point; a click on it shows them. */
  rowsBehind?: ((point: Point, key: string) => RowsQuestion) | undefined;
}

const MOST_DOTS = 62;

/** On A4 or letter, in pixels; the style sheet fits it to what there is. */
const PAPER = { half: 400, whole: 830, height: 120 };

const formatAxis = (value: number, unit: Unit) => {
  if (unit === "percent") return formatWholePercent(value);
  if (unit === "hours") return `${formatCompact(value / 3600)} h`;
  return formatCompact(value);
};

/** The drawing of a chart; arrow keys move along its points. */
export function Plot(props: Props) {
  const { label, kind, isStacked, points, series, unit, granularity, days, domain } = props;
  const { rowsBehind, isWide = false } = props;
  const isPrinting = usePrinting();
  const openRows = useOpenRows();
  const id = useId();
  const hours = unit === "hours" ? hourTicks(points, series) : undefined;
  const pattern = (key: string) => `partial-${id}-${key}`;

  function open(point: Point, key: string) {
    if (rowsBehind && openRows) openRows(rowsBehind(point, key));
  }

  /** A bar whose bucket is not all there is hatched. */
  function drawBar(bar: BarShapeProps, { key, color }: Series) {
    const { is_partial } = bar.payload as Point;
    return <Rectangle {...bar} fill={is_partial ? `url(#${pattern(key)})` : color} />;
  }

  /** A dot is hollow where its bucket is not all there; many whole ones go without. */
  function drawDot({ cx, cy, payload, key }: DotItemDotProps, { key: name, color }: Series) {
    const point = payload as Point;
    const { is_partial } = point;
    const isSeen = is_partial || points.length <= MOST_DOTS || isAlone(points, point, name);
    if (cx === undefined || cy === undefined || !isSeen) {
      return <g key={key} />;
    }
    return (
      <circle
        key={key}
        cx={cx}
        cy={cy}
        r={is_partial ? 4 : 2.5}
        fill={is_partial ? "var(--surface)" : color}
        stroke={color}
        strokeWidth={1.5}
      />
    );
  }

  return (
    <ResponsiveContainer
      width={isPrinting ? (isWide ? PAPER.whole : PAPER.half) : "100%"}
      height={isPrinting ? PAPER.height : "100%"}
      initialDimension={{ width: 480, height: 220 }}
    >
      <ComposedChart
        data={points}
        title={label}
        margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
        barCategoryGap="18%"
      >
        <defs>
          {series.map(({ key, color }) => (
            <pattern
              key={key}
              id={pattern(key)}
              width="6"
              height="6"
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <rect width="6" height="6" fill={color} opacity="0.25" />
              <rect width="2.5" height="6" fill={color} />
            </pattern>
          ))}
        </defs>
        <CartesianGrid vertical={false} stroke="var(--grid)" />
        <XAxis
          dataKey="bucket_start"
          tickFormatter={(start: string) => formatTick(start, granularity, days)}
          {...(granularity === "hour"
            ? { ticks: quarterTicks(points, days), interval: "equidistantPreserveStart" as const }
            : { minTickGap: 28 })}
          tickLine={false}
          stroke="var(--border-strong)"
          tick={{ fill: "var(--text-muted)", fontSize: 12 }}
        />
        <YAxis
          width={46}
          allowDecimals={unit !== "count"}
          tickCount={domain ? 5 : 4}
          domain={domain ?? [0, hours?.at(-1) ?? "auto"]}
          {...(hours ? { ticks: hours } : {})}
          tickFormatter={(value: number) => formatAxis(value, unit)}
          tickLine={false}
          axisLine={false}
          tick={{ fill: "var(--text-muted)", fontSize: 12 }}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: "var(--surface-sunken)", stroke: "var(--border)" }}
          content={({ active, payload }) => {
            const point = payload[0]?.payload as Point | undefined;
            if (!active || !point) return null;
            return (
              <PointTooltip point={point} series={series} unit={unit} granularity={granularity} />
            );
          }}
        />
        {series.map((each) =>
          kind === "bars" ? (
            <Bar
              key={each.key}
              dataKey={each.key}
              name={each.label}
              fill={each.color}
              isAnimationActive={false}
              maxBarSize={44}
              {...(isStacked ? { stackId: "all" } : {})}
              shape={(bar: BarShapeProps) => drawBar(bar, each)}
              onClick={(bar) => {
                open(bar.payload as Point, each.key);
              }}
            />
          ) : (
            <Line
              key={each.key}
              dataKey={each.key}
              name={each.label}
              stroke={each.color}
              strokeWidth={2}
              isAnimationActive={false}
              dot={(dot: DotItemDotProps) => drawDot(dot, each)}
              activeDot={{
                onClick: (_, dot) => {
                  open((dot as unknown as { payload: Point }).payload, each.key);
                },
              }}
            />
          ),
        )}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

type TooltipProps = Pick<Props, "series" | "unit" | "granularity"> & { point: Point };

function PointTooltip({ point, series, unit, granularity }: TooltipProps) {
  return (
    <div className="plot-tooltip">
      <b>{formatBucket(point, granularity)}</b>
      {point.is_partial && <span className="partial-note">part of the {granularity} only</span>}
      {series.map(({ key, label }) => {
        const value = valueAt(point, key);
        return (
          <span key={key}>
            {label}: <b>{value === null ? "no value" : formatValue(value, unit)}</b>
          </span>
        );
      })}
    </div>
  );
}
