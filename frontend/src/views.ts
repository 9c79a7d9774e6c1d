// Saved views: which there are, and whether something else is chosen by now.
import { filtersOf, formatChoices, type Filters } from "./address";
import { useListViews } from "./api/client";
import type { CatalogueFilter, SavedView, ViewParameters } from "./api/model";

/** As many as the server lists at once. */
const MOST = 1000;

/** The views that the user may see; undefined until they are there: numbers are asked for first. */
export function useViews(org_id: number | undefined, isSettled: boolean): SavedView[] | undefined {
  const query = { enabled: isSettled && org_id !== undefined };
  return useListViews({ org_id, page_size: MOST }, { query }).data?.results;
}

/** The view that the address names: undefined where it names none, null where there is none. */
export function findView(
  { view }: Filters,
  views: SavedView[] | undefined,
): SavedView | null | undefined {
  if (view === undefined || !views) return undefined;
  return views.find(({ id }) => String(id) === view) ?? null;
}

/** Whether something else is chosen by now than the view has. */
export const isChanged = (filters: Filters, view: SavedView, declared: CatalogueFilter[]) =>
  formatChoices(filters) !== formatChoices(filtersOf(view, declared));

/** What a view keeps of the filters; the server reads the forms that addresses have. */
export const parametersOfView = (filters: Filters) =>
  ({ ...filters, view: undefined, org_id: undefined }) as ViewParameters;
