// Saved views: which there are, and how they are changed.
import { filtersOf, formatChoices, type Filters } from "./address";
import {
  createView,
  deleteView,
  getListViewsQueryKey,
  setDefaultView,
  unsetDefaultView,
  updateView,
  useListViews,
} from "./api/client";
import type { CatalogueFilter, SavedView, ViewParameters } from "./api/model";
import { useChanging } from "./keeping/changing";

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

export interface Draft {
  name: string;
  is_shared: boolean;
  is_default: boolean;
}

const [VIEWS] = getListViewsQueryKey();

/** What can be done with views. */
export function useChangingViews(org_id: number | undefined) {
  const { change, ...state } = useChanging(VIEWS);

  async function keepDefault(view: SavedView, is_default: boolean) {
    if (is_default !== view.is_default) {
      await (is_default ? setDefaultView : unsetDefaultView)(view.id);
    }
    return view;
  }

  return {
    ...state,
    save: ({ is_default, ...draft }: Draft, filters: Filters) =>
      change(async () => {
        const parameters = parametersOfView(filters);
        return keepDefault(await createView({ ...draft, parameters }, { org_id }), is_default);
      }),
    edit: (view: SavedView, { is_default, ...draft }: Draft) =>
      change(async () => {
        if (view.may_change) await updateView(view.id, draft);
        return keepDefault(view, is_default);
      }),
    overwrite: (view: SavedView, filters: Filters) =>
      change(() => updateView(view.id, { parameters: parametersOfView(filters) })),
    remove: (view: SavedView) =>
      change(async () => {
        await deleteView(view.id);
        return true;
      }),
  };
}
