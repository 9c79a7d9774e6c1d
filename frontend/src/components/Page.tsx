import { useState } from "react";

import { useFilters, useMetric } from "../address";
import { useStart } from "../context";
import { useDashboard } from "../dashboard";
import { describeResolved } from "../filters";
import { isRefusal } from "../request";
import { RowsContext, type RowsQuestion } from "../rows";
import { Campaigns } from "../sections/Campaigns";
import { Care } from "../sections/Care";
import { Chart } from "../sections/Chart";
import { Effort } from "../sections/Effort";
import { Funnel } from "../sections/Funnel";
import { Satisfaction } from "../sections/Satisfaction";
import { Sources } from "../sections/Sources";
import { Thumbs } from "../sections/Thumbs";
import { WhatChanged } from "../sections/WhatChanged";
import { WhenToCall } from "../sections/WhenToCall";
import { Withdrawal } from "../sections/Withdrawal";
import { ShownContext, type Shown } from "../shown";
import { DashboardFiles } from "./DashboardFiles";
import { Failure } from "./Failure";
import { FilterBar } from "./FilterBar";
import { Frame } from "./Frame";
import { RowsDialog } from "./RowsDialog";
import { Status, Warnings } from "./Status";
import { Tiles } from "./Tiles";

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
  const [question, changeFilters] = useFilters();
  const [metric, chooseMetric] = useMetric();
  const { data, failure, isFetching, isStale: isOld, refetch } = useDashboard(question);
  const [rowsQuestion, setRowsQuestion] = useState<RowsQuestion | null>(null);
  const { compare, ...filters } = question;
  const shown: Shown = {
    question,
    filters,
    dashboard: data,
    // Numbers of before stay on screen, marked as what they are, also where newer ones failed.
    isStale: isFetching || isOld,
    isSettled: (data !== undefined && !isOld) || failure !== null,
    metric,
    chooseMetric,
    changeFilters,
  };
  return (
    <ShownContext value={shown}>
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
          <section
            className={shown.isStale ? "section stale" : "section"}
            aria-label="Key numbers"
            aria-busy={isFetching}
          >
            <Tiles dashboard={data} isCompared={compare === "previous_period"} />
          </section>
        )}
        {(data ?? !(failure && isRefusal(failure))) && (
          <div className="grid">
            {(data ?? !failure) && <OfDashboard />}
            <Effort />
          </div>
        )}
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
    </ShownContext>
  );
}

/** Every section that is of calls, in the order in which questions come up. */
function OfDashboard() {
  return (
    <>
      <Chart />
      <Funnel />
      <WhatChanged />
      <Campaigns />
      <Sources />
      <WhenToCall />
      <Care />
      <Withdrawal />
      <Thumbs />
      <Satisfaction />
    </>
  );
}
