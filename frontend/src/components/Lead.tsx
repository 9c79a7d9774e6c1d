import { lazy, Suspense } from "react";

import type { Dashboard } from "../api/model";
import { formatClock, formatDays, formatDaysBeside, formatDuration, formatTime } from "../format";
import { useAlerts } from "../keeping/useAlerts";
import { describeDays, type ShownFilters } from "../filters";
import { useCause } from "../sections/cause";
import { Icon } from "./Icon";
import { Sentence } from "./Sentence";

const AlertsNow = lazy(() =>
  import("../keeping/panels").then((module) => ({ default: module.AlertsNow })),
);

interface Props {
  dashboard: Dashboard | undefined;
  /** What was asked for: as much room as the answer takes is kept for it. */
  expected: ShownFilters;
  isFetching: boolean;
  /** The filters of the numbers below, where they are not those that were asked for. */
  stillShown: string | undefined;
  onRefresh: () => void;
}

/** What the numbers below are about, of when they are, and what they say in one sentence. */
export function Lead({ dashboard, expected, isFetching, stillShown, onRefresh }: Props) {
  const cause = useCause();
  const open = useAlerts(dashboard?.filters.org_id).filter(({ since }) => since !== null);
  return (
    <section className="lead" id="numbers" tabIndex={-1} aria-label="Overview">
      <div className="lead-meta">
        <h1>
          {dashboard ? (
            <Days dashboard={dashboard} />
          ) : isFetching ? (
            <>
              <span className="visually-hidden">Fetching the numbers …</span>
              <span className="skeleton" aria-hidden="true">
                {expectDays(expected)}
              </span>
            </>
          ) : (
            <b>Overview</b>
          )}
        </h1>
        <p role="status">
          {isFetching && (dashboard ? "Fetching … " : <AsOfRoom zone={expected.zone} />)}
          {stillShown
            ? `Still shown: ${stillShown}.`
            : !isFetching && dashboard && <AsOf dashboard={dashboard} />}
        </p>
        <button type="button" className="quiet" onClick={onRefresh} disabled={isFetching}>
          <Icon name="reload" /> Refresh
        </button>
      </div>
      <p className="lead-sentence">
        {dashboard ? (
          <Sentence dashboard={dashboard} cause={cause} />
        ) : (
          isFetching && (
            <span className="skeleton" aria-hidden="true">
              Qualified candidates +88%: 888 after 888; answer rate unchanged within noise.
            </span>
          )
        )}
      </p>
      {open.length > 0 && (
        <Suspense>
          <AlertsNow open={open} />
        </Suspense>
      )}
    </section>
  );
}

/** The days of the answer, as far as they are known before it comes. */
function expectDays({ days, compared, today }: ShownFilters): string {
  if (!compared) return describeDays(days);
  const before = formatDaysBeside(compared.start, compared.end, days.end);
  const cut = days.end >= today ? ", both until 00:00" : "";
  return `${describeDays(days)} compared with ${before}${cut}`;
}

const AsOfRoom = ({ zone }: { zone: string }) => (
  <span className="skeleton" aria-hidden="true">
    {`00:00, ${zone}`}
  </span>
);

function Days({ dashboard: { filters, previous } }: { dashboard: Dashboard }) {
  const { start_date, end_date } = filters;
  return (
    <>
      <b>{formatDays(start_date, end_date)}</b>
      {previous &&
        ` compared with ${formatDaysBeside(previous.start_date, previous.end_date, end_date)}`}
      {previous?.is_cut && `, both until ${formatClock(previous.end)}`}
    </>
  );
}

function AsOf({ dashboard: { meta, filters } }: { dashboard: Dashboard }) {
  const lag = meta.replica_lag_sec;
  return (
    <>
      As of <time dateTime={meta.as_of}>{formatTime(meta.as_of, filters.timezone)}</time>,{" "}
      {filters.timezone}
      {meta.database === "replica" &&
        (lag === null
          ? " · from a replica whose age is not known"
          : ` · from a replica ${lag < 1 ? "that is up to date" : `${formatDuration(lag)} behind`}`)}
    </>
  );
}
