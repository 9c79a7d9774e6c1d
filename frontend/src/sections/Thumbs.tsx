import { useId, useState } from "react";
import { Bar, ReferenceLine, type BarShapeProps } from "recharts";

import { divergingAxis } from "../charts/axes";
import { TableBox, TableButton } from "../charts/AsTable";
import { BucketTable } from "../charts/BucketTable";
import { FlagNotes } from "../charts/FlagNotes";
import { FEW_FLAGS, useFlags } from "../charts/flags";
import { Legend, SWATCHES, useOff } from "../charts/Legend";
import { drawBar, Hatch } from "../charts/marks";
import { Plot } from "../charts/Plot";
import { Card } from "../components/Card";
import { Counted } from "../components/Counted";
import { DashboardFiles } from "../components/DashboardFiles";
import { countDays } from "../dates";
import { formatBucket, formatCount, formatPercent } from "../format";
import { useOpenRows, type RowsQuestion } from "../rows";
import type { BucketTimes as Bucket } from "../api/model";
import { useShown } from "../shown";
import type { Dashboard } from "../api/model";

const TITLE = "Thumbs up and down";

interface Verdicts extends Bucket {
  up: number;
  down: number;
}

const SIDES = [
  { key: "up", label: "up", metric: "thumbs_up", color: "var(--more)" },
  { key: "down", label: "down", metric: "thumbs_down", color: "var(--less)" },
] as const;

type Side = (typeof SIDES)[number];

const verdictsOf = ({ charts }: Dashboard): Verdicts[] =>
  charts.thumbs_up.points.map(({ thumbs_up, ...bucket }, index) => ({
    ...bucket,
    up: thumbs_up,
    down: charts.thumbs_down.points[index]?.thumbs_down ?? 0,
  }));

const sumOf = (points: Verdicts[], key: "up" | "down") =>
  points.reduce((sum, point) => sum + point[key], 0);

/** Recruiters' verdicts by when they were given: up above the line, down below it. */
export function Thumbs() {
  const { dashboard, isStale } = useShown();
  const [isTable, setIsTable] = useState(false);
  const points = dashboard && verdictsOf(dashboard);
  const isEmpty = points?.every(({ up, down }) => up + down === 0);
  return (
    <Card
      title={TITLE}
      id="thumbs"
      span={4}
      isStale={isStale}
      nothing={isEmpty && "No verdict was given in these days."}
      actions={
        <>
          <TableButton title={TITLE} isTable={isTable} onToggle={setIsTable} />
          <DashboardFiles label={TITLE} dashboard={dashboard} />
        </>
      }
    >
      {dashboard && points ? (
        <Body dashboard={dashboard} points={points} isTable={isTable} />
      ) : (
        <div className="skeleton plot" />
      )}
    </Card>
  );
}

interface BodyProps {
  dashboard: Dashboard;
  points: Verdicts[];
  isTable: boolean;
}

function Body({ dashboard, points, isTable }: BodyProps) {
  const { granularity, start_date, end_date } = dashboard.filters;
  const openRows = useOpenRows();
  const hatch = useId();
  const [off, toggle] = useOff();
  const rowsOf = ({ label, metric }: Side, point?: Verdicts): RowsQuestion => ({
    title: `Thumbs ${label} given${point ? `, ${formatBucket(point, granularity)}` : ""}`,
    rows: "reviews",
    metric,
    ...(point && { bucketStart: point.bucket_start }),
  });
  const { flags, unnamed } = useFlags(dashboard.filters, points, FEW_FLAGS);
  const days = countDays({ start: start_date, end: end_date });
  const [up, down] = [sumOf(points, "up"), sumOf(points, "down")];
  const count = (side: Side, number: number, point?: Verdicts) => (
    <data value={number} data-series={side.metric} data-start={point?.bucket_start}>
      {number ? <Counted question={rowsOf(side, point)}>{formatCount(number)}</Counted> : 0}
    </data>
  );
  return (
    <>
      <p className="note">
        <b>{formatPercent(up / (up + down))} up</b>: {count(SIDES[0], up)} up and{" "}
        {count(SIDES[1], down)} down, by the day of the verdict
      </p>
      {isTable ? (
        <TableBox title={TITLE}>
          <BucketTable
            caption={TITLE}
            points={points}
            granularity={granularity}
            columns={SIDES.map((side) => ({
              label: `Thumbs ${side.label}`,
              cell: (point: Verdicts) => count(side, point[side.key], point),
            }))}
          />
        </TableBox>
      ) : (
        <>
          <Legend
            entries={SIDES.map(({ key, label, color }) => ({
              key,
              label,
              swatch: SWATCHES.bar(color),
            }))}
            off={off}
            onToggle={toggle}
          />
          <Plot
            label={`Thumbs by ${granularity}: ${formatCount(up)} up, ${formatCount(down)} down.`}
            points={points}
            granularity={granularity}
            days={days}
            flags={flags}
            axis={divergingAxis(Math.max(...points.flatMap((each) => [each.up, each.down])))}
            describe={(point) =>
              SIDES.map(({ key, label }) => [`Thumbs ${label}`, formatCount(point[key])])
            }
            onOpen={(point, isAbove) => {
              // By a key there is no telling which: the first that there are rows of.
              const side =
                isAbove === undefined
                  ? SIDES.find(({ key }) => point[key])
                  : SIDES[isAbove ? 0 : 1];
              if (side && point[side.key]) openRows?.(rowsOf(side, point));
            }}
            paperWidth={400}
          >
            <defs>
              {SIDES.map(({ key, color }) => (
                <Hatch key={key} id={hatch + key} color={color} />
              ))}
            </defs>
            <ReferenceLine y={0} xAxisId="now" yAxisId="left" stroke="var(--line-strong)" />
            {SIDES.filter(({ key }) => !off.has(key)).map(({ key, color }) => (
              <Bar
                key={key}
                dataKey={(point: Verdicts) => (key === "up" ? point.up : -point.down)}
                xAxisId="now"
                yAxisId="left"
                stackId="verdicts"
                isAnimationActive={false}
                shape={(bar: BarShapeProps) => drawBar(bar, { color, hatch: hatch + key })}
              />
            ))}
          </Plot>
        </>
      )}
      <p className="notes">
        <FlagNotes flags={flags} unnamed={unnamed} granularity={granularity} days={days} />
      </p>
    </>
  );
}
