import { useState } from "react";

import { useFilters } from "../address";
import { useDashboard } from "../dashboard";
import { isRefusal } from "../request";
import { RowsContext, type RowsQuestion } from "../rows";
import { DashboardCharts } from "./DashboardCharts";
import { Failure } from "./Failure";
import { FilterBar } from "./FilterBar";
import { Frame } from "./Frame";
import { Funnel } from "./Funnel";
import { RowsDialog } from "./RowsDialog";
import { SourceCards } from "./SourceCards";
import { Status, Warnings } from "./Status";
import { Tiles } from "./Tiles";
import { TilesCsv } from "./TilesCsv";
import { Withdrawal } from "./Withdrawal";

export function Page() {
  const [filters] = useFilters();
  const { data, error, isFetching, isPlaceholderData, refetch } = useDashboard(filters);
  const [rowsQuestion, setRowsQuestion] = useState<RowsQuestion | null>(null);
  const refresh = () => void refetch();
  // Numbers of before stay on screen, marked as what they are, also where newer ones failed.
  const isStale = isFetching || error !== null;
  const { compare, ...sourceFilters } = filters;
  const isSettled = (data !== undefined && !isPlaceholderData) || error !== null;
  const sources = <SourceCards filters={sourceFilters} isEnabled={isSettled} />;
  return (
    <RowsContext value={setRowsQuestion}>
      <Frame>
        <FilterBar resolved={isPlaceholderData ? undefined : data?.filters} />
        <Status dashboard={data} isFetching={isFetching} onRefresh={refresh}>
          <TilesCsv dashboard={data} />
        </Status>
        {error && <Failure error={error} what="The numbers" onRetry={refresh} />}
        {data && <Warnings warnings={data.meta.warnings} />}
        {(data ?? !error) && (
          <>
            <section
              className={isStale ? "section stale" : "section"}
              aria-label="Key numbers"
              aria-busy={isFetching}
            >
              <Tiles dashboard={data} isCompared={compare === "previous_period"} />
            </section>
            <div className="cards">
              <Funnel dashboard={data} isStale={isStale} />
              <Withdrawal dashboard={data} isStale={isStale} />
              <DashboardCharts dashboard={data} isStale={isStale} />
              {sources}
            </div>
          </>
        )}
        {error && !data && !isRefusal(error) && <div className="cards">{sources}</div>}
      </Frame>
      {data && rowsQuestion && (
        <RowsDialog
          filters={data.filters}
          question={rowsQuestion}
          onClose={() => {
            setRowsQuestion(null);
          }}
        />
      )}
    </RowsContext>
  );
}
