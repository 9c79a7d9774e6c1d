import { useState } from "react";

import {
  getGetCandidateSatisfactionUrl,
  useGetAverageCandidateSatisfaction,
  useGetCandidateSatisfaction,
} from "../api/client";
import * as descriptions from "../api/descriptions";
import type { CandidateSatisfaction } from "../api/model";
import { TableBox, TableButton } from "../charts/AsTable";
import { BarList } from "../charts/BarList";
import { BucketTable } from "../charts/BucketTable";
import { FlagNotes } from "../charts/FlagNotes";
import { FEW_FLAGS, useFlags } from "../charts/flags";
import type { ChartPoint } from "../charts/points";
import { TimeChart, type Drawn } from "../charts/TimeChart";
import { Card } from "../components/Card";
import { Failure } from "../components/Failure";
import { Files } from "../components/Files";
import { Nothing } from "../components/Nothing";
import { countDays } from "../dates";
import { formatCount, formatDecimal } from "../format";
import { useKept } from "../kept";
import { useSection, useShown } from "../shown";

const TITLE = "Candidate satisfaction";
const RATING: Drawn = { label: "Mean rating", unit: "decimal", kind: "mean", of: ["ratings"] };
const RATINGS = [5, 4, 3, 2, 1] as const;
const AXIS = { ticks: [1, 2, 3, 4, 5], format: formatDecimal };

const pointsOf = ({ points }: CandidateSatisfaction): ChartPoint[] =>
  points.map(({ value, count, ...bucket }) => ({
    ...bucket,
    value,
    whole: { value, count },
    band: null,
    before: null,
    beforeBucket: null,
    answered: null,
    answerRate: null,
  }));

/** How candidates rated their calls: how many gave which rating, and the mean over time. */
export function Satisfaction() {
  const { filters } = useShown();
  const { ref, isEnabled } = useSection();
  const when = { query: { enabled: isEnabled } };
  const average = useKept(useGetAverageCandidateSatisfaction(filters, when));
  const overTime = useKept(useGetCandidateSatisfaction(filters, when));
  const [isTable, setIsTable] = useState(false);
  const failed = [average, overTime].find(({ failure }) => failure);
  const { value, count, distribution } = average.data ?? {};
  // Both at once, so that nothing moves twice.
  const isReady = (average.data && overTime.data) ?? failed;
  return (
    <Card
      ref={ref}
      title={TITLE}
      meaning={{ description: descriptions.CandidateSatisfaction }}
      id="satisfaction"
      span={4}
      isStale={average.isStale || overTime.isStale}
      nothing={count === 0 && "No candidate rated a call in these days."}
      failure={
        failed?.failure && <Failure error={failed.failure} what={TITLE} onRetry={failed.refetch} />
      }
      actions={
        <>
          <TableButton title={TITLE} isTable={isTable} onToggle={setIsTable} />
          <Files
            label={TITLE}
            filters={overTime.data?.filters}
            addressOf={getGetCandidateSatisfactionUrl}
          />
        </>
      }
    >
      {isReady && average.data && (
        <p className="note">
          <b>
            {value == null ? (
              <Nothing />
            ) : (
              <data value={value} data-metric="average_candidate_satisfaction">
                {formatDecimal(value)}
              </data>
            )}{" "}
            of 5
          </b>
          , over {formatCount(count ?? 0)} ratings
        </p>
      )}
      {isReady && distribution && !isTable && (
        <BarList
          caption="Rating"
          counted="Ratings"
          lines={RATINGS.map((rating) => {
            const given = distribution[rating];
            const label = rating === 5 ? "5 of 5" : String(rating);
            return { key: label, label, count: given, shown: formatCount(given) };
          })}
        />
      )}
      {isReady && overTime.data && <OverTime answer={overTime.data} isTable={isTable} />}
      {!isReady && <div className="skeleton ratings-skeleton" />}
    </Card>
  );
}

function OverTime({ answer, isTable }: { answer: CandidateSatisfaction; isTable: boolean }) {
  const { granularity, start_date, end_date } = answer.filters;
  const points = pointsOf(answer);
  const { flags, unnamed } = useFlags(answer.filters, points, FEW_FLAGS);
  const days = countDays({ start: start_date, end: end_date });
  return isTable ? (
    <TableBox title={TITLE}>
      <BucketTable
        caption={TITLE}
        points={answer.points}
        granularity={granularity}
        columns={[
          {
            label: "Mean",
            cell: ({ value, bucket_start }) =>
              value === null ? (
                <Nothing />
              ) : (
                <data value={value} data-series="value" data-start={bucket_start}>
                  {formatDecimal(value)}
                </data>
              ),
          },
          { label: "Ratings", cell: ({ count }) => formatCount(count) },
        ]}
      />
    </TableBox>
  ) : (
    <div className="plot-small">
      <TimeChart
        metric={RATING}
        points={points}
        granularity={granularity}
        days={days}
        flags={flags}
        off={NOTHING_OFF}
        axis={AXIS}
        paperWidth={400}
      />
      <p className="notes">
        <FlagNotes flags={flags} unnamed={unnamed} granularity={granularity} days={days} />
      </p>
    </div>
  );
}

const NOTHING_OFF: ReadonlySet<string> = new Set();
