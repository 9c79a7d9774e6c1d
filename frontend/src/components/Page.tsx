import { useState } from "react";

import { useFilters } from "../address";
import { useStart } from "../context";
import { useDashboard } from "../dashboard";
import { describeResolved } from "../filters";
import { isRefusal } from "../request";
import { RowsContext, type RowsQuestion } from "../rows";
import { DashboardCharts } from "./DashboardCharts";
import { DashboardFiles } from "./DashboardFiles";
import { Failure } from "./Failure";
import { FilterBar } from "./FilterBar";
import { Frame } from "./Frame";
import { Funnel } from "./Funnel";
import { RowsDialog } from "./RowsDialog";
import { SourceCards } from "./SourceCards";
import { Status, Warnings } from "./Status";
import { Tiles } from "./Tiles";
import { Withdrawal } from "./Withdrawal";

export function Page() {
  const { organizations } = useStart();
  return <Frame>{organizations.length ? <Overview /> : <NoOrganization />}</Frame>;
}

/** Instead of filters that could find nothing. */
function NoOrganization() {
  return (
    <section className="section">
      <h1>No organisation yet</h1>
      <p>
        Your account belongs to no organisation, so there are no numbers to show. Ask whoever gave
        you the account to add you to one, then reload this page.
      </p>
    </section>
  );
}

function Overview() {
  const { organizations, catalogue } = useStart();
  const [filters] = useFilters();
  const { data, failure, isFetching, isStale: isOld, refetch } = useDashboard(filters);
  const [rowsQuestion, setRowsQuestion] = useState<RowsQuestion | null>(null);
  // Numbers of before stay on screen, marked as what they are, also where newer ones failed.
  const isStale = isFetching || isOld;
  const { compare, ...sourceFilters } = filters;
  const isSettled = (data !== undefined && !isOld) || failure !== null;
  const sources = <SourceCards filters={sourceFilters} isEnabled={isSettled} />;
  return (
    <RowsContext value={setRowsQuestion}>
      <FilterBar resolved={isOld ? undefined : data?.filters} />
      <Status
        dashboard={data}
        isFetching={isFetching}
        stillShown={
          isOld && data
            ? describeResolved(data.filters, organizations, catalogue.filters)
            : undefined
        }
        onRefresh={refetch}
      >
        <DashboardFiles label="Key numbers" dashboard={data} />
      </Status>
      {failure && <Failure error={failure} what="The numbers" onRetry={refetch} />}
      {data && <Warnings warnings={data.meta.warnings} />}
      {(data ?? !failure) && (
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
      {failure && !data && !isRefusal(failure) && <div className="cards">{sources}</div>}
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
