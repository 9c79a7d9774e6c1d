import { useState, type ReactNode } from "react";

import {
  getGetCampaignsLaunchedPerWeekUrl,
  getGetCreditsPerQualifiedCandidateUrl,
  getGetSmsSentUrl,
  getGetTimeSavedUrl,
  useGetCampaignsLaunchedPerWeek,
  useGetCreditsPerQualifiedCandidate,
  useGetSmsSent,
  useGetTimeSaved,
} from "../api/client";
import * as descriptions from "../api/descriptions";
import type {
  GetCampaignsLaunchedPerWeekParams,
  CampaignsLaunchedPerWeek,
  CreditsPerQualifiedCandidate,
  SmsSent,
  TimeSaved,
  TimeSavedPoint,
  Warning,
} from "../api/model";
import { TableBox, TableButton } from "../charts/AsTable";
import { BucketTable } from "../charts/BucketTable";
import { Sparkline } from "../charts/Sparkline";
import { Card } from "../components/Card";
import { Definition } from "../components/Definition";
import { Failure } from "../components/Failure";
import { Files } from "../components/Files";
import { Nothing } from "../components/Nothing";
import { Warnings } from "../components/Warnings";
import { addDays } from "../dates";
import { formatCount, formatDecimal, formatDuration, formatHours, formatDay } from "../format";
import { useKept, type Kept } from "../kept";
import { useSection, useShown } from "../shown";

/** Text messages, time saved, credits, launches: each asks for itself and fails for itself. */
export function Effort() {
  const { filters } = useShown();
  const { ref, isEnabled } = useSection();
  const when = { query: { enabled: isEnabled } };
  const { org_id } = filters;
  const sms = useKept(useGetSmsSent(filters, when));
  const saved = useKept(useGetTimeSaved(filters, when));
  const credits = useKept(useGetCreditsPerQualifiedCandidate(filters, when));
  const launches = useKept(
    useGetCampaignsLaunchedPerWeek(org_id === undefined ? {} : { org_id }, when),
  );
  const [isTable, setIsTable] = useState(false);
  return (
    <Card
      ref={ref}
      title="Effort"
      id="effort"
      span={12}
      isStale={[sms, saved, credits, launches].some(({ isStale }) => isStale)}
      actions={<TableButton title="Effort" isTable={isTable} onToggle={setIsTable} />}
    >
      {isTable ? (
        <Tables sms={sms.data} saved={saved.data} launches={launches.data} />
      ) : (
        <div className="facts facts-4">
          <Fact
            title="Text messages"
            description={descriptions.SmsSent}
            query={sms}
            addressOf={getGetSmsSentUrl}
          >
            {(answer) => <Messages answer={answer} />}
          </Fact>
          <Fact
            title="Time saved"
            description={descriptions.TimeSaved}
            query={saved}
            addressOf={getGetTimeSavedUrl}
          >
            {(answer) => <Saved answer={answer} />}
          </Fact>
          <Fact
            title="Credits per qualified candidate"
            description={descriptions.CreditsPerQualifiedCandidate}
            query={credits}
            addressOf={getGetCreditsPerQualifiedCandidateUrl}
          >
            {(answer) => <Credits answer={answer} />}
          </Fact>
          <Fact
            title="Campaigns launched"
            description={descriptions.CampaignsLaunchedPerWeek}
            query={launches}
            addressOf={launchesAddress}
          >
            {(answer) => <Launched answer={answer} />}
          </Fact>
        </div>
      )}
    </Card>
  );
}

/** Of its filters the answer resolves more than the endpoint takes. */
const launchesAddress = ({ org_id, format }: GetCampaignsLaunchedPerWeekParams) =>
  getGetCampaignsLaunchedPerWeekUrl({ org_id, format });

interface Answer {
  filters: object;
  meta: { warnings: Warning[] };
}

interface FactProps<Of extends Answer, Parameters> {
  title: string;
  /** What it means, in the server's words. */
  description: string;
  query: Kept<Of>;
  /** The generated client's address of the endpoint. */
  addressOf: (parameters: Parameters) => string;
  children: (answer: Of) => ReactNode;
}

/** One answer of its own: its figure, or why there is none. */
function Fact<Of extends Answer, Parameters>(props: FactProps<Of, Parameters>) {
  const { title, description, addressOf, children } = props;
  const { data, failure, refetch } = props.query;
  return (
    <section aria-label={title}>
      <header className="head">
        <h3>{title}</h3>
        <Definition label={title} meaning={{ description }} />
        <div className="tools">
          <Files label={title} filters={data?.filters} addressOf={addressOf} />
        </div>
      </header>
      {failure && <Failure error={failure} what={title} onRetry={refetch} />}
      {data ? children(data) : !failure && <div className="skeleton fact-skeleton" />}
      <Warnings warnings={data?.meta.warnings ?? []} />
    </section>
  );
}

/** What the points add up to. */
const sumOf = <Key extends string>(points: Record<Key, number>[], key: Key) =>
  points.reduce((sum, point) => sum + point[key], 0);

function Messages({ answer: { points, filters } }: { answer: SmsSent }) {
  const total = sumOf(points, "total");
  const external = sumOf(points, "external");
  return (
    <>
      <p className="figure">
        <data value={total} data-metric="total_sms">
          {formatCount(total)}
        </data>
      </p>
      <p className="note">
        {total === 0
          ? "None was sent in these days."
          : external === 0
            ? "All sent by the platform."
            : `${formatCount(total - external)} by the platform, ${formatCount(external)} by the external provider.`}
      </p>
      {total > 0 && (
        <Sparkline
          now={points.map((point) => point.total)}
          granularity={filters.granularity}
          width={206}
          height={34}
        />
      )}
    </>
  );
}

/** Of what the time saved is made up. */
const PARTS = [
  { key: "calls", label: "Calls", fill: "var(--part-1)" },
  { key: "resume_screening", label: "Résumés", fill: "var(--part-2)" },
  { key: "sms", label: "Texts", fill: "var(--part-3)" },
  { key: "web_calls", label: "Web calls", fill: "var(--before)" },
] as const;

function Saved({ answer: { points, assumptions } }: { answer: TimeSaved }) {
  const total = sumOf(points, "total");
  const parts = PARTS.map((part) => ({ ...part, time: sumOf(points, part.key) })).filter(
    ({ time }) => time > 0,
  );
  const { per_call_attempt_sec, per_sms_sec, per_resume_sec } = assumptions;
  return (
    <>
      <p className="figure">
        <data value={total} data-metric="total_time_saved">
          {formatHours(total)}
        </data>
      </p>
      <p className="stacked" aria-hidden="true">
        {parts.map(({ key, time, fill }) => (
          <i key={key} style={{ flexGrow: time, background: fill }} />
        ))}
      </p>
      <p className="legend">
        {parts.map(({ key, label, time, fill }) => (
          <span key={key}>
            <i className="dot-part" style={{ background: fill }} />
            {label} {formatHours(time)}
          </span>
        ))}
      </p>
      <p className="note">
        Talk time, and {formatDuration(per_call_attempt_sec)} a call, {formatDuration(per_sms_sec)}{" "}
        a message, {formatDuration(per_resume_sec)} a résumé.
      </p>
    </>
  );
}

function Credits({ answer }: { answer: CreditsPerQualifiedCandidate }) {
  const { value, numerator, denominator, meta } = answer;
  // Numerator and denominator are then about different people, as the warning says.
  const isUndivided = meta.warnings.some(({ code }) => code === "credits_know_no_candidate");
  return (
    <>
      <p className="figure">
        {value === null ? (
          <Nothing />
        ) : (
          <data value={value} data-metric="credits_per_qualified_candidate">
            {formatDecimal(value)}
          </data>
        )}
      </p>
      {!isUndivided && (
        <p className="note">
          {formatDecimal(numerator)} credits for {formatCount(denominator)} people
        </p>
      )}
    </>
  );
}

function Launched({ answer: { points } }: { answer: CampaignsLaunchedPerWeek }) {
  const [first] = points;
  const total = sumOf(points, "launched");
  const most = Math.max(...points.map(({ launched }) => launched), 1);
  if (!first) return <p className="note">No campaign has been launched yet.</p>;
  return (
    <>
      <p className="figure">{formatCount(total)}</p>
      <p className="note">since the week of {formatDay(first.week_start)}, by week:</p>
      <svg
        className="weeks"
        viewBox={`0 0 ${points.length} 10`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {points.map(({ week_start, launched }, week) => (
          <rect
            key={week_start}
            className="fill-now"
            x={week + 0.12}
            y={10 - (10 * launched) / most}
            width="0.76"
            height={(10 * launched) / most}
          />
        ))}
      </svg>
    </>
  );
}

interface TablesProps {
  sms: SmsSent | undefined;
  saved: TimeSaved | undefined;
  launches: CampaignsLaunchedPerWeek | undefined;
}

/** The same bucket by bucket. */
function Tables({ sms, saved, launches }: TablesProps) {
  const hasExternal = sms && sumOf(sms.points, "external") > 0;
  return (
    <div className="effort-tables">
      {sms && (
        <TableBox title="Text messages">
          <BucketTable
            caption="Text messages"
            points={sms.points}
            granularity={sms.filters.granularity}
            columns={[
              countColumn("Text messages", "total"),
              ...(hasExternal
                ? [countColumn("By the platform", "platform"), countColumn("External", "external")]
                : []),
            ]}
          />
        </TableBox>
      )}
      {saved && (
        <TableBox title="Time saved">
          <BucketTable
            caption="Time saved"
            points={saved.points}
            granularity={saved.filters.granularity}
            columns={[{ key: "total", label: "Time saved" } as const, ...PARTS].map(
              ({ key, label }) => ({
                label,
                cell: (point: TimeSavedPoint) => formatHours(point[key]),
              }),
            )}
          />
        </TableBox>
      )}
      {launches && (
        <TableBox title="Campaigns launched">
          <BucketTable
            caption="Campaigns launched"
            points={launches.points.map((point, index) => ({
              bucket_start: `${point.week_start}T00:00:00`,
              bucket_end: `${addDays(point.week_start, 7)}T00:00:00`,
              // The last week is the current one.
              is_partial: index === launches.points.length - 1,
              launched: point.launched,
            }))}
            granularity="week"
            columns={[countColumn("Launched", "launched")]}
          />
        </TableBox>
      )}
    </div>
  );
}

const countColumn = <Key extends string>(label: string, key: Key) => ({
  label,
  cell: (point: Record<Key, number>) => formatCount(point[key]),
});
