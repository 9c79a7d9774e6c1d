import type { descriptions } from "../api/descriptions";
import type { Charts, Dashboard } from "../api/model";
import type { Unit } from "../metrics";
import { formatBucket } from "../format";
import type { Point, Series } from "../series";
import { ChartCard } from "./ChartCard";

interface Drawing {
  title: string;
  component: keyof typeof descriptions;
  kind?: "bars" | "line";
  unit?: Unit;
  domain?: [number, number];
  series: Series[];
  columns?: { key: string; label: string }[];
  note?: string;
  isWide?: boolean;
}

const BY_REVIEW =
  "By when the verdict was given, so it does not add up to the number above: that one is about the " +
  "applications called in the range.";

/** The charts in the order of the page; the type demands one for each chart of the schema. */
const DRAWINGS: Record<keyof Charts, Drawing> = {
  calls: {
    title: "Calls",
    component: "CallsChart",
    isWide: true,
    series: [
      { key: "calls", label: "Calls", color: "var(--series-1)" },
      { key: "answered", label: "Answered", color: "var(--series-2)" },
    ],
  },
  interviews: {
    title: "Interviews over time",
    component: "InterviewsChart",
    series: [{ key: "interviews", label: "Interviews", color: "var(--series-2)" }],
  },
  candidates: {
    title: "Candidates called",
    component: "CandidatesChart",
    series: [{ key: "candidates", label: "Candidates", color: "var(--series-1)" }],
  },
  passthrough_rate: {
    title: "Passthrough rate over time",
    component: "PassthroughRateChart",
    kind: "line",
    unit: "percent",
    domain: [0, 1],
    series: [{ key: "value", label: "Passthrough rate", color: "var(--series-4)" }],
    columns: [
      { key: "numerator", label: "Qualified" },
      { key: "denominator", label: "Scored" },
    ],
  },
  thumbs_up: {
    title: "Thumbs up given",
    component: "ThumbsUpChart",
    series: [{ key: "thumbs_up", label: "Thumbs up", color: "var(--series-2)" }],
    note: BY_REVIEW,
  },
  thumbs_down: {
    title: "Thumbs down given",
    component: "ThumbsDownChart",
    series: [{ key: "thumbs_down", label: "Thumbs down", color: "var(--series-3)" }],
    note: BY_REVIEW,
  },
};

interface Props {
  dashboard: Dashboard | undefined;
  isStale: boolean;
}

export function DashboardCharts({ dashboard, isStale }: Props) {
  return Object.entries(DRAWINGS).map(([name, drawing]) => (
    <ChartCard
      key={name}
      name={name}
      {...drawing}
      answer={dashboard}
      points={dashboard?.charts[name as keyof Charts].points as unknown as Point[] | undefined}
      isStale={isStale}
      rowsBehind={(point, key) => ({
        title: `${drawing.title}: ${formatBucketOf(point, dashboard)}`,
        metric: key === "value" ? name : key,
        bucketStart: point.bucket_start,
      })}
    />
  ));
}

const formatBucketOf = (point: Point, dashboard: Dashboard | undefined) =>
  dashboard ? formatBucket(point, dashboard.filters.granularity) : "";
