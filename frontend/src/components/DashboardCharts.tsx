import type { CatalogueChart, CatalogueSeries, Dashboard } from "../api/model";
import { explain } from "../catalogue";
import { useCatalogue } from "../context";
import { formatBucket } from "../format";
import type { Point, Series } from "../series";
import { ChartCard } from "./ChartCard";
import { DashboardFiles } from "./DashboardFiles";

interface Props {
  dashboard: Dashboard | undefined;
  isStale: boolean;
}

/** Every chart of the dashboard; those of several series are wide. */
export function DashboardCharts({ dashboard, isStale }: Props) {
  return useCatalogue().charts.map((chart) => (
    <DashboardChart key={chart.name} chart={chart} dashboard={dashboard} isStale={isStale} />
  ));
}

function DashboardChart({ chart, dashboard, isStale }: Props & { chart: CatalogueChart }) {
  const catalogue = useCatalogue();
  const { label, description, series } = chart;
  const [first] = series;
  const unit = first?.unit ?? "count";
  const metricOf = (key: string) => series.find((one) => keyOf(one) === key)?.name ?? key;
  // A number above of the same name may be over other rows, and then does not add up to the same.
  const isOfOthers = catalogue.metrics.some(
    ({ name, rows }) => name === first?.name && rows !== chart.rows,
  );
  return (
    <ChartCard
      title={label}
      meaning={
        first && series.length === 1
          ? explain(catalogue, { ...first, description })
          : { description }
      }
      kind={series.every(({ kind }) => kind === "count") ? "bars" : "line"}
      isWide={series.length > 1}
      unit={unit}
      {...(unit === "percent" && { domain: [0, 1] })}
      series={draw(series)}
      answer={dashboard}
      points={pointsOf(dashboard, chart.name)}
      isStale={isStale}
      note={isOfOthers && description}
      files={<DashboardFiles label={label} dashboard={dashboard} />}
      rowsBehind={(point, key) => ({
        title: dashboard
          ? `${label}: ${formatBucket(point, dashboard.filters.granularity)}`
          : label,
        rows: chart.rows,
        metric: metricOf(key),
        bucketStart: point.bucket_start,
      })}
    />
  );
}

const pointsOf = (dashboard: Dashboard | undefined, chart: string) =>
  (dashboard?.charts as Partial<Record<string, { points: Point[] }>> | undefined)?.[chart]?.points;

/** A rate's point has the parts of the rate, and so its value under that name. */
const keyOf = ({ name, kind }: CatalogueSeries) => (kind === "rate" ? "value" : name);

const COLORS = [1, 2, 3, 4].map((number) => `var(--series-${number})`);

/** Colours say what a series is: good, bad or neither; rates stand apart. */
function colorOf({ kind, better }: CatalogueSeries): string | undefined {
  if (kind === "rate") return COLORS[3];
  return better === "higher" ? COLORS[1] : better === "lower" ? COLORS[2] : COLORS[0];
}

/** The series in colours that none of them shares, as long as there are any. */
function draw(series: CatalogueSeries[]): Series[] {
  const taken = new Set<string>();
  return series.map((one) => {
    const left = [colorOf(one), ...COLORS].find((color) => color && !taken.has(color));
    const color = left ?? colorOf(one) ?? "";
    taken.add(color);
    return { key: keyOf(one), label: one.label, color };
  });
}
