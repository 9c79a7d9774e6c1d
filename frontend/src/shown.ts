// What every section of the page is about: given by the page, used by each section.
import { createContext, useContext } from "react";

import type { ChangeFilters } from "./address";
import type { Breakdown, Dashboard, GetDashboardParams, GetSmsSentParams } from "./api/model";
import { useWhenVisible } from "./visible";

export interface Shown {
  /** Parameters of every endpoint that compares: the filters of the address, as days. */
  question: GetDashboardParams;
  /** The same for the endpoints that compare nothing. */
  filters: GetSmsSentParams;
  /** Undefined until the first answer; its numbers may be older than the question. */
  dashboard: Dashboard | undefined;
  /** The numbers by bucket, of the compared range too; undefined until they are there. */
  buckets: Breakdown | undefined;
  /** The address asks for a comparison. */
  isCompared: boolean;
  /** The numbers on screen are not those that were asked for, or newer ones are on their way. */
  isStale: boolean;
  /** The dashboard has answered or failed: what is below it may ask, too. */
  isSettled: boolean;
  /** The metric of the large chart. */
  metric: string;
  chooseMetric: (name: string) => void;
  changeFilters: ChangeFilters;
}

export const ShownContext = createContext<Shown | null>(null);

/** What the page shows. */
export function useShown(): Shown {
  const shown = useContext(ShownContext);
  if (!shown) throw new Error("No ShownContext around this component.");
  return shown;
}

/** A section that asks for itself: a reference for its card, and whether to ask yet. */
export function useSection() {
  const { isSettled } = useShown();
  const [ref, wasSeen] = useWhenVisible();
  return { ref, isEnabled: isSettled && wasSeen };
}
