import type { ReactNode } from "react";

import { useShown } from "../shown";
import { useBreakdown } from "./asking";
import { findChanges } from "./changes";
import { sayWhere } from "./changeWords";

/**
 * Where the change of qualified candidates comes from, for the sentence on top of the page. It asks for
 * nothing: numbers by campaign are there once the sections below have been looked at.
 */
export function useCause(): ReactNode {
  const { question, isStale } = useShown();
  const campaigns = useBreakdown("campaign", question, false);
  if (!campaigns.data || campaigns.isStale || isStale) return undefined;
  const changes = findChanges(campaigns.data, "qualified_candidates");
  const where = changes && sayWhere(changes, "count");
  return where ? <a href="#changed">{where}</a> : undefined;
}
