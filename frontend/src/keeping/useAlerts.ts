import { useListAlerts } from "../api/client";
import type { Alert } from "../api/model";

const MOST = 1000;

/** The organisation's alerts; none until they are known. */
export function useAlerts(org_id: number | undefined): Alert[] {
  const query = { enabled: org_id !== undefined };
  return useListAlerts({ org_id, page_size: MOST }, { query }).data?.results ?? [];
}
