// The filters live in the page's address, under the names of the API's parameters: the address
// `/?start_date=2026-10-01` shows the numbers of `/analytics/dashboard?start_date=2026-10-01`.
import { useCallback, useMemo, useSyncExternalStore } from "react";

import type { CatalogueFilter, GetDashboardParams } from "./api/model";
import { useCatalogue } from "./context";
import type { Start } from "./start";

const OWN = ["org_id", "start_date", "end_date", "timezone", "granularity", "compare"] as const;

/** What the page asks for: what it has controls of its own for, and the catalogue's filters. */
export type Filters = Pick<GetDashboardParams, (typeof OWN)[number]> &
  Record<string, string | string[] | number | undefined>;

const isMany = ({ kind }: CatalogueFilter) => kind === "many" || kind === "campaigns";

/** What is chosen of a filter, in an address or as the server resolved it; nothing means all. */
export function chosenOf(filters: object, { name }: CatalogueFilter): string[] {
  const value = (filters as Record<string, unknown>)[name] ?? [];
  return [value].flat().map(String);
}

/** The change of the filters that chooses these. */
export function choose(filter: CatalogueFilter, chosen: string[]): Filters {
  return { [filter.name]: isMany(filter) && chosen.length ? chosen : chosen[0] };
}

/**
 * Reads filters from an address. Values that make no sense are kept as they are: the server says
 * what is wrong with them, once, for page and API alike.
 */
export function parseFilters(search: string, declared: CatalogueFilter[]): Filters {
  const parameters = new URLSearchParams(search);
  const found: Filters = {};
  for (const name of OWN) {
    const value = parameters.get(name);
    if (value) Object.assign(found, { [name]: name === "org_id" ? Number(value) : value });
  }
  for (const filter of declared) {
    const values = parameters.getAll(filter.name).filter(Boolean);
    if (values.length) Object.assign(found, choose(filter, values));
  }
  return found;
}

/** Writes filters into an address, always in the same order, so that equal ones are equal text. */
export function formatFilters(filters: Filters): string {
  const parameters = new URLSearchParams();
  const others = Object.keys(filters).filter((name) => !(OWN as readonly string[]).includes(name));
  for (const name of [...OWN, ...others.sort()]) {
    for (const value of [filters[name] ?? []].flat()) parameters.append(name, String(value));
  }
  const text = parameters.toString();
  return text && `?${text}`;
}

/** What a visit without any filter shows: the last 30 days, compared with the 30 before. */
export function initialFilters(search: string, { organizations, catalogue }: Start): Filters {
  const filters = parseFilters(search, catalogue.filters);
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
  const { filters: declared } = useCatalogue();
  const search = useSyncExternalStore(subscribe, () => location.search);
  const filters = useMemo(() => parseFilters(search, declared), [search, declared]);
  const change = useCallback<ChangeFilters>(
    (changes) => {
      goTo({ ...parseFilters(location.search, declared), ...changes });
    },
    [declared],
  );
  return [filters, change];
}
