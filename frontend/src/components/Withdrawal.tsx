import * as descriptions from "../api/descriptions";
import type { Dashboard } from "../api/model";
import { explain, findMetric, type Metric } from "../catalogue";
import { useCatalogue } from "../context";
import { formatPercent } from "../format";
import { formatParts, type Value } from "../metrics";
import { Card } from "./Card";
import { DashboardFiles } from "./DashboardFiles";
import { Definition } from "./Definition";
import { MetricValue } from "./MetricValue";

interface Props {
  dashboard: Dashboard | undefined;
  isStale: boolean;
}

/** In how many calls candidates withdrew, and why, or asked for an accommodation. */
export function Withdrawal({ dashboard, isStale }: Props) {
  const catalogue = useCatalogue();
  const reasons = dashboard?.withdrawal.reasons ?? [];
  const most = Math.max(...reasons.map(({ count }) => count), 1);
  return (
    <Card
      title="Withdrawal and accommodation"
      meaning={{ description: descriptions.Withdrawal }}
      isStale={isStale}
      actions={<DashboardFiles label="Withdrawal reasons" dashboard={dashboard} />}
    >
      <dl className="pairs">
        <RateOf
          metric={findMetric(catalogue, "withdrawal_rate")}
          rate={dashboard?.withdrawal.rate}
        />
        <RateOf
          metric={findMetric(catalogue, "accommodation_rate")}
          rate={dashboard?.accommodation.rate}
        />
      </dl>
      <table className="reasons">
        <caption className="visually-hidden">Withdrawals by reason</caption>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">Reason</th>
            <th scope="col">Withdrawals</th>
            <th scope="col">Share of all</th>
          </tr>
        </thead>
        <tbody>
          {reasons.map(({ reason, count, share }) => {
            const metric = findMetric(catalogue, `withdrawal_reason_${reason}`);
            return (
              <tr key={reason}>
                <th scope="row">
                  {metric.label}
                  <span
                    className="reason-bar"
                    aria-hidden="true"
                    style={{ inlineSize: `${(count / most) * 100}%` }}
                  />
                </th>
                <td>
                  <MetricValue
                    metric={metric}
                    value={count}
                    title={`Withdrawals: ${metric.label.toLowerCase()}`}
                  />
                </td>
                <td>{formatPercent(share)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {dashboard && !reasons.length && <p className="note">No withdrawals in this range.</p>}
    </Card>
  );
}

function RateOf({ metric, rate }: { metric: Metric; rate: Value | undefined }) {
  const { label, of } = metric;
  return (
    <div>
      <dt>
        {label} <Definition label={label} meaning={explain(useCatalogue(), metric)} />
      </dt>
      <dd className="tile-value">
        <MetricValue metric={metric} value={rate} />
      </dd>
      <dd className="tile-parts">{rate !== undefined && formatParts(rate, of)}</dd>
    </div>
  );
}
