import type { BucketTimes } from "../api/model";

/** What there is to say of a bucket that is not all there; else nothing. */
export function partialNote({ bucket_end, is_partial }: BucketTimes): string {
  if (!is_partial) return "";
  return Date.parse(bucket_end) > Date.now() ? "not over yet" : "only partly in these dates";
}
