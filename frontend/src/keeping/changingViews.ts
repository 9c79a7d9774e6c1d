// What can be done with saved views.
import type { Filters } from "../address";
import {
  createView,
  deleteView,
  getListViewsQueryKey,
  setDefaultView,
  unsetDefaultView,
  updateView,
} from "../api/client";
import type { SavedView } from "../api/model";
import { parametersOfView } from "../views";
import { useChanging } from "./changing";

export interface Draft {
  name: string;
  is_shared: boolean;
  is_default: boolean;
}

const [VIEWS] = getListViewsQueryKey();

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
