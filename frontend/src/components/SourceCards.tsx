import type { ReactNode } from "react";

import {
  getGetCampaignsLaunchedPerWeekUrl,
  getGetCandidateSatisfactionUrl,
  getGetCreditsPerQualifiedCandidateUrl,
  getGetSmsSentUrl,
  getGetTimeSavedUrl,
  useGetAverageCandidateSatisfaction,
  useGetCampaignsLaunchedPerWeek,
  useGetCandidateSatisfaction,
  useGetCreditsPerQualifiedCandidate,
  useGetSmsSent,
  useGetTimeSaved,
} from "../api/client";
import * as descriptions from "../api/descriptions";
import type { GetSmsSentParams, TimeSavedAssumptions } from "../api/model";
import { addDays } from "../dates";
import { formatCount, formatDecimal, formatDuration, formatHours } from "../format";
import { useKept, type Kept } from "../kept";
import type { Point, Series } from "../series";
import { Card } from "./Card";
import { ChartCard } from "./ChartCard";
import { Failure } from "./Failure";
import { Files } from "./Files";
import { Nothing } from "./Nothing";
import { Warnings } from "./Status";

interface Props {
  filters: GetSmsSentParams;
  /** False holds the questions back: a browser asks few at once, and the dashboard comes first. */
  isEnabled: boolean;
}

const when = (isEnabled: boolean) => ({ query: { enabled: isEnabled } });

/** What the calls' own table does not hold; each card asks for itself and fails for itself. */
export function SourceCards(props: Props) {
  return (
    <>
      <SmsCard {...props} />
      <TimeSavedCard {...props} />
      <SatisfactionCard {...props} />
      <LaunchesCard {...props} />
      <CreditsCard {...props} />
    </>
  );
}

/** The failure of one card, in its place; the numbers before it stay, marked, where there are any. */
function failureOf({ failure, refetch }: Kept<unknown>, what: string): ReactNode {
  return failure && <Failure error={failure} what={what} onRetry={refetch} />;
}

const sum = (points: Point[], key: string) =>
  points.reduce((total, point) => total + (point[key] as number), 0);

const SMS: Series[] = [
  { key: "platform", label: "Platform", color: "var(--series-1)" },
  { key: "external", label: "External provider", color: "var(--series-3)" },
];

function SmsCard({ filters, isEnabled }: Props) {
  const query = useKept(useGetSmsSent(filters, when(isEnabled)));
  const points = query.data?.points as unknown as Point[] | undefined;
  return (
    <ChartCard
      title="Text messages sent"
      meaning={{ description: descriptions.SmsSent }}
      isStacked
      series={SMS}
      answer={query.data}
      points={points}
      isStale={query.isStale}
      files={
        <Files
          label="Text messages sent"
          filters={query.data?.filters}
          addressOf={getGetSmsSentUrl}
        />
      }
      failure={failureOf(query, "Text messages")}
      note={
        <>
          {points && (
            <>
              <b>
                <data value={sum(points, "total")} data-metric="total_sms">
                  {formatCount(sum(points, "total"))}
                </data>
              </b>{" "}
              in all: {formatCount(sum(points, "platform"))} by the platform,{" "}
              {formatCount(sum(points, "external"))} by the external provider.
            </>
          )}
          <Warnings warnings={query.data?.meta.warnings ?? []} />
        </>
      }
    />
  );
}

const TIME_SAVED: Series[] = [
  { key: "calls", label: "Calls", color: "var(--series-1)" },
  { key: "sms", label: "Text messages", color: "var(--series-3)" },
  { key: "web_calls", label: "Web calls", color: "var(--series-2)" },
  { key: "resume_screening", label: "Résumé screening", color: "var(--series-4)" },
];

function TimeSavedCard({ filters, isEnabled }: Props) {
  const query = useKept(useGetTimeSaved(filters, when(isEnabled)));
  const points = query.data?.points as unknown as Point[] | undefined;
  return (
    <ChartCard
      title="Time saved"
      meaning={{ description: descriptions.TimeSaved }}
      isStacked
      unit="hours"
      series={TIME_SAVED}
      answer={query.data}
      points={points}
      isStale={query.isStale}
      files={
        <Files label="Time saved" filters={query.data?.filters} addressOf={getGetTimeSavedUrl} />
      }
      failure={failureOf(query, "Time saved")}
      note={
        <>
          {points && (
            <>
              <b>
                <data value={sum(points, "total")} data-metric="total_time_saved">
                  {formatHours(sum(points, "total"))}
                </data>
              </b>{" "}
              in all.{" "}
            </>
          )}
          {query.data && <Assumptions {...query.data.assumptions} />}
          <Warnings warnings={query.data?.meta.warnings ?? []} />
        </>
      }
    />
  );
}

function Assumptions(assumptions: TimeSavedAssumptions) {
  const { per_call_attempt_sec, per_sms_sec, per_resume_sec } = assumptions;
  return (
    <>
      Assumes {formatDuration(per_call_attempt_sec)} for each call dialled,{" "}
      {formatDuration(per_sms_sec)} for each message and {formatDuration(per_resume_sec)} for each
      résumé, beside the time talked.
    </>
  );
}

const RATING: Series[] = [{ key: "value", label: "Mean rating", color: "var(--series-2)" }];

function SatisfactionCard({ filters, isEnabled }: Props) {
  const query = useKept(useGetCandidateSatisfaction(filters, when(isEnabled)));
  const points = query.data?.points as unknown as Point[] | undefined;
  const average = useKept(useGetAverageCandidateSatisfaction(filters, when(isEnabled)));
  return (
    <ChartCard
      title="Candidate satisfaction"
      meaning={{ description: descriptions.CandidateSatisfaction }}
      kind="line"
      unit="decimal"
      domain={[1, 5]}
      series={RATING}
      answer={query.data}
      points={points}
      isStale={query.isStale}
      files={
        <Files
          label="Candidate satisfaction"
          filters={query.data?.filters}
          addressOf={getGetCandidateSatisfactionUrl}
        />
      }
      failure={failureOf(query, "Candidate satisfaction") ?? failureOf(average, "The average")}
      note={
        average.data && (
          <>
            <b>
              {average.data.value === null ? (
                <Nothing />
              ) : (
                <data value={average.data.value} data-metric="average_candidate_satisfaction">
                  {formatDecimal(average.data.value)}
                </data>
              )}
            </b>{" "}
            of 5 over {formatCount(average.data.count)} ratings:{" "}
            {Object.entries(average.data.distribution)
              .map(([rating, count]) => `${formatCount(count as number)} × ${rating}`)
              .join(", ")}
            .
          </>
        )
      }
    />
  );
}

const LAUNCHED: Series[] = [{ key: "launched", label: "Launched", color: "var(--series-4)" }];

function LaunchesCard({ filters: { org_id }, isEnabled }: Props) {
  const query = useKept(
    useGetCampaignsLaunchedPerWeek(org_id === undefined ? {} : { org_id }, when(isEnabled)),
  );
  const weeks = query.data?.points;
  const first = weeks?.[0];
  const last = weeks?.at(-1);
  const answer = query.data && {
    meta: query.data.meta,
    filters: {
      ...query.data.filters,
      start_date: first?.week_start ?? "",
      end_date: last?.week_start ?? "",
      granularity: "week" as const,
    },
  };
  const points = weeks?.map((week): Point => ({
    bucket_start: `${week.week_start}T00:00:00`,
    bucket_end: `${addDays(week.week_start, 7)}T00:00:00`,
    // The last week is the current one.
    is_partial: week === last,
    launched: week.launched,
  }));
  return (
    <ChartCard
      title="Campaigns launched"
      meaning={{ description: descriptions.CampaignsLaunchedPerWeek }}
      series={LAUNCHED}
      answer={answer}
      points={points}
      isStale={query.isStale}
      files={
        <Files
          label="Campaigns launched"
          filters={query.data && { org_id: query.data.filters.org_id }}
          addressOf={getGetCampaignsLaunchedPerWeekUrl}
        />
      }
      failure={failureOf(query, "Launches")}
      note={
        <>
          Since the first launch, whatever the filters above.
          <Warnings warnings={query.data?.meta.warnings ?? []} />
        </>
      }
    />
  );
}

function CreditsCard({ filters, isEnabled }: Props) {
  const query = useKept(useGetCreditsPerQualifiedCandidate(filters, when(isEnabled)));
  const credits = query.data;
  const warnings = credits?.meta.warnings ?? [];
  const isUndivided = warnings.some(({ code }) => code === "credits_know_no_candidate");
  return (
    <Card
      title="Credits per qualified candidate"
      meaning={{ description: descriptions.CreditsPerQualifiedCandidate }}
      isStale={query.isStale}
      failure={failureOf(query, "Credits")}
      actions={
        <Files
          label="Credits per qualified candidate"
          filters={credits?.filters}
          addressOf={getGetCreditsPerQualifiedCandidateUrl}
        />
      }
    >
      <p className="tile-value credits">
        {!credits ? (
          !query.failure && <span className="skeleton">00.0</span>
        ) : credits.value === null ? (
          <Nothing />
        ) : (
          <data value={credits.value} data-metric="credits_per_qualified_candidate">
            {formatDecimal(credits.value)}
          </data>
        )}
      </p>
      <p className="note">
        {credits &&
          !isUndivided &&
          `${formatDecimal(credits.numerator)} credits for ${formatCount(credits.denominator)} qualified candidates`}
      </p>
      <Warnings warnings={warnings} />
    </Card>
  );
}
