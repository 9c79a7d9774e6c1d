// The rows behind a number: which they are, and where they are asked for.
import { createContext, useContext } from "react";

import type { Filters as Resolved } from "./api/model";

export interface RowsQuestion {
  /** What the rows are behind, as the page calls it. */
  title: string;
  metric: string;
  part?: "numerator" | "denominator";
  /** One bucket of a chart instead of the whole range. */
  bucketStart?: string;
}

export type RowKind = "calls" | "applications" | "reviews";

const APPLICATIONS = new Set([
  ...["people_contacted", "people_reached", "opt_outs", "qualified_candidates"],
  ...["passthrough_rate", "avg_time_to_first_interview"],
]);
const VERDICTS = new Set(["thumbs_up", "thumbs_down"]);

/** What a metric counts; in a bucket verdicts are counted as they were given, in reviews. */
export function kindOf({ metric, bucketStart }: RowsQuestion): RowKind {
  if (VERDICTS.has(metric)) return bucketStart ? "reviews" : "applications";
  return APPLICATIONS.has(metric) ? "applications" : "calls";
}

/** The address of the first page of rows, in filters as the server resolved them. */
export function rowsAddress(filters: Resolved, question: RowsQuestion): string {
  const parameters = new URLSearchParams({
    org_id: String(filters.org_id),
    start_date: filters.start_date,
    end_date: filters.end_date,
    timezone: filters.timezone,
    granularity: filters.granularity,
    metric: question.metric,
  });
  if (question.part) parameters.set("part", question.part);
  if (question.bucketStart) parameters.set("bucket_start", question.bucketStart);
  for (const campaign of filters.campaign_ids) parameters.append("campaign_ids", String(campaign));
  for (const source of filters.candidate_filter) parameters.append("candidate_filter", source);
  return `/${kindOf(question)}?${parameters.toString()}`;
}

export type OpenRows = (question: RowsQuestion) => void;

export const RowsContext = createContext<OpenRows | null>(null);

/** A function that shows the rows behind a number; null where they cannot be shown. */
export const useOpenRows = () => useContext(RowsContext);
