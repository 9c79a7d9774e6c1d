import type {
  CampaignsLaunchedPerWeek,
  CreditsPerQualifiedCandidate,
  SmsSent,
  TimeSaved,
} from "../api/model";
import { Sparkline } from "../charts/Sparkline";
import { Nothing } from "../components/Nothing";
import { formatCount, formatDecimal, formatDuration, formatHours, formatDay } from "../format";
import { PARTS, sumOf } from "./effortParts";

export function Messages({ answer: { points, filters } }: { answer: SmsSent }) {
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

export function Saved({ answer: { points, assumptions } }: { answer: TimeSaved }) {
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

export function Credits({ answer }: { answer: CreditsPerQualifiedCandidate }) {
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

export function Launched({ answer: { points } }: { answer: CampaignsLaunchedPerWeek }) {
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
