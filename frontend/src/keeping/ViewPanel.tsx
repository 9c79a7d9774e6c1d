import { useState } from "react";

import { filtersOf, goTo, type Filters } from "../address";
import type { SavedView } from "../api/model";
import { CopyLink } from "../components/CopyLink";
import { useStart } from "../context";
import type { Organization } from "../start";
import { useChangingViews } from "./changingViews";
import { ViewForm } from "./ViewForm";

interface Props {
  views: SavedView[];
  /** That of the address. */
  view: SavedView | undefined;
  hasChanged: boolean;
  filters: Filters;
  organization: Organization | undefined;
  close: () => void;
}

type Step = "choose" | "save" | "edit";

/** The views that there are, and what is done with them. */
export function ViewPanel({ views, view, hasChanged, filters, organization, close }: Props) {
  const { catalogue } = useStart();
  const [step, setStep] = useState<Step>("choose");
  const { save, edit, overwrite, remove, ...state } = useChangingViews(organization?.id);
  const back = () => {
    setStep("choose");
  };

  function show(chosen: SavedView) {
    close();
    goTo(filtersOf(chosen, catalogue.filters));
  }

  if (step === "save") {
    return (
      <ViewForm
        {...state}
        title="Save as a new view"
        draft={{ name: "", is_shared: false, is_default: false }}
        organization={organization}
        onCancel={back}
        onSave={async (draft) => {
          const made = await save(draft, filters);
          if (made) show(made);
        }}
      />
    );
  }
  if (step === "edit" && view) {
    return (
      <ViewForm
        {...state}
        title={view.name}
        draft={{
          name: view.name,
          is_shared: view.is_shared ?? false,
          is_default: view.is_default,
        }}
        mayChange={view.may_change}
        organization={organization}
        onCancel={back}
        onSave={async (draft) => {
          if (await edit(view, draft)) back();
        }}
        onDelete={async () => {
          if (!(await remove(view))) return;
          close();
          goTo({ ...filters, view: undefined });
        }}
      />
    );
  }
  return (
    <>
      {view && hasChanged && (
        <div className="panel-row view-changed">
          <span>Changed since it was saved</span>
          {view.may_change && (
            <button
              type="button"
              className="link"
              disabled={state.isBusy}
              onClick={() => void overwrite(view, filters)}
            >
              Save
            </button>
          )}
          <button
            type="button"
            className="link"
            onClick={() => {
              show(view);
            }}
          >
            Back to saved
          </button>
        </div>
      )}
      {state.refusal[""] && <p className="field-fault">{state.refusal[""]}</p>}
      <ViewList
        title="Yours"
        views={views.filter(({ is_mine }) => is_mine)}
        chosen={view}
        onChoose={show}
      />
      <ViewList
        title={organization?.name ?? "Of others"}
        views={views.filter(({ is_mine }) => !is_mine)}
        chosen={view}
        onChoose={show}
      />
      {views.length === 0 && (
        <p className="panel-note">
          A view keeps what is chosen here under a name; its dates move on with the days.
        </p>
      )}
      {view && (
        <CopyLink
          label="Copy link to this view"
          note={view.is_shared ? "for members of the organisation" : "for you alone"}
          link={`${location.origin}${location.pathname}?view=${view.id}`}
          onRefused={() => {
            goTo({ view: String(view.id) }, "replace");
          }}
        />
      )}
      <div className="panel-row panel-foot">
        <button
          type="button"
          className="link"
          onClick={() => {
            setStep("save");
          }}
        >
          Save as a new view…
        </button>
        {view && (
          <button
            type="button"
            className="link"
            onClick={() => {
              setStep("edit");
            }}
          >
            Manage
          </button>
        )}
      </div>
    </>
  );
}

interface ListProps {
  title: string;
  views: SavedView[];
  chosen: SavedView | undefined;
  onChoose: (view: SavedView) => void;
}

function ViewList({ title, views, chosen, onChoose }: ListProps) {
  if (!views.length) return null;
  return (
    <>
      <p className="panel-note">{title}</p>
      <ul className="choices" aria-label={title}>
        {views.map((view) => (
          <li key={view.id}>
            <button
              type="button"
              data-choice
              className="choice"
              aria-current={view.id === chosen?.id}
              onClick={() => {
                onChoose(view);
              }}
            >
              <span className="choice-label">{view.name}</span>
              <small>{describeView(view)}</small>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function describeView({ is_default, is_mine, is_shared, owner }: SavedView): string {
  const whose = is_mine ? (is_shared ? "shared" : "only yours") : `by ${owner}`;
  return is_default ? `opens first · ${whose}` : whose;
}
