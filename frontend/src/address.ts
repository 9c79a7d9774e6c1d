// The filters live in the page's address, under the names of the API's parameters: the address
// `/?start_date=2026-10-01` shows the numbers of `/analytics/dashboard?start_date=2026-10-01`.
import { useCallback, useMemo, useSyncExternalStore } from "react";

import type { CatalogueFilter, GetDashboardParams, SavedView } from "./api/model";
import { headlinesOf } from "./catalogue";
import { useCatalogue, useStart } from "./context";
import { findPreset } from "./dates";
import type { Organization, Start } from "./start";

const OWN = [
  "view",
  "org_id",
  "range",
  "start_date",
  "end_date",
  "timezone",
  "granularity",
  "compare",
  "compare_start_date",
  "compare_end_date",
] as const;

/**
 * What the address says: parameters of the API, of the catalogue's filters too, and `range`, the
 * name of a preset instead of days.
 */
export type Filters = Pick<GetDashboardParams, "org_id" | "timezone" | "granularity"> &
  Partial<Record<Exclude<(typeof OWN)[number], "org_id" | "timezone" | "granularity">, string>> &
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

/**
 * What a visit shows: what the address names; a view where it names that alone, and where it names
 * nothing the user's default view, else the last 30 days, compared with the 30 before.
 */
export function initialFilters(
  search: string,
  { organizations, catalogue, views }: Start,
  lastOrganization?: number,
): Filters {
  const filters = parseFilters(search, catalogue.filters);
  const { view, org_id, ...others } = filters;
  const last = organizations.find(({ id }) => id === lastOrganization) ?? organizations[0];
  if (!formatFilters(others)) {
    const isOfOrganization = (id: number) => id === (org_id ?? last?.id);
    const named = views.find(({ id }) => String(id) === view);
    const first = views.find((one) => one.is_default && isOfOrganization(one.org_id));
    const shown = named ?? (org_id === undefined || view ? first : undefined);
    // A link to a view that is gone goes on saying so.
    if (shown) Object.assign(filters, filtersOf(shown, catalogue.filters), view && { view });
    else if (org_id === undefined || view) filters.compare = "previous_period";
  }
  if (organizations.length > 1) filters.org_id ??= last?.id;
  return filters;
}

/** The filters that a saved view means, in an address. */
export function filtersOf(
  { id, org_id, parameters }: Pick<SavedView, "id" | "org_id" | "parameters">,
  declared: CatalogueFilter[],
): Filters {
  const text = formatFilters(parameters as Filters);
  return { ...parseFilters(text, declared), view: String(id), org_id };
}

/** What filters choose, without what means the same as nothing: to tell two of them apart. */
export function formatChoices(filters: Filters): string {
  const { compare, granularity } = filters;
  return formatFilters({
    ...filters,
    view: undefined,
    org_id: undefined,
    compare: compare === "none" ? undefined : compare,
    granularity: granularity === "auto" ? undefined : granularity,
  });
}

/**
 * What is asked for: the address's filters with the days that its preset means today. A preset that
 * there is not is asked for, too, so that the server says so.
 */
export function questionOf(filters: Filters, today: string): GetDashboardParams {
  const { range, ...others } = filters;
  const asked = { ...others, view: undefined };
  const preset = findPreset(range);
  if (range === undefined) return asked as GetDashboardParams;
  if (!preset) return { ...asked, range } as GetDashboardParams;
  const { start, end } = preset.days(today);
  return { ...asked, start_date: start, end_date: end } as GetDashboardParams;
}

/** What a question says of its comparison; the other endpoints do not take it. */
const COMPARING = ["compare", "compare_start_date", "compare_end_date"];

const isComparing = ([name]: [string, unknown]) => COMPARING.includes(name);

export const comparisonOf = (question: object) =>
  Object.fromEntries(Object.entries(question).filter(isComparing));

export const withoutComparison = (question: object) =>
  Object.fromEntries(Object.entries(question).filter((entry) => !isComparing(entry)));

const LAST_ORGANIZATION = "calling-analytics.organization";

/** The organisation of the visit before; undefined where there was none, or none is kept. */
export function lastOrganization(): number | undefined {
  try {
    return Number(localStorage.getItem(LAST_ORGANIZATION)) || undefined;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return undefined; // The browser keeps nothing for pages.
  }
}

export function rememberOrganization(id: number): void {
  try {
    localStorage.setItem(LAST_ORGANIZATION, String(id));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
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

/** The metric of the large chart, as the address names it; it is no filter. */
const METRIC = "metric";
/** What the address ends with while the panel of imports is open, or that of reports by e-mail. */
export const IMPORTS = "#imports";
export const REPORTS = "#reports";
/** Whose history is open beside the numbers. */
const CANDIDATE = "candidate";

/** Other filters leave the candidate behind; those of a visit's beginning only complete an address. */
export function goTo(filters: Filters, how: "push" | "replace" = "push"): void {
  const now = new URLSearchParams(location.search);
  const parameters = new URLSearchParams(formatFilters(filters));
  for (const name of how === "push" ? [METRIC] : [METRIC, CANDIDATE]) {
    const value = now.get(name);
    if (value) parameters.set(name, value);
  }
  writeAddress(parameters, how);
}

/** Puts parameters into the address, where they are not there already. */
function writeAddress(
  parameters: URLSearchParams,
  how: "push" | "replace",
  state: unknown = null,
): void {
  const text = parameters.toString();
  const panel = [IMPORTS, REPORTS].includes(location.hash) ? location.hash : "";
  const address = location.pathname + (text && `?${text}`) + panel;
  if (address === location.pathname + location.search + panel) return;
  if (how === "push") history.pushState(state, "", address);
  else history.replaceState(state, "", address);
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

/** Whose numbers these are. */
export function useOrganization(): Organization | undefined {
  const { organizations } = useStart();
  const [{ org_id }] = useFilters();
  const id = org_id ?? organizations[0]?.id;
  return organizations.find((one) => one.id === id);
}

/** Whether a panel is open: of imports, or of reports. */
export const usePanelOpen = (panel: typeof IMPORTS | typeof REPORTS) =>
  useSyncExternalStore(subscribe, () => location.hash === panel);

export function closePanel(): void {
  history.replaceState(history.state, "", location.pathname + location.search);
  window.dispatchEvent(new Event(CHANGED));
}

/** The metric of the large chart, which the address names where it is not the first headline. */
export function useMetric(): [string, (name: string) => void] {
  const catalogue = useCatalogue();
  const search = useSyncExternalStore(subscribe, () => location.search);
  const choose = useCallback((name: string) => {
    const parameters = new URLSearchParams(location.search);
    parameters.set(METRIC, name);
    writeAddress(parameters, "replace");
  }, []);
  const first = headlinesOf(catalogue)[0]?.name ?? "";
  return [new URLSearchParams(search).get(METRIC) ?? first, choose];
}

/** The address of the page with a candidate's history, or without any. */
function withCandidate(id: number | null): URLSearchParams {
  const parameters = new URLSearchParams(location.search);
  if (id === null) parameters.delete(CANDIDATE);
  else parameters.set(CANDIDATE, String(id));
  return parameters;
}

export const candidateAddress = (id: number) =>
  `${location.pathname}?${withCandidate(id).toString()}`;

/** What history.state says where this page opened a candidate, so that going back closes it. */
const OPENED = "opened";

export function openCandidate(id: number): void {
  const isOpen = new URLSearchParams(location.search).has(CANDIDATE);
  // The one after another takes its place: going back leads to the rows, not through all of them.
  if (isOpen) writeAddress(withCandidate(id), "replace", history.state);
  else writeAddress(withCandidate(id), "push", OPENED);
}

export function closeCandidate(): void {
  if (history.state === OPENED) history.back();
  else forgetCandidate();
}

/** Closes at once: for what is closed together with it. */
export function forgetCandidate(): void {
  writeAddress(withCandidate(null), "replace");
}

/** The candidate that the address names, as it is written there; null for none. */
export const useCandidate = () =>
  new URLSearchParams(useSyncExternalStore(subscribe, () => location.search)).get(CANDIDATE);
