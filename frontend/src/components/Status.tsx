import type { ReactNode } from "react";

import type { Dashboard } from "../api/model";
import { formatDays, formatDuration, formatInstant } from "../format";

interface Props {
  dashboard: Dashboard | undefined;
  isFetching: boolean;
  /** The filters of the numbers below, where they are not those that were asked for. */
  stillShown: string | undefined;
  onRefresh: () => void;
  children: ReactNode;
}

/** What the numbers below are about, and of when they are. */
export function Status({ dashboard, isFetching, stillShown, onRefresh, children }: Props) {
  return (
    <div className="status">
      <div className="status-text">
        <h1>
          {dashboard ? (
            formatDays(dashboard.filters.start_date, dashboard.filters.end_date)
          ) : !isFetching ? (
            "Overview"
          ) : (
            <>
              <span className="visually-hidden">Overview</span>
              {/* As long as what comes, so that nothing moves when it does. */}
              <span className="skeleton" aria-hidden="true">
                {formatDays("2026-01-01", "2026-01-31")}
              </span>
            </>
          )}
        </h1>
        <p role="status">
          {isFetching && "Fetching the numbers … "}
          {stillShown
            ? `Still shown: ${stillShown}.`
            : !isFetching && dashboard && <DataAsOf dashboard={dashboard} />}
        </p>
      </div>
      {children}
      <button type="button" className="button-quiet" onClick={onRefresh} disabled={isFetching}>
        Refresh
      </button>
    </div>
  );
}

function DataAsOf({ dashboard: { meta, filters } }: { dashboard: Dashboard }) {
  const lag = meta.replica_lag_sec;
  return (
    <>
      Data as of <time dateTime={meta.as_of}>{formatInstant(meta.as_of, filters.timezone)}</time>,{" "}
      {filters.timezone}
      {meta.database === "replica" &&
        (lag === null
          ? " · from a replica whose age is not known"
          : ` · from a replica ${lag < 1 ? "that is up to date" : `${formatDuration(lag)} behind`}`)}
    </>
  );
}

/** What a reader should know before believing the numbers. */
export function Warnings({ warnings }: { warnings: { code: string; detail: string }[] }) {
  if (!warnings.length) return null;
  return (
    <ul className="warnings" aria-label="Warnings">
      {warnings.map(({ code, detail }) => (
        <li key={code + detail}>{detail}</li>
      ))}
    </ul>
  );
}
