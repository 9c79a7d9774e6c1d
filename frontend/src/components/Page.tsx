import { hashKey, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";

import {
  IMPORTS,
  REPORTS,
  useCandidate,
  useFilters,
  usePanelOpen,
  useMetric,
  useOrganization,
  withoutComparison,
} from "../address";
import { getGetDashboardQueryKey } from "../api/client";
import { useBuckets } from "../buckets";
import { useStart } from "../context";
import { useDashboard } from "../dashboard";
import { describeResolved, showFilters } from "../filters";
import { isRefusal } from "../request";
import { RowsContext, type RowsQuestion } from "../rows";
import { Empty } from "../sections/Empty";
import { Funnel } from "../sections/Funnel";
import { MoreNumbers } from "../sections/MoreNumbers";
import { ShownContext, useShown, type Shown } from "../shown";
import { findView, useViews } from "../views";
import { CampaignHead } from "./CampaignHead";
import { Failure } from "./Failure";
import { FilterBar } from "./FilterBar";
import { Frame } from "./Frame";
import { Lead } from "./Lead";
import { Tiles } from "./Tiles";
import { Warnings } from "./Warnings";

export function Page() {
  const { organizations } = useStart();
  return organizations.length ? <Overview /> : <NoOrganization />;
}

/** Instead of filters that could find nothing. */
function NoOrganization() {
  return (
    <Frame>
      <section className="lead" id="numbers">
        <h1>No organisation yet</h1>
        <p>
          Your account belongs to no organisation, so there are no numbers to show. Ask whoever gave
          you the account to add you to one, then reload this page.
        </p>
      </section>
    </Frame>
  );
}

function Overview() {
  const { organizations, catalogue } = useStart();
  const [addressed, changeFilters] = useFilters();
  const expected = showFilters(addressed, organizations, undefined);
  const { question, comparison } = expected;
  const [metric, setMetric] = useMetric();
  const [said, setSaid] = useState("");
  const importing = usePanelOpen(IMPORTS);
  const reporting = usePanelOpen(REPORTS);
  const organization = useOrganization();
  const { data, failure, isFetching, isStale: isOld, refetch } = useDashboard(question);
  const buckets = useBuckets(question);
  const queryClient = useQueryClient();
  const [rowsQuestion, setRowsQuestion] = useState<RowsQuestion | null>(null);
  const candidate = useCandidate();
  const resolved = isOld ? undefined : data?.filters;
  const isSettled = resolved !== undefined || failure !== null;
  const views = useViews(expected.organization?.id, isSettled);
  // Until there are some, their places are there.
  const hasNumbers = data !== undefined || !failure;

  function chooseMetric(name: string) {
    setMetric(name);
    const label = catalogue.metrics.find((one) => one.name === name)?.label ?? name;
    setSaid(`The chart shows ${label}.`);
    document.getElementById("chart")?.scrollIntoView({ block: "nearest" });
  }

  /** The dashboard first: where it fails, nothing else would be answered. */
  async function refresh() {
    const queryKey = getGetDashboardQueryKey(question);
    await queryClient.refetchQueries({ queryKey, exact: true });
    if (queryClient.getQueryState(queryKey)?.status !== "success") return;
    const isOther = ({ queryHash }: { queryHash: string }) => queryHash !== hashKey(queryKey);
    await queryClient.invalidateQueries({ predicate: isOther });
  }

  const shown: Shown = {
    question,
    filters: withoutComparison(question),
    dashboard: data,
    buckets: buckets.data,
    isCompared: comparison !== "none",
    // Numbers of before stay on screen, marked as what they are, also where newer ones failed.
    isStale: isFetching || isOld,
    isSettled,
    metric,
    chooseMetric,
    changeFilters,
  };
  return (
    <ShownContext value={shown}>
      <RowsContext value={setRowsQuestion}>
        <Frame
          bar={<FilterBar resolved={resolved} isFetching={isFetching} />}
          parts={hasNumbers ? ["numbers", "chart"] : ["numbers"]}
        >
          <CampaignHead resolved={resolved} zone={expected.zone} />
          <Lead
            dashboard={data}
            expected={expected}
            isFetching={isFetching}
            stillShown={
              isOld && data
                ? describeResolved(data.filters, organizations, catalogue.filters)
                : undefined
            }
            onRefresh={() => void refresh()}
          />
          {findView(addressed, views) === null && <GoneView />}
          {failure && <Failure error={failure} what="The numbers" onRetry={refetch} />}
          {data && <Warnings warnings={data.meta.warnings} />}
          {hasNumbers && (
            <div className={shown.isStale ? "stale" : undefined} aria-busy={isFetching}>
              <Tiles />
            </div>
          )}
          {(data ?? !(failure && isRefusal(failure))) && <Sections />}
          <Suspense>
            {data && rowsQuestion ? (
              <RowsDialog
                filters={data.filters}
                question={rowsQuestion}
                onClose={() => {
                  setRowsQuestion(null);
                }}
              />
            ) : (
              candidate !== null && <CandidateDialog candidate={candidate} />
            )}
          </Suspense>
          {importing && organization?.may_import && (
            <Suspense>
              <ImportDialog key={organization.id} organization={organization} />
            </Suspense>
          )}
          {reporting && (
            <Suspense>
              <ReportsDialog
                key={organization?.id}
                filters={addressed}
                organization={organization}
              />
            </Suspense>
          )}
          <p className="visually-hidden" role="status">
            {said}
          </p>
        </Frame>
      </RowsContext>
    </ShownContext>
  );
}

/** Instead of the view that the address names. */
function GoneView() {
  const [, change] = useFilters();
  return (
    <p className="warnings" role="status">
      The saved view of this link is not there: it was deleted, or is not shared with you.{" "}
      <button
        type="button"
        className="link"
        onClick={() => {
          change({ view: undefined });
        }}
      >
        Go on without it
      </button>
    </p>
  );
}

/** The numbers come first: what draws charts and tables is fetched once they are there. */
const later = () => import("../sections/Later");
const Chart = lazy(() => later().then((module) => ({ default: module.Chart })));
const OfCalls = lazy(() => later().then((module) => ({ default: module.OfCalls })));
const RowsDialog = lazy(() =>
  import("../people/RowsDialog").then((module) => ({ default: module.RowsDialog })),
);
const CandidateDialog = lazy(() =>
  import("../people/CandidateDialog").then((module) => ({ default: module.CandidateDialog })),
);
const ImportDialog = lazy(() =>
  import("../imports/ImportDialog").then((module) => ({ default: module.ImportDialog })),
);
const ReportsDialog = lazy(() =>
  import("../mailing/ReportsDialog").then((module) => ({ default: module.ReportsDialog })),
);
const OfOthers = lazy(() => later().then((module) => ({ default: module.OfOthers })));

function Sections() {
  const { dashboard, isSettled } = useShown();
  const isEmpty = dashboard?.scalars.total_calls === 0;
  const hasCharts = dashboard !== undefined || isSettled;
  const room = <section className="card span-8 chart-room" aria-hidden="true" />;
  return (
    <div className="grid">
      {isEmpty && <Empty />}
      {!isEmpty && (dashboard !== undefined || !isSettled) && (
        <>
          {hasCharts ? (
            <Suspense fallback={room}>
              <Chart />
            </Suspense>
          ) : (
            room
          )}
          <MoreNumbers />
          <Funnel />
        </>
      )}
      {/* Boundaries of their own: what is there stays while the other is fetched. */}
      {hasCharts && !isEmpty && dashboard && (
        <Suspense>
          <OfCalls />
        </Suspense>
      )}
      {hasCharts && (
        <Suspense>
          <OfOthers />
        </Suspense>
      )}
    </div>
  );
}
