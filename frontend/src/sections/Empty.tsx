import { IMPORTS, useFilters, useOrganization } from "../address";
import { useListCalls } from "../api/client";
import type { ListCallsParams } from "../api/model";
import { Card } from "../components/Card";
import { useStart } from "../context";
import { addDays, countDays, MAX_YEARS, type Days } from "../dates";
import { showFilters } from "../filters";
import { formatDay, formatDays } from "../format";
import { parametersOf } from "../rows";
import { useShown } from "../shown";

/** Instead of the sections of calls where there are none: when there were some, and the way there. */
export function Empty() {
  const { dashboard, changeFilters } = useShown();
  const { organizations } = useStart();
  const [filters] = useFilters();
  const organization = useOrganization();
  const { days, today } = showFilters(filters, organizations, dashboard?.filters);
  const last = useLastDay(dashboard?.filters, today);
  const found = last.data;
  const before = found && { start: addDays(found, 1 - countDays(days)), end: found };

  function show({ start, end }: Days) {
    changeFilters({ range: undefined, start_date: start, end_date: end });
  }

  return (
    <Card id="chart" title="Nothing to show" span={12} className="empty">
      <p className="note">
        No calls from {formatDays(days.start, days.end)} with these filters.{" "}
        {found
          ? `The last one was on ${formatDay(found)}.`
          : last.isSuccess && `Nor were there any in ${MAX_YEARS} years before.`}
      </p>
      <p className="empty-ways">
        {before && (
          <button
            type="button"
            className="primary"
            onClick={() => {
              show(before);
            }}
          >
            Show {formatDays(before.start, before.end)}
          </button>
        )}
        <button
          type="button"
          className="quiet"
          onClick={() => {
            changeFilters({ range: "last_90_days", start_date: undefined, end_date: undefined });
          }}
        >
          Last 90 days
        </button>
        {organization?.may_import && (
          <a className="quiet" href={IMPORTS}>
            Import files
          </a>
        )}
      </p>
    </Card>
  );
}

/** The day of the newest call that the filters let through, up to today. */
function useLastDay(filters: object | undefined, today: string) {
  const question = {
    ...parametersOf(filters ?? {}),
    granularity: "month",
    start_date: addDays(today, 1 - MAX_YEARS * 365),
    end_date: today,
    population: "attempted",
    page_size: 1,
  };
  return useListCalls(question as ListCallsParams, {
    query: {
      enabled: filters !== undefined,
      select: ({ results }) => results[0]?.created.slice(0, 10) ?? null,
    },
  });
}
