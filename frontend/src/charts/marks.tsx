// What Recharts draws of one point: bars, the hatched ones of buckets that are not over, and dots.
import { Rectangle, type BarShapeProps, type DotItemDotProps } from "recharts";

import { surenessOf, type ChartPoint } from "./points";

/** Of few points the bars would else be as wide as the chart. */
const MOST_WIDTH = 120;

/** Above this many points the line alone is legible. */
const MOST_DOTS = 92;

/** The pattern of bars that are not over, to be referred to by its id. */
export function Hatch({ id, color }: { id: string; color: string }) {
  return (
    <pattern
      id={id}
      width="5"
      height="5"
      patternUnits="userSpaceOnUse"
      patternTransform="rotate(45)"
    >
      <path d="M1 0V5" stroke={color} strokeWidth="2" />
    </pattern>
  );
}

/** Of its slot, which it stands in the middle of. */
const SHARE = { now: 0.46, before: 0.86 };

function fit(bar: BarShapeProps, share: number): BarShapeProps {
  const width = Math.min(bar.width * share, MOST_WIDTH * share);
  return { ...bar, width, x: bar.x + (bar.width - width) / 2 };
}

interface BarStyle {
  color: string;
  hatch: string;
}

/** A bar, hatched where its bucket is not over. */
export function drawBar(bar: BarShapeProps, { color, hatch }: BarStyle) {
  const { is_partial } = bar.payload as ChartPoint;
  const look = is_partial ? { fill: `url(#${hatch})`, stroke: color } : { fill: color };
  return <Rectangle {...fit(bar, SHARE.now)} {...look} />;
}

/** A pale bar of the compared range, with a line where it ends. */
export function drawBefore(bar: BarShapeProps) {
  const { x, y, width, height } = fit(bar, SHARE.before);
  return (
    <g>
      <rect x={x} y={y} width={width} height={Math.max(height, 0)} fill="var(--before-soft)" />
      <path d={`M${x} ${y}h${width}`} stroke="var(--before)" strokeWidth="1.5" />
    </g>
  );
}

/** A dot, the paler the wider its interval; a ring where its bucket is not over. */
export function drawDot({ cx, cy, payload, key, points, index }: DotItemDotProps) {
  const point = payload as ChartPoint;
  const { is_partial, value } = point;
  const isAlone = [points[index - 1], points[index + 1]].every((each) => each?.y == null);
  const isSeen = is_partial || points.length <= MOST_DOTS || isAlone;
  if (cx === undefined || cy === undefined || value === null || !isSeen) return <g key={key} />;
  return (
    <g key={key}>
      <circle cx={cx} cy={cy} r="4.25" fill="var(--surface)" />
      <circle
        cx={cx}
        cy={cy}
        r="3.5"
        fill={is_partial ? "var(--surface)" : "var(--now)"}
        fillOpacity={surenessOf(point.band)}
        stroke={is_partial ? "var(--now)" : "none"}
        strokeWidth="2"
      />
    </g>
  );
}
