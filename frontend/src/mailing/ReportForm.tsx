import { useId, useState, type ReactNode } from "react";

import type { PossibleRecipient, ReportDays, SavedView } from "../api/model";
import { formatHour } from "../format";
import type { Refusal } from "../keeping/changing";
import { Faults } from "../keeping/Field";
import { DAYS, sayDays, splitAddresses, type Draft } from "./reports";

interface Props {
  title: string;
  draft: Draft;
  views: SavedView[];
  /** Time zones to choose from: the organisation's, the reader's, the report's. */
  zones: string[];
  /** Who may be among the recipients. */
  members: PossibleRecipient[];
  refusal: Refusal;
  isBusy: boolean;
  onSave: (draft: Draft) => Promise<void>;
  onCancel: () => void;
}

/** More than these are typed. */
const MOST_OFFERED = 12;

/** What goes out, on which days and at which hour, and to whom. */
export function ReportForm({ title, views, zones, members, refusal, isBusy, ...props }: Props) {
  const [draft, setDraft] = useState(props.draft);
  const set = (changes: Partial<Draft>) => {
    setDraft({ ...draft, ...changes });
  };
  const { "": general, view_id, name, days, hour, timezone, recipients, ...rest } = refusal;
  const chosen = splitAddresses(draft.recipients);
  const others = members.filter(({ address }) => !chosen.includes(address));
  return (
    <form
      className="stack report-form"
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        void props.onSave(draft);
      }}
    >
      <h3>{title}</h3>
      <Field label="Numbers" fault={view_id}>
        {(id) => (
          <select
            id={id}
            value={draft.view_id ?? ""}
            onChange={({ target }) => {
              set({ view_id: target.value ? Number(target.value) : null });
            }}
          >
            {views.map((view) => (
              <option key={view.id} value={view.id}>
                {view.name}
              </option>
            ))}
            <option value="">What the page shows now …</option>
          </select>
        )}
      </Field>
      {draft.view_id === null && (
        <Field label="Saved as the view" fault={name}>
          {(id) => (
            <input
              id={id}
              required
              maxLength={120}
              value={draft.name}
              onChange={({ target }) => {
                set({ name: target.value });
              }}
            />
          )}
        </Field>
      )}
      <div className="pair">
        <Field label="Days" fault={days}>
          {(id) => (
            <select
              id={id}
              value={draft.days}
              onChange={({ target }) => {
                set({ days: target.value as ReportDays });
              }}
            >
              {DAYS.map((each) => (
                <option key={each} value={each}>
                  {sayDays(each)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Hour" fault={hour}>
          {(id) => (
            <select
              id={id}
              value={draft.hour}
              onChange={({ target }) => {
                set({ hour: Number(target.value) });
              }}
            >
              {Array.from({ length: 24 }, (_, each) => (
                <option key={each} value={each}>
                  {formatHour(each)}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <Field label="Time zone" fault={timezone}>
        {(id) => (
          <select
            id={id}
            value={draft.timezone}
            onChange={({ target }) => {
              set({ timezone: target.value });
            }}
          >
            {zones.map((zone) => (
              <option key={zone} value={zone}>
                {zone}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="To" fault={recipients} hint="E-mail addresses of members, with commas between.">
        {(id) => (
          <textarea
            id={id}
            required
            rows={2}
            value={draft.recipients}
            onChange={({ target }) => {
              set({ recipients: target.value });
            }}
          />
        )}
      </Field>
      {others.length > 0 && (
        <p className="report-members">
          {others.slice(0, MOST_OFFERED).map(({ name: member, address }) => (
            <button
              key={address}
              type="button"
              className="link"
              title={address}
              aria-label={`Add ${member}, ${address}`}
              onClick={() => {
                set({ recipients: [...chosen, address].join(", ") });
              }}
            >
              + {member}
            </button>
          ))}
        </p>
      )}
      <Faults faults={[general, ...Object.values(rest)]} />
      <div className="panel-row">
        <button type="submit" className="primary" disabled={isBusy}>
          Save
        </button>
        <button type="button" className="link" onClick={props.onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}

interface FieldProps {
  label: string;
  fault: string | undefined;
  hint?: string;
  children: (id: string) => ReactNode;
}

function Field({ label, fault, hint, children }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {hint && <small className="muted">{hint}</small>}
      {fault && (
        <span className="field-fault" role="alert">
          {fault}
        </span>
      )}
    </div>
  );
}
