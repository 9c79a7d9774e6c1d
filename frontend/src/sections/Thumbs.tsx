import { DashboardCharts } from "../components/DashboardCharts";
import { useShown } from "../shown";

/** Verdicts by when they were given, and what else is counted over time. */
export function Thumbs() {
  const { dashboard, isStale } = useShown();
  return <DashboardCharts range={[1]} dashboard={dashboard} isStale={isStale} />;
}
