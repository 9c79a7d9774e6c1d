import { useState } from "react";

import { getGetBreakdownUrl } from "../api/client";
import type { Breakdown, Granularity } from "../api/model";
import { useBuckets } from "../buckets";
import { findMetric, type Metric } from "../catalogue";
import { TableBox, TableButton } from "../charts/AsTable";
import { BucketTable } from "../charts/BucketTable";
import { columnsOf, isNone } from "../charts/columns";
import { entriesOf } from "../charts/entries";
import { FlagNotes } from "../charts/FlagNotes";
import { useFlags } from "../charts/flags";
import { Legend, useOff } from "../charts/Legend";
import { PictureButtons } from "../charts/PictureButtons";
import { lineUp, pointsOf, type ChartPoint } from "../charts/points";
import { TimeChart } from "../charts/TimeChart";
import { Card } from "../components/Card";
import { Failure } from "../components/Failure";
import { Files } from "../components/Files";
import { useCatalogue } from "../context";
import { countDays, hasTooManyBuckets } from "../dates";
import { formatBucket } from "../format";
import { campaignOfTarget, findTarget, targetOfBucket, useTargets } from "../keeping/targets";
import { KeepingTools } from "../keeping/tools";
import { formatValue, isShown } from "../metrics";
import { useOpenRows, type RowsQuestion } from "../rows";
import { useShown } from "../shown";

const GRANULARITIES: Granularity[] = ["hour", "day", "week", "month"];

/** As many days of launches as there is room to name. */
const MOST_FLAGS = 6;

/** The large chart: any metric over time, beside the compared range. */
export function Chart() {
  const { question, metric: chosen, isStale: isAllStale } = useShown();
  const catalogue = useCatalogue();
  const metrics = catalogue.metrics.filter(isShown);
  const metric =
    metrics.find(({ name }) => name === chosen) ?? findMetric(catalogue, "total_calls");
  const { data, failure, isStale, refetch } = useBuckets(question);
  const [isTable, setIsTable] = useState(false);
  const title = `${metric.label} over time`;
  return (
    <Card
      id="chart"
      className="chart"
      span={8}
      title={title}
      heading={<MetricChoice metrics={metrics} metric={metric} />}
      description={metric.description}
      isStale={isStale || isAllStale}
      failure={failure && <Failure error={failure} what="The chart" onRetry={refetch} />}
      actions={
        <>
          {data && <GranularityChoice {...data.filters} />}
          <TableButton title={title} isTable={isTable} onToggle={setIsTable} />
          {data && <KeepingTools metric={metric} filters={data.filters} />}
          <Files
            label={title}
            filters={data && { ...question, ...data.filters, by: "bucket" }}
            addressOf={getGetBreakdownUrl}
          >
            {(close) =>
              data &&
              !isTable && (
                <PictureButtons
                  label={`${metric.label} by ${data.filters.granularity}`}
                  name={metric.name}
                  filters={data.filters}
                  onDone={close}
                />
              )
            }
          </Files>
        </>
      }
    >
      {data ? (
        <Body breakdown={data} metric={metric} title={title} isTable={isTable} />
      ) : (
        !failure && <div className="skeleton plot" />
      )}
    </Card>
  );
}

function MetricChoice({ metrics, metric }: { metrics: Metric[]; metric: Metric }) {
  const { chooseMetric } = useShown();
  return (
    <select
      aria-label="Metric of the chart"
      value={metric.name}
      onChange={({ target }) => {
        chooseMetric(target.value);
      }}
    >
      {metrics.map(({ name, label }) => (
        <option key={name} value={name}>
          {label}
        </option>
      ))}
    </select>
  );
}

function GranularityChoice({ start_date, end_date, granularity }: Breakdown["filters"]) {
  const { changeFilters } = useShown();
  const days = countDays({ start: start_date, end: end_date });
  return (
    <select
      aria-label="Chart by"
      value={granularity}
      onChange={({ target }) => {
        changeFilters({ granularity: target.value as Granularity });
      }}
    >
      {GRANULARITIES.filter((each) => !hasTooManyBuckets(each, days)).map((each) => (
        <option key={each} value={each}>
          by {each}
        </option>
      ))}
    </select>
  );
}

interface BodyProps {
  breakdown: Breakdown;
  metric: Metric;
  title: string;
  isTable: boolean;
}

/** Legend, drawing or table, and what there is to say about both. */
function Body({ breakdown, metric, title, isTable }: BodyProps) {
  const { question, changeFilters } = useShown();
  const openRows = useOpenRows();
  const [off, toggle] = useOff();
  const { filters, previous } = breakdown;
  const { granularity } = filters;
  const points = pointsOf(breakdown, metric.name);
  const { flags, unnamed } = useFlags(filters, points, MOST_FLAGS);
  const { filters: declared } = useCatalogue();
  const campaign = campaignOfTarget(filters, declared);
  const set = findTarget(useTargets(filters.org_id), metric.name, campaign);
  const target = set && targetOfBucket(set, points, granularity);
  const days = countDays({ start: filters.start_date, end: filters.end_date });
  const rowsOf = (point: ChartPoint): RowsQuestion => ({
    title: `${metric.label}, ${formatBucket(point, granularity)}`,
    rows: metric.rows,
    metric: metric.name,
    bucketStart: point.bucket_start,
  });
  const canLineUp = granularity === "day" && question.compare !== "previous_week";
  return (
    <>
      {!isTable && (
        <Legend
          entries={entriesOf(
            breakdown,
            metric,
            points,
            flags.length > 0,
            target === undefined ? undefined : `target ${formatValue(target, metric.unit)}`,
          )}
          off={off}
          onToggle={toggle}
        />
      )}
      {isTable ? (
        <TableBox title={title}>
          <BucketTable
            caption={title}
            points={points}
            granularity={granularity}
            columns={columnsOf(metric, points, rowsOf)}
          />
        </TableBox>
      ) : (
        <TimeChart
          metric={metric}
          points={points}
          granularity={granularity}
          days={days}
          flags={flags}
          target={target}
          off={off}
          paperWidth={830}
          onOpen={(point) => {
            if (!isNone(point)) openRows?.(rowsOf(point));
          }}
        />
      )}
      <p className="notes">
        <FlagNotes flags={flags} unnamed={unnamed} granularity={granularity} days={days} />
        {previous && canLineUp && !lineUp(points) && (
          <span className="no-print">
            Weekdays do not line up with the days before.{" "}
            <button
              type="button"
              className="link"
              onClick={() => {
                changeFilters({ compare: "previous_week" });
              }}
            >
              Line them up
            </button>
          </span>
        )}
      </p>
    </>
  );
}
