import type { Section } from "../api/model";
import { headlinesOf, type Metric } from "../catalogue";
import { Card } from "../components/Card";
import { Change } from "../components/Change";
import { DashboardFiles } from "../components/DashboardFiles";
import { MetricValue } from "../components/MetricValue";
import { Trend } from "../components/Trend";
import { useCatalogue } from "../context";
import { formatCount } from "../format";
import { isRate, isShown, numberOf, previousOf } from "../metrics";
import { useShown } from "../shown";
import "../styles/more.css";

/** Counts that stand beside the rate of the same, and so on no line of their own. */
const COUNT_OF: Partial<Record<string, string>> = { opt_out_rate: "opt_outs" };

const SECTIONS: Section[] = ["reach", "interviews", "care", "outcome"];

/** Every number that is no headline: a name shows its chart, a number its rows. */
export function MoreNumbers() {
  const catalogue = useCatalogue();
  const { dashboard, isStale } = useShown();
  const headlines = headlinesOf(catalogue);
  const beside = catalogue.metrics.map(({ name }) => COUNT_OF[name]);
  const metrics = SECTIONS.flatMap((section) =>
    catalogue.metrics.filter(
      (metric) =>
        metric.section === section &&
        isShown(metric) &&
        !headlines.includes(metric) &&
        !beside.includes(metric.name),
    ),
  );
  return (
    <Card
      id="more"
      title="More numbers"
      span={4}
      className="wider"
      isStale={isStale}
      actions={<DashboardFiles label="More numbers" dashboard={dashboard} />}
    >
      <table className="more">
        <caption className="visually-hidden">Trend, value, change</caption>
        <tbody>
          {metrics.map((metric) => (
            <Line
              key={metric.name}
              metric={metric}
              counted={catalogue.metrics.find(({ name }) => name === COUNT_OF[metric.name])}
            />
          ))}
        </tbody>
      </table>
      <p className="key">
        <span>≈ within noise</span>
        <span>a name shows its chart, a number its rows</span>
      </p>
    </Card>
  );
}

/** The count that a rate is of stands before it: its own metric's, else the rate's numerator. */
function Line({ metric, counted }: { metric: Metric; counted: Metric | undefined }) {
  const { dashboard, metric: chosen, chooseMetric } = useShown();
  const { name } = metric;
  const label = counted?.label ?? metric.label;
  const value = numberOf(dashboard, name);
  const previous = previousOf(dashboard, name);
  const hasCount = !metric.is_scalar && value !== undefined && isRate(value);
  return (
    <tr>
      <th scope="row">
        <button
          type="button"
          className="metric"
          aria-label={`${label}: show its chart`}
          aria-pressed={name === chosen}
          title={metric.description}
          onClick={() => {
            chooseMetric(name);
          }}
        >
          {label}
        </button>
      </th>
      <td>
        <Trend name={name} width={56} height={20} />
      </td>
      <td className="num">
        {hasCount && (
          <span className="muted">
            {counted ? (
              <MetricValue metric={counted} value={numberOf(dashboard, counted.name)} />
            ) : (
              formatCount(value.numerator)
            )}
            {" · "}
          </span>
        )}
        <b>
          <MetricValue metric={metric} value={value} />
        </b>
      </td>
      <td className="num">
        {value !== undefined && previous !== undefined && (
          <Change metric={metric} value={value} previous={previous} isShort />
        )}
      </td>
    </tr>
  );
}
