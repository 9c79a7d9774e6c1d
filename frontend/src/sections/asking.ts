// How the sections ask for numbers by a dimension.
import { useGetBreakdown } from "../api/client";
import type { GetBreakdownBy, GetDashboardParams } from "../api/model";
import { useKept } from "../kept";

/** Every number by a dimension; the last answer stays, marked, until the next one comes. */
export const useBreakdown = (
  by: GetBreakdownBy,
  question: GetDashboardParams,
  isEnabled: boolean,
) => useKept(useGetBreakdown({ ...question, by }, { query: { enabled: isEnabled } }));
