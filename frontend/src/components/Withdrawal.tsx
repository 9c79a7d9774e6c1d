import type { descriptions } from "../api/descriptions";
import type { Dashboard, WithdrawalReason } from "../api/model";
import { formatCount, formatPercent } from "../format";
import { formatParts } from "../metrics";
import { Card } from "./Card";
import { Counted } from "./Counted";
import { CsvButton } from "./CsvButton";
import { Definition } from "./Definition";
import { Nothing } from "./Nothing";

const REASONS: Record<WithdrawalReason, string> = {
  not_interested: "Not interested",
  accepted_other_offer: "Accepted another offer",
  pay: "Pay",
  schedule: "Schedule",
  location: "Location",
  role_mismatch: "Role does not match",
  prefers_human: "Prefers a human",
  not_qualified: "Not qualified",
  other: "Other",
};

interface Props {
  dashboard: Dashboard | undefined;
  isStale: boolean;
}

/** In how many calls candidates withdrew, and why, or asked for an accommodation. */
export function Withdrawal({ dashboard, isStale }: Props) {
  const reasons = dashboard?.withdrawal.reasons ?? [];
  const most = Math.max(...reasons.map(({ count }) => count), 1);
  return (
    <Card
      title="Withdrawal and accommodation"
      component="Withdrawal"
      isStale={isStale}
      actions={
        <CsvButton
          name="withdrawal"
          label="Withdrawal reasons"
          component="Withdrawal"
          answer={dashboard}
          table={() => ({
            columns: ["reason", "count", "share"],
            rows: reasons.map(({ reason, count, share }) => [reason, count, share]),
          })}
        />
      }
    >
      <dl className="pairs">
        <RateOf
          label="Withdrawal rate"
          component="WithdrawalRate"
          metric="withdrawal_rate"
          rate={dashboard?.withdrawal.rate}
          of={["withdrawals", "answered calls"]}
        />
        <RateOf
          label="Accommodation rate"
          component="AccommodationRate"
          metric="accommodation_rate"
          rate={dashboard?.accommodation.rate}
          of={["requests", "answered calls"]}
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
          {reasons.map(({ reason, count, share }) => (
            <tr key={reason}>
              <th scope="row">
                {REASONS[reason]}
                <span
                  className="reason-bar"
                  aria-hidden="true"
                  style={{ inlineSize: `${(count / most) * 100}%` }}
                />
              </th>
              <td>
                <data value={count} data-metric={`withdrawal_reason_${reason}`}>
                  <Counted
                    question={{
                      title: `Withdrawals: ${REASONS[reason].toLowerCase()}`,
                      metric: `withdrawal_reason_${reason}`,
                    }}
                  >
                    {formatCount(count)}
                  </Counted>
                </data>
              </td>
              <td>{formatPercent(share)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {dashboard && !reasons.length && <p className="note">No withdrawals in this range.</p>}
    </Card>
  );
}

interface RateProps {
  label: string;
  component: keyof typeof descriptions;
  metric: string;
  rate: { value: number | null; numerator: number; denominator: number } | undefined;
  of: [string, string];
}

function RateOf({ label, component, metric, rate, of }: RateProps) {
  return (
    <div>
      <dt>
        {label} <Definition label={label} component={component} />
      </dt>
      <dd className="tile-value">
        {!rate ? (
          <span className="skeleton">00.0%</span>
        ) : rate.value === null ? (
          <Nothing />
        ) : (
          <data value={rate.value} data-metric={metric}>
            {rate.numerator ? (
              <Counted question={{ title: label, metric }}>{formatPercent(rate.value)}</Counted>
            ) : (
              formatPercent(rate.value)
            )}
          </data>
        )}
      </dd>
      <dd className="tile-parts">{rate && formatParts(rate, of)}</dd>
    </div>
  );
}
