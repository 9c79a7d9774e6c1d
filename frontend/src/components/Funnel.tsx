import type { Dashboard } from "../api/model";
import { findMetric } from "../catalogue";
import { useCatalogue } from "../context";
import { formatPercent } from "../format";
import { Card } from "./Card";
import { DashboardFiles } from "./DashboardFiles";
import { MetricValue } from "./MetricValue";

/** Every step counts people; interviews are calls, and so no step of theirs. */
const STEPS = ["people_contacted", "people_reached", "qualified_candidates"] as const;

interface Props {
  dashboard: Dashboard | undefined;
  isStale: boolean;
}

/** From called to qualified: how many people are left after each step. */
export function Funnel({ dashboard, isStale }: Props) {
  const catalogue = useCatalogue();
  const steps = STEPS.map((name) => findMetric(catalogue, name));
  const counts = STEPS.map((name) => dashboard?.scalars[name]);
  const most = Math.max(...counts.map((count) => count ?? 0), 1);
  return (
    <Card
      title="From called to qualified"
      meaning={{ description: steps.at(-1)?.description ?? "" }}
      isStale={isStale}
      actions={<DashboardFiles label="From called to qualified" dashboard={dashboard} />}
    >
      <ol className="funnel">
        {steps.map((metric, index) => {
          const count = counts[index];
          const width = `${((count ?? 0) / most) * 100}%`;
          return (
            <li key={metric.name}>
              <span className="funnel-label">{metric.label}</span>
              <span className="funnel-track" aria-hidden="true">
                <span className="funnel-bar" style={{ inlineSize: width }} />
              </span>
              <span className="funnel-count">
                <MetricValue metric={metric} value={count} />
              </span>
              <span className="funnel-share">{describeShare(count, counts[index - 1])}</span>
            </li>
          );
        })}
      </ol>
      <p className="note">Different people, counted once however often they were called.</p>
    </Card>
  );
}

function describeShare(count = 0, before = 0): string {
  return before && count <= before ? `${formatPercent(count / before)} of those before` : "";
}
