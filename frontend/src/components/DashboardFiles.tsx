import { comparisonOf } from "../address";
import { getGetDashboardUrl } from "../api/client";
import type { Dashboard } from "../api/model";
import { useShown } from "../shown";
import { Files } from "./Files";

interface Props {
  label: string;
  dashboard: Dashboard | undefined;
}

/** Every number and chart of the dashboard as a file, in the filters as they were resolved. */
export function DashboardFiles({ label, dashboard }: Props) {
  const { question } = useShown();
  const filters = dashboard && { ...dashboard.filters, ...comparisonOf(question) };
  return <Files label={label} filters={filters} addressOf={getGetDashboardUrl} />;
}
