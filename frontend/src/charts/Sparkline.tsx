import type { Granularity } from "../api/model";
import type { Value } from "../metrics";
import { drawSpark, smooth } from "./sparkline";

interface Props {
  /** A number's values by bucket, oldest first. */
  now: Value[];
  /** The same of the compared range; empty where there is none. */
  before?: Value[];
  granularity: Granularity;
  width?: number;
  height?: number;
}

/** The trend of a number, for the eye only: the large chart says the same with numbers. */
export function Sparkline({ now, before = [], granularity, width = 88, height = 32 }: Props) {
  const size = { width, height };
  const spark = drawSpark(smooth(now, granularity), smooth(before, granularity), size);
  return (
    <svg
      className="spark"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
    >
      <path className="line-before" d={spark.before} />
      <path className="line-now" d={spark.now} />
      {spark.end && <circle className="fill-now" cx={spark.end[0]} cy={spark.end[1]} r="2.5" />}
    </svg>
  );
}
