import * as descriptions from "../api/descriptions";
import { findMetric } from "../catalogue";
import { BarList } from "../charts/BarList";
import { Card } from "../components/Card";
import { Change } from "../components/Change";
import { DashboardFiles } from "../components/DashboardFiles";
import { MetricValue } from "../components/MetricValue";
import { useCatalogue } from "../context";
import { formatParts } from "../metrics";
import { useShown } from "../shown";

/** In how many calls candidates withdrew, and why. */
export function Withdrawal() {
  const { dashboard, isStale } = useShown();
  const catalogue = useCatalogue();
  const metric = findMetric(catalogue, "withdrawal_rate");
  const rate = dashboard?.withdrawal.rate;
  const before = dashboard?.previous?.withdrawal_rate;
  const reasons = dashboard?.withdrawal.reasons ?? [];
  return (
    <Card
      title="Why people withdrew"
      meaning={{ description: descriptions.Withdrawal }}
      id="feedback"
      span={4}
      className="wider"
      isStale={isStale}
      nothing={rate?.numerator === 0 && "Nobody withdrew in these days."}
      actions={<DashboardFiles label="Why people withdrew" dashboard={dashboard} />}
    >
      <p className="note">
        <b>
          <MetricValue metric={metric} value={rate} />
        </b>
        {rate && `, ${formatParts(rate, metric.of) ?? ""}`}
        {rate && before && (
          <>
            ; <Change metric={metric} value={rate} previous={before} isShort />
          </>
        )}
      </p>
      <BarList
        caption="Reason"
        counted="Withdrawals"
        lines={reasons.map(({ reason, count }) => {
          const counted = findMetric(catalogue, `withdrawal_reason_${reason}`);
          const { label } = counted;
          const title = `Withdrawals: ${label.toLowerCase()}`;
          const shown = <MetricValue metric={counted} value={count} title={title} />;
          return { key: reason, label, count, shown };
        })}
      />
    </Card>
  );
}
