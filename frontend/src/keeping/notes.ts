// Notes on days, and where they stand in a chart.
import { useListAnnotations } from "../api/client";
import type { Annotation, BucketTimes, Filters } from "../api/model";

const MOST = 1000;

/** The notes on the days of the filters; none until they are known. */
export function useNotes({ org_id, start_date, end_date }: Filters): Annotation[] {
  const params = { org_id, start_date, end_date, page_size: MOST };
  return useListAnnotations(params).data?.results ?? [];
}

/** The bucket that a note stands on: the first one of its day. */
export const bucketOfDay = (day: string, buckets: BucketTimes[]) =>
  buckets.find(
    ({ bucket_start, bucket_end }) =>
      bucket_start.slice(0, 10) <= day && bucket_end.slice(0, 19) > `${day}T00:00:00`,
  );
