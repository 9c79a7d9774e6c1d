// The filters live in the page's address, under the names of the API's parameters: the address
// `/?start_date=2026-10-01` shows the numbers of `/analytics/dashboard?start_date=2026-10-01`.
import { useCallback, useMemo, useSyncExternalStore } from "react";

import type { GetDashboardParams } from "./api/model";
import type { Start } from "./start";

export type Filters = GetDashboardParams;

const REPEATED = ["campaign_ids", "candidate_filter"] as const;
const SINGLE = ["org_id", "start_date", "end_date", "timezone", "granularity", "compare"] as const;

/**
 * Reads filters from an address. Values that make no sense are kept as they are: the server says
 * what is wrong with them, once, for page and API alike.
 */
export function parseFilters(search: string): Filters {
  const parameters = new URLSearchParams(search);
  const found: Record<string, unknown> = {};
  for (const name of SINGLE) {
    const value = parameters.get(name);
    if (value) found[name] = name === "org_id" ? Number(value) : value;
  }
  for (const name of REPEATED) {
    const values = parameters.getAll(name).filter(Boolean);
    if (values.length) found[name] = name === "campaign_ids" ? values.map(Number) : values;
  }
  return found;
}

/** Writes filters into an address, always in the same order, so that equal ones are equal text. */
export function formatFilters(filters: Filters): string {
  const parameters = new URLSearchParams();
  for (const name of SINGLE) {
    const value = filters[name];
    if (value !== undefined) parameters.set(name, String(value));
  }
  for (const name of REPEATED) {
    for (const value of filters[name] ?? []) parameters.append(name, String(value));
  }
  const text = parameters.toString();
  return text && `?${text}`;
}

/** What a visit without any filter shows: the last 30 days, compared with the 30 before. */
export function initialFilters(search: string, { organizations }: Start): Filters {
  const filters = parseFilters(search);
  if (!formatFilters(filters)) filters.compare = "previous_period";
  if (organizations.length > 1) filters.org_id ??= organizations[0]?.id;
  return filters;
}

const CHANGED = "filterschange";

function subscribe(listener: () => void): () => void {
  window.addEventListener("popstate", listener);
  window.addEventListener(CHANGED, listener);
  return () => {
    window.removeEventListener("popstate", listener);
    window.removeEventListener(CHANGED, listener);
  };
}

export function goTo(filters: Filters, how: "push" | "replace" = "push"): void {
  const address = location.pathname + formatFilters(filters);
  if (address === location.pathname + location.search) return;
  if (how === "push") history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  window.dispatchEvent(new Event(CHANGED));
}

export type ChangeFilters = (changes: Partial<Filters>) => void;

/** The filters of the address, and a function that changes some: undefined takes one away. */
export function useFilters(): [Filters, ChangeFilters] {
  const search = useSyncExternalStore(subscribe, () => location.search);
  const filters = useMemo(() => parseFilters(search), [search]);
  const change = useCallback<ChangeFilters>((changes) => {
    goTo({ ...parseFilters(location.search), ...changes });
  }, []);
  return [filters, change];
}
