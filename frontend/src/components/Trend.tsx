import { Sparkline } from "../charts/Sparkline";
import { numbersOf } from "../buckets";
import { useShown } from "../shown";

interface Props {
  /** Of a metric. */
  name: string;
  width?: number;
  height?: number;
}

/** How a number went over the buckets, beside the compared ones; its room until they are there. */
export function Trend({ name, width = 88, height = 32 }: Props) {
  const { buckets } = useShown();
  if (!buckets) return <svg className="spark" width={width} height={height} aria-hidden="true" />;
  return (
    <Sparkline
      now={numbersOf(buckets.rows, name)}
      before={numbersOf(buckets.previous?.rows ?? [], name)}
      granularity={buckets.filters.granularity}
      width={width}
      height={height}
    />
  );
}
