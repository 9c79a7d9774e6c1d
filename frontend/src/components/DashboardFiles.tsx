import { getGetDashboardUrl } from "../api/client";
import type { Dashboard } from "../api/model";
import { parametersOf } from "../rows";
import { Files } from "./Files";

interface Props {
  label: string;
  dashboard: Dashboard | undefined;
}

/** Every number and chart of the dashboard as a file, in the filters as they were resolved. */
export function DashboardFiles({ label, dashboard }: Props) {
  if (!dashboard) return <Files label={label} addressOf={undefined} />;
  const { filters, previous } = dashboard;
  const compare = previous ? "previous_period" : "none";
  return (
    <Files
      label={label}
      addressOf={(format) => getGetDashboardUrl({ ...parametersOf(filters), compare, format })}
    />
  );
}
