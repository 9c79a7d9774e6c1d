import { useState, type KeyboardEvent, type MouseEvent, type ReactNode } from "react";
import {
  CartesianGrid,
  ComposedChart,
  ReferenceLine,
  ResponsiveContainer,
  XAxis,
  YAxis,
  type LabelProps,
} from "recharts";

import type { Granularity } from "../api/model";
import { formatBucket, formatTick } from "../format";
import { usePrinting } from "../printing";
import type { BucketTimes as Bucket } from "../api/model";
import { partialNote } from "./partial";
import { timeTicks, type ValueAxis } from "./axes";
import type { Flag } from "./flags";

interface Props<Point extends Bucket> {
  /** What is drawn, in a sentence. */
  label: string;
  points: Point[];
  granularity: Granularity;
  days: number;
  axis: ValueAxis;
  /** Of what is drawn on another scale, to the right. */
  rightAxis?: ValueAxis | undefined;
  /** Days that are marked by a letter. */
  flags?: Flag[];
  /** A point's numbers, by name. */
  describe: (point: Point) => [name: string, number: string][];
  /** Shows the rows of a point; the pointer says whether of what is above the middle. */
  onOpen?: ((point: Point, isAbove?: boolean) => void) | undefined;
  /** Pixels that it is wide on paper. */
  paperWidth: number;
  /** What Recharts draws of the points. */
  children: ReactNode;
}

/** Room around what is drawn, in pixels: for numbers, letters and days. */
const ROOM = { left: 42, right: 6, top: 20, bottom: 24 };
const TEXT = { fill: "var(--text-muted)", fontSize: 12 };
const PAPER_HEIGHT = 160;

/** Bars of one axis stand beside each other; those of several axes one before the other. */
const LAYERS = ["now", "before", "inside"] as const;

/**
 * A chart over time. Pointer and arrow keys move along its points, a click and Enter show the rows
 * of one, Escape leaves.
 */
export function Plot<Point extends Bucket>(props: Props<Point>) {
  const { label, points, granularity, days, axis, rightAxis, flags = [], onOpen, children } = props;
  const isPrinting = usePrinting();
  const [at, setAt] = useState<number | null>(null);
  // Where a finger has been: the first touch shows the numbers, the second their rows.
  const [touched, setTouched] = useState<number | null>(null);
  // The pointer needs no telling of where it is.
  const [isByKeys, setIsByKeys] = useState(false);
  const room = { ...ROOM, right: rightAxis ? ROOM.left : ROOM.right };
  const here = at === null ? undefined : points[at];
  const title =
    here && [formatBucket(here, granularity), partialNote(here)].filter(Boolean).join(", ");
  const numbers = here ? props.describe(here) : [];
  const starts = points.map(({ bucket_start }) => bucket_start);

  function indexOf({ clientX, currentTarget }: MouseEvent<HTMLElement>): number {
    const box = currentTarget.getBoundingClientRect();
    const share = (clientX - box.left - room.left) / (box.width - room.left - room.right);
    return Math.min(Math.max(Math.floor(share * points.length), 0), points.length - 1);
  }

  function onKeyDown(event: KeyboardEvent) {
    const next = moveBy(event.key, at, points.length);
    setIsByKeys(true);
    if (next !== undefined) setAt(next);
    else if (event.key === "Escape" && here) setAt(null);
    else if (event.key === "Enter" && here) onOpen?.(here);
    else return;
    // Else Enter would also press what has the focus next, and arrows would scroll.
    event.preventDefault();
  }

  return (
    // Arrow keys belong to the chart while it has the focus, which is what the role says.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      className={onOpen ? "plot plot-opens" : "plot"}
      role="application"
      aria-label={`${label} Arrow keys move${onOpen ? ", Enter shows the rows" : ""}.`}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onKeyDown={onKeyDown}
      onBlur={({ currentTarget, relatedTarget }) => {
        // What is pressed may take the focus itself; drawn anew, it would not be clicked.
        if (!currentTarget.contains(relatedTarget)) setAt(null);
      }}
      onPointerMove={(event) => {
        setIsByKeys(false);
        setAt(indexOf(event));
      }}
      onPointerLeave={(event) => {
        if (event.pointerType === "mouse") setAt(null);
      }}
      onClick={(event) => {
        const index = indexOf(event);
        const { pointerType } = event.nativeEvent as PointerEvent;
        const isFirstTouch = pointerType === "touch" && touched !== index;
        setTouched(index);
        const point = points[index];
        const { top, height } = event.currentTarget.getBoundingClientRect();
        const middle = top + (height + room.top - room.bottom) / 2;
        if (point && !isFirstTouch) onOpen?.(point, event.clientY < middle);
      }}
    >
      <ResponsiveContainer
        width={isPrinting ? props.paperWidth : "100%"}
        height={isPrinting ? PAPER_HEIGHT : "100%"}
        initialDimension={{ width: 640, height: 248 }}
      >
        <ComposedChart
          data={points}
          accessibilityLayer={false}
          stackOffset="sign"
          barCategoryGap={0}
          margin={{ top: room.top, right: rightAxis ? 0 : room.right, bottom: 0, left: 0 }}
        >
          <CartesianGrid yAxisId="left" vertical={false} syncWithTicks stroke="var(--grid)" />
          {LAYERS.map((layer) => (
            <XAxis
              key={layer}
              xAxisId={layer}
              dataKey="bucket_start"
              scale="band"
              hide={layer !== "now"}
              height={layer === "now" ? room.bottom : 0}
              ticks={timeTicks(starts, granularity, days)}
              interval="equidistantPreserveStart"
              tickFormatter={(start: string) => formatTick(start, granularity, days)}
              tickLine={false}
              stroke="var(--line-strong)"
              tick={TEXT}
            />
          ))}
          <ValueScale axis={axis} width={room.left} />
          {rightAxis && <ValueScale axis={rightAxis} width={room.right} isRight />}
          {children}
          {flags.map(({ start, letter }) => (
            <ReferenceLine
              key={start}
              x={start}
              xAxisId="now"
              yAxisId="left"
              stroke="var(--text-muted)"
              strokeDasharray="2 3"
              label={(place: LabelProps) => <Letter place={place} letter={letter} />}
            />
          ))}
        </ComposedChart>
      </ResponsiveContainer>
      {at !== null && title && <Cursor {...{ at, room, title, numbers }} count={points.length} />}
      <p className="visually-hidden" role="status">
        {isByKeys && title && [title, ...numbers.map((each) => each.join(" "))].join(", ")}
      </p>
    </div>
  );
}

/** Where a key leads to from a point, or from none; undefined if it is no such key. */
function moveBy(key: string, at: number | null, count: number): number | undefined {
  const last = count - 1;
  switch (key) {
    case "ArrowRight":
    case "ArrowUp":
      return Math.min((at ?? -1) + 1, last);
    case "ArrowLeft":
    case "ArrowDown":
      return Math.max((at ?? count) - 1, 0);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return undefined;
  }
}

/** What a scale to the right is called. */
export const RIGHT = "right";

function ValueScale({ axis, width, isRight }: { axis: ValueAxis; width: number; isRight?: true }) {
  const { ticks, format, domain = [ticks[0] ?? 0, ticks.at(-1) ?? 1] } = axis;
  return (
    <YAxis
      yAxisId={isRight ? RIGHT : "left"}
      orientation={isRight ? "right" : "left"}
      width={width}
      ticks={ticks}
      interval={0}
      domain={domain}
      tickFormatter={format}
      tickLine={false}
      axisLine={false}
      tick={TEXT}
    />
  );
}

interface CursorProps {
  at: number;
  count: number;
  room: typeof ROOM;
  title: string;
  numbers: [name: string, number: string][];
}

/** A shade over the point, and its numbers beside it. */
function Cursor({ at, count, room, title, numbers }: CursorProps) {
  const placeOf = (index: number) =>
    `calc(${room.left}px + (100% - ${room.left + room.right}px) * ${index / count})`;
  const isInRightHalf = at + 0.5 > count / 2;
  const side = isInRightHalf
    ? { right: `calc(100% - ${placeOf(at)} + 4px)` }
    : { left: `calc(${placeOf(at + 1)} + 4px)` };
  return (
    <>
      <div
        className="here"
        style={{
          left: placeOf(at),
          width: `calc((100% - ${room.left + room.right}px) / ${count})`,
          top: room.top,
          bottom: room.bottom,
        }}
      />
      <div className="tip" style={side} aria-hidden="true">
        <b>{title}</b>
        <dl>
          {numbers.map(([name, number]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{number}</dd>
            </div>
          ))}
        </dl>
      </div>
    </>
  );
}

/** A letter above the day that is marked. */
function Letter({ place: { viewBox }, letter }: { place: LabelProps; letter: string }) {
  if (!viewBox || !("x" in viewBox)) return null;
  const { x, y } = viewBox;
  return (
    <g>
      <circle cx={x} cy={y - 12} r="7" fill="var(--text)" />
      <text
        x={x}
        y={y - 8}
        textAnchor="middle"
        fontSize="11"
        fontWeight="700"
        fill="var(--surface)"
      >
        {letter}
      </text>
    </g>
  );
}
