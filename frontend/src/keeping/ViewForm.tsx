import { useId, useState } from "react";

import type { Refusal } from "./changing";
import type { Draft } from "./changingViews";
import { Faults } from "./Field";
import type { Organization } from "../start";

interface Props {
  title: string;
  draft: Draft;
  /** Whether name and sharing are the user's to change. */
  mayChange?: boolean;
  organization: Organization | undefined;
  refusal: Refusal;
  isBusy: boolean;
  onSave: (draft: Draft) => Promise<void>;
  onDelete?: () => Promise<void>;
  onCancel: () => void;
}

/** Name of a view, who sees it, and whether it opens first. */
export function ViewForm(props: Props) {
  const { title, mayChange = true, organization, refusal, isBusy, onDelete } = props;
  const [draft, setDraft] = useState(props.draft);
  const [isSure, setIsSure] = useState(false);
  const id = useId();
  const { "": general, name: wrongName, ...others } = refusal;
  const set = (changes: Partial<Draft>) => {
    setDraft({ ...draft, ...changes });
  };
  return (
    <form
      className="stack"
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        void props.onSave({ ...draft, name: draft.name.trim() });
      }}
    >
      {mayChange ? (
        <label className="field" htmlFor={id}>
          <span>Name</span>
          <input
            id={id}
            required
            maxLength={120}
            value={draft.name}
            ref={(input) => {
              if (matchMedia("(pointer: fine)").matches) input?.focus({ preventScroll: true });
            }}
            aria-invalid={wrongName !== undefined}
            aria-describedby={wrongName && `${id}-fault`}
            onChange={({ target }) => {
              set({ name: target.value });
            }}
          />
          {wrongName && (
            <span className="field-fault" id={`${id}-fault`}>
              {wrongName}
            </span>
          )}
        </label>
      ) : (
        <b>{title}</b>
      )}
      {mayChange && (
        <Check
          label={`Share with ${organization?.name ?? "the organisation"}`}
          isOn={draft.is_shared}
          onChange={(is_shared) => {
            set({ is_shared });
          }}
        />
      )}
      <Check
        label="Open it first"
        isOn={draft.is_default}
        onChange={(is_default) => {
          set({ is_default });
        }}
      />
      <Faults faults={[general, ...Object.values(others)]} />
      <div className="panel-row">
        <button type="submit" className="primary" disabled={isBusy}>
          Save
        </button>
        {onDelete && mayChange && (
          <button
            type="button"
            className="link"
            disabled={isBusy}
            onClick={() => {
              if (isSure) void onDelete();
              else setIsSure(true);
            }}
          >
            {isSure ? "Really delete it" : "Delete"}
          </button>
        )}
        <button type="button" className="link" onClick={props.onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}

interface CheckProps {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

function Check({ label, isOn, onChange }: CheckProps) {
  return (
    <label className="radio">
      <input
        type="checkbox"
        checked={isOn}
        onChange={({ target }) => {
          onChange(target.checked);
        }}
      />
      {label}
    </label>
  );
}
