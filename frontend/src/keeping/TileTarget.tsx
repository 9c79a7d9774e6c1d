import type { Metric } from "../catalogue";
import { formatValue } from "../metrics";

interface Props {
  metric: Metric;
  value: number;
  target: number;
}

/** How much wider the track is than up to the target. */
const BEYOND = 1.25;
const MARK = `${100 / BEYOND}%`;

/** A number on its way to its target: a track to 125 % of it, the mark at it. */
export function TileTarget({ metric, value, target }: Props) {
  const goal = `Target ${formatValue(target, metric.unit)}`;
  const share = target ? value / target : value ? BEYOND : 0;
  const width = `${(100 * Math.min(share, BEYOND)) / BEYOND}%`;
  return (
    <svg className="target" role="img" aria-label={goal} height="8">
      <title>{goal}</title>
      <rect y="3" width="100%" height="3" />
      <rect className="fill-now" y="3" width={width} height="3" />
      <line x1={MARK} x2={MARK} y1="0" y2="8" />
    </svg>
  );
}

/** "12 short of the target of 200"; null of rates, whose parts say more. */
export function sayTarget({ kind, unit }: Metric, value: number, target: number): string | null {
  if (kind !== "count") return null;
  const goal = Math.round(target);
  const missing = goal - value;
  const say = (number: number) => formatValue(number, unit);
  if (missing > 0) return `${say(missing)} short of the target of ${say(goal)}`;
  return missing < 0
    ? `${say(-missing)} over the target of ${say(goal)}`
    : `the target of ${say(goal)}`;
}
