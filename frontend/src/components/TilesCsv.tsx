import { getGetDashboardUrl } from "../api/client";
import { descriptions } from "../api/descriptions";
import type { Dashboard } from "../api/model";
import type { Cell } from "../csv";
import { METRICS, SCALARS, isRate, valueOf } from "../metrics";
import { CsvButton } from "./CsvButton";

/** Saves every number of the dashboard as one table. */
export function TilesCsv({ dashboard }: { dashboard: Dashboard | undefined }) {
  function table() {
    const rows = SCALARS.map((name): Cell[] => {
      const value = dashboard?.scalars[name] ?? 0;
      const previous = dashboard?.previous?.scalars[name];
      return [
        name,
        valueOf(value),
        typeof value === "object" && isRate(value) ? value.numerator : null,
        typeof value === "object" ? (isRate(value) ? value.denominator : value.count) : null,
        previous === undefined ? null : valueOf(previous),
        descriptions[METRICS[name].component].description,
      ];
    });
    const columns = ["name", "value", "numerator", "denominator_or_count", "previous", "definition"];
    return { columns, rows };
  }
  return (
    <>
      <CsvButton
        name="numbers"
        label="Key numbers"
        component="Scalars"
        answer={dashboard && { ...dashboard, filters: listFilters(dashboard) }}
        table={table}
      />
      {dashboard && (
        <a className="button-small" href={workbookAddress(dashboard)} download>
          Excel
        </a>
      )}
    </>
  );
}

/** The filters, and what is compared with. */
function listFilters({ filters, previous }: Dashboard): object {
  if (!previous) return filters;
  return {
    ...filters,
    previous_start_date: previous.start_date,
    previous_end_date: previous.end_date,
    previous_start: previous.start,
    previous_end: previous.end,
    previous_is_cut: previous.is_cut,
  };
}

/** The server's workbook of every number and chart, in the filters as they were resolved. */
function workbookAddress({ filters, previous }: Dashboard): string {
  const compare = previous ? "previous_period" : "none";
  return getGetDashboardUrl({ ...filters, compare, format: "xlsx" });
}
