import { useListCalls } from "../api/client";
import type { ListCallsParams } from "../api/model";
import { findMetric } from "../catalogue";
import { Card } from "../components/Card";
import { Counted } from "../components/Counted";
import { DashboardFiles } from "../components/DashboardFiles";
import { useCatalogue } from "../context";
import { formatCount, formatPercent } from "../format";
import { useKept } from "../kept";
import { parametersOf } from "../rows";
import { useSection, useShown } from "../shown";
import "../styles/funnel.css";

/** Every step counts people, once; interviews are calls, whose rows say of how many people. */
const STEPS = [
  ["people_contacted", "Called"],
  ["people_reached", "Picked up"],
  ["interviews", "Interviewed"],
  ["qualified_candidates", "Qualified"],
] as const;

/** From called to qualified: how many people are left after each step. */
export function Funnel() {
  const catalogue = useCatalogue();
  const { dashboard, isStale } = useShown();
  const { ref, isEnabled } = useSection();
  const { data: interviewed, isStale: isOld } = useInterviewed(dashboard?.filters, isEnabled);
  const counts = STEPS.map(([name]) =>
    name === "interviews" ? interviewed : dashboard?.scalars[name],
  );
  const most = counts[0] ?? 0;
  return (
    <Card
      ref={ref}
      title="From called to qualified"
      span={12}
      isStale={isStale || isOld}
      actions={<DashboardFiles label="From called to qualified" dashboard={dashboard} />}
    >
      <ol className="steps">
        {STEPS.map(([name, label], index) => {
          const metric = findMetric(catalogue, name);
          const count = counts[index];
          const width = `${most && ((count ?? 0) / most) * 100}%`;
          return (
            <li key={name}>
              <p>
                <span className="figure">
                  {count === undefined ? (
                    <span className="skeleton">0,000</span>
                  ) : (
                    <Counted question={{ title: label, rows: metric.rows, metric: name }}>
                      {formatCount(count)}
                    </Counted>
                  )}
                </span>{" "}
                {label}
              </p>
              <span className="step-bar" aria-hidden="true">
                <i style={{ inlineSize: width }} />
              </span>
              <p className="note">
                {index ? sayShare(count, counts[index - 1]) : "different people, counted once"}
              </p>
            </li>
          );
        })}
      </ol>
    </Card>
  );
}

function sayShare(count: number | undefined, before: number | undefined) {
  if (count === undefined || !before || count > before) return null;
  return (
    <>
      <b>{formatPercent(count / before)}</b> of those before
    </>
  );
}

/** How many different people were interviewed. */
function useInterviewed(filters: object | undefined, isEnabled: boolean) {
  const question = { ...parametersOf(filters ?? {}), metric: "interviews", page_size: 1 };
  const query = useKept(
    useListCalls(question as ListCallsParams, {
      query: { enabled: isEnabled && filters !== undefined },
    }),
  );
  return { data: query.data?.candidates ?? undefined, isStale: query.isStale };
}
