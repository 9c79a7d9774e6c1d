import { lazy, Suspense } from "react";

import type { Filters } from "../address";
import { useStart } from "../context";
import type { Organization } from "../start";
import { findView, isChanged, useViews } from "../views";
import { Popover } from "./Popover";

const ViewPanel = lazy(() =>
  import("../keeping/panels").then((module) => ({ default: module.ViewPanel })),
);

interface Props {
  filters: Filters;
  organization: Organization | undefined;
  /** There are numbers, or there is a reason why there are none. */
  isSettled: boolean;
}

/** Questions under a name: chosen, kept, and those of others. The first thing in the bar. */
export function SavedViews({ filters, organization, isSettled }: Props) {
  const { catalogue, views: known } = useStart();
  const views = useViews(organization?.id, isSettled);
  const view = findView(filters, views) ?? undefined;
  const hasChanged = view !== undefined && isChanged(filters, view, catalogue.filters);
  const value = view ? (
    <>
      {view.name}
      {hasChanged && <small> changed</small>}
    </>
  ) : (
    // The page came with its name.
    ((views ? undefined : known.find(({ id }) => String(id) === filters.view)?.name) ?? "Views")
  );
  return (
    <Popover label="Saved view" icon="view" value={value} title={view?.name}>
      {(close) => (
        <Suspense>
          <ViewPanel
            views={views ?? []}
            {...{ view, hasChanged, filters, organization, close }}
            key={view?.id}
          />
        </Suspense>
      )}
    </Popover>
  );
}
