import { useId, useRef, useState, type SubmitEvent } from "react";

import { findDaysFault, findPreset, PRESETS, type Days } from "../dates";
import { describeDays, labelDays } from "../filters";
import { Popover } from "./Popover";

interface Props {
  days: Days;
  /** Today in the zone of the filters. */
  today: string;
  onChange: (days: Days) => void;
}

/** Presets, and two dates of one's own. */
export function DateRange({ days, today, onChange }: Props) {
  const current = findPreset(days, today);
  return (
    <Popover label="Dates" value={labelDays(days, today)} title={describeDays(days)}>
      {(close) => {
        function apply(chosen: Days) {
          close();
          onChange(chosen);
        }
        return (
          <>
            <ul className="choices choices-two">
              {PRESETS.map((preset) => (
                <li key={preset.label}>
                  <button
                    type="button"
                    data-choice
                    className="choice"
                    aria-current={preset === current}
                    onClick={() => {
                      apply(preset.days(today));
                    }}
                  >
                    {preset.label}
                  </button>
                </li>
              ))}
            </ul>
            <DateFields key={`${days.start} ${days.end}`} days={days} onApply={apply} />
          </>
        );
      }}
    </Popover>
  );
}

function DateFields({ days, onApply }: { days: Days; onApply: (days: Days) => void }) {
  const id = useId();
  const [draft, setDraft] = useState(days);
  const fields = { start: useRef<HTMLInputElement>(null), end: useRef<HTMLInputElement>(null) };
  const fault = findDaysFault(draft);

  function submit(event: SubmitEvent) {
    event.preventDefault();
    if (fault) fields[fault.field].current?.focus();
    else onApply(draft);
  }

  const field = (name: keyof Days, label: string) => (
    <label className="panel-field">
      <span>{label}</span>
      <input
        ref={fields[name]}
        type="date"
        min="1900-01-01"
        max="2199-12-31"
        value={draft[name]}
        aria-invalid={fault?.field === name}
        aria-describedby={fault?.field === name ? id : undefined}
        onChange={(event) => {
          setDraft({ ...draft, [name]: event.target.value });
        }}
      />
    </label>
  );

  return (
    <form className="panel-fields" noValidate onSubmit={submit}>
      {field("start", "From")}
      {field("end", "To, included")}
      <p id={id} className="field-fault" aria-live="polite">
        {fault?.detail}
      </p>
      <button type="submit" className="action action-main">
        Apply dates
      </button>
    </form>
  );
}
