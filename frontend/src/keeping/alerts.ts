// Alerts in words.
import type { Alert, AlertCondition } from "../api/model";
import type { Metric } from "../catalogue";
import { formatCount, formatShortDay } from "../format";
import { formatValue } from "../metrics";

export const WORDS: Record<AlertCondition, string> = {
  above: "above",
  below: "below",
  worse: "worse than a week before, beyond noise",
  changed: "other than a week before, beyond noise",
};

/** What an alert of a number may be about: only of rates is it known what is chance. */
export const conditionsOf = ({ kind, better }: Metric): AlertCondition[] => [
  "below",
  "above",
  ...(kind === "rate" ? ([...(better ? ["worse"] : []), "changed"] as AlertCondition[]) : []),
];

/** "Answer rate below 40% on 2 days in a row". */
export function describeAlert(
  { condition, threshold, days = 1 }: Pick<Alert, "condition" | "threshold" | "days">,
  { label, unit }: Metric,
  campaign?: string,
): string {
  const value = threshold == null ? "" : ` ${formatValue(threshold, unit)}`;
  const of = campaign ? `, ${campaign}` : "";
  const run = days > 1 ? ` on ${formatCount(days)} days in a row` : "";
  return `${label}${of} ${WORDS[condition]}${value}${run}`;
}

/** "since Nov 20; 12.3% on Nov 25". */
export function describeEpisode({ since, last_day, last_value }: Alert, { unit }: Metric): string {
  const last =
    last_day !== null && last_value !== null
      ? `; ${formatValue(last_value, unit)} on ${formatShortDay(last_day)}`
      : "";
  return since === null ? "" : `since ${formatShortDay(since)}${last}`;
}
