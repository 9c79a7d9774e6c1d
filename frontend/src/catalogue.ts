// What the server says of its numbers and filters, which it brings with the page.
import type { Catalogue, CatalogueMetric, CatalogueSeries } from "./api/model";

export type Metric = CatalogueMetric;

/** What a number means. */
export interface Meaning {
  description: string;
  /** What a rate's numerator and denominator count. */
  parts?: [numerator: string, denominator: string] | undefined;
}

/** The metric of a name that the page has a place for. */
export function findMetric({ metrics }: Catalogue, name: string): Metric {
  const metric = metrics.find((one) => one.name === name);
  if (!metric) throw new Error(`The catalogue has no metric ${name}.`);
  return metric;
}

export function explain(
  { populations }: Catalogue,
  of: Pick<CatalogueSeries, "kind" | "populations"> & { description: string },
): Meaning {
  const counted = of.populations.map(
    (name) => populations.find((one) => one.name === name)?.description,
  );
  const [numerator, denominator] = counted;
  const isRate = of.kind === "rate" && numerator && denominator;
  return { description: of.description, parts: isRate ? [numerator, denominator] : undefined };
}

/** Outcome before effort; headlines that are declared later come last. */
const HEADLINES = [
  "qualified_candidates",
  "passthrough_rate",
  "interviews",
  "answer_rate",
  "total_calls",
];

const placeOf = ({ name }: Metric) => (HEADLINES.indexOf(name) + 1 || HEADLINES.length + 1) - 1;

/** The numbers that are shown large, in their order. */
export const headlinesOf = ({ metrics }: Catalogue) =>
  metrics
    .filter(({ is_headline, is_scalar }) => is_headline && is_scalar)
    .sort((one, other) => placeOf(one) - placeOf(other));
