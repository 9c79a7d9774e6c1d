import { useRef, type RefObject } from "react";

import { getDashboard, useGetDashboard } from "./api/client";
import type { GetDashboardParams } from "./api/model";
import { useKept } from "./kept";

/** An answer came after a newer question had been asked. */
export class StaleAnswerError extends Error {
  override readonly name = "StaleAnswerError";
}

/**
 * Asks, and takes the answer only while nothing newer was asked meanwhile. The query cache already
 * keeps answers apart by their filters and aborts what nobody waits for; the counter holds whatever
 * the cache does, also for two questions with the same filters.
 */
export async function takeLatest<T>(
  dashboardRequestIdRef: RefObject<number>,
  ask: () => Promise<T>,
): Promise<T> {
  const requestId = ++dashboardRequestIdRef.current;
  const answer = await ask();
  if (requestId !== dashboardRequestIdRef.current) throw new StaleAnswerError();
  return answer;
}

/** The dashboard of the filters; until it comes, that of the filters before, marked. */
export function useDashboard(params: GetDashboardParams) {
  const dashboardRequestIdRef = useRef(0);
  return useKept(
    useGetDashboard(params, {
      query: {
        queryFn: ({ signal }) =>
          takeLatest(dashboardRequestIdRef, () => getDashboard(params, { signal })),
      },
    }),
  );
}
