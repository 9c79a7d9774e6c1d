import { DashboardCharts } from "../components/DashboardCharts";
import { useShown } from "../shown";
import "../styles/charts.css";

/** The large chart of a metric over time. */
export function Chart() {
  const { dashboard, isStale } = useShown();
  return <DashboardCharts range={[0, 1]} dashboard={dashboard} isStale={isStale} />;
}
