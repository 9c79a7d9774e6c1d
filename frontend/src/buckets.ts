// The numbers over time, which tiles, lists and the large chart draw: one question for all.
import { useGetBreakdown } from "./api/client";
import type { Breakdown, BreakdownRow, GetDashboardParams } from "./api/model";
import { useKept, type Kept } from "./kept";
import { named, type Value } from "./metrics";

export function useBuckets(question: GetDashboardParams): Kept<Breakdown> {
  return useKept(useGetBreakdown({ ...question, by: "bucket" }));
}

/** A number bucket by bucket; nothing where a breakdown does not answer it. */
export function numbersOf(rows: BreakdownRow[], name: string): Value[] {
  return rows.flatMap(({ scalars, ...rates }) => named({ ...rates, ...scalars }, name) ?? []);
}
