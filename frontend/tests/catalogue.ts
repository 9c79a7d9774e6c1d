// A catalogue small enough to read: a number of each kind, a filter of each kind.
import type { Catalogue, CatalogueFilter, CatalogueMetric, FilterKind } from "../src/api/model";

function metric(name: string, label: string, rest: Partial<CatalogueMetric> = {}): CatalogueMetric {
  return {
    name,
    label,
    description: `What ${label} means.`,
    kind: "count",
    unit: "count",
    better: null,
    of: [],
    populations: [],
    section: "reach",
    is_scalar: true,
    is_headline: false,
    rows: "calls",
    ...rest,
  };
}

export const CALLS = metric("total_calls", "Calls", { is_headline: true });
export const ANSWER_RATE = metric("answer_rate", "Answer rate", {
  kind: "rate",
  unit: "percent",
  better: "higher",
  of: ["answered", "calls"],
  populations: ["answered", "attempted"],
});
export const INTERVIEWS = metric("interviews", "Interviews", {
  better: "higher",
  section: "outcome",
});
export const LENGTH = metric("avg_interview_length", "Average interview", {
  kind: "mean",
  unit: "duration",
  of: ["interviews"],
});
export const OPT_OUTS = metric("opt_outs", "Opt-outs", { better: "lower", rows: "applications" });

function filter(
  name: string,
  label: string,
  kind: FilterKind,
  rest: Partial<CatalogueFilter> = {},
): CatalogueFilter {
  return {
    name,
    label,
    description: `Only some by ${label}. Default: all.`,
    kind,
    subject: "call",
    choices: [],
    least: null,
    most: null,
    max_length: null,
    ...rest,
  };
}

export const CAMPAIGNS = filter("campaign_ids", "Campaigns", "campaigns", { subject: "campaign" });
export const SOURCE = filter("candidate_filter", "Source", "many", {
  subject: "candidate",
  choices: [
    { value: "applied", label: "Applied" },
    { value: "sourced", label: "Sourced" },
    { value: "referred", label: "Referred" },
  ],
});
export const STATUS = filter("status", "Status", "choice", {
  choices: [
    { value: "voicemail", label: "Voicemail" },
    { value: "no_answer", label: "No answer" },
  ],
});
export const SCORE = filter("score", "Score", "range", { least: 0, most: 100 });
export const OPTED_OUT = filter("opted_out", "Opted out", "flag");
export const NUMBER = filter("external_id", "Call number", "text", { max_length: 20 });

export const CATALOGUE: Catalogue = {
  metrics: [CALLS, ANSWER_RATE, LENGTH, INTERVIEWS, OPT_OUTS],
  charts: [],
  populations: [
    { name: "answered", description: "Calls that a person picked up." },
    { name: "attempted", description: "Calls that were dialled." },
  ],
  dimensions: [],
  filters: [CAMPAIGNS, SOURCE, STATUS, SCORE, OPTED_OUT, NUMBER],
};
