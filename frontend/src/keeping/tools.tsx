// The large chart's tools: what opens is fetched when it does.
import { lazy, Suspense } from "react";

import type { Filters } from "../api/model";
import type { Metric } from "../catalogue";
import { Popover } from "../components/Popover";

const panels = () => import("./panels");
const NotePanel = lazy(() => panels().then((module) => ({ default: module.NotePanel })));
const TargetForm = lazy(() => panels().then((module) => ({ default: module.TargetForm })));
const AlertPanel = lazy(() => panels().then((module) => ({ default: module.AlertPanel })));

interface Props {
  metric: Metric;
  filters: Filters;
}

/** Adds notes to days of the chart; sets a target of its number; has the user told of it. */
export function KeepingTools({ metric, filters }: Props) {
  return (
    <>
      <Popover label="Notes on days" icon="note" look="tool" title="Notes on days">
        {() => (
          <Suspense>
            <NotePanel filters={filters} />
          </Suspense>
        )}
      </Popover>
      <Popover label="Target" icon="target" look="tool" title={`Target of ${metric.label}`}>
        {(close) => (
          <Suspense>
            <TargetForm metric={metric} filters={filters} close={close} />
          </Suspense>
        )}
      </Popover>
      <Popover label="Alerts" icon="bell" look="tool" title="Alert me…" panel="names">
        {() => (
          <Suspense>
            <AlertPanel metric={metric} filters={filters} />
          </Suspense>
        )}
      </Popover>
    </>
  );
}
