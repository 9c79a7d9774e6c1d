import { useId, useState, type SubmitEvent } from "react";

import type { ChangeFilters, Filters } from "../address";
import {
  comparedDays,
  countDays,
  findDaysFault,
  PRESETS,
  type Comparison,
  type Days,
  type Preset,
} from "../dates";
import {
  describeDays,
  labelCompared,
  labelDays,
  nameComparison,
  type ShownFilters,
} from "../filters";
import { formatDaysBeside } from "../format";
import { Popover } from "./Popover";

interface Props {
  shown: ShownFilters;
  onChange: ChangeFilters;
}

/** Presets, two dates of one's own, and what they are compared with. */
export function DateRange({ shown, onChange }: Props) {
  const compared = labelCompared(shown);
  return (
    <Popover
      label="Dates"
      panel="wide"
      value={
        <>
          {labelDays(shown)} {compared && <small>{compared}</small>}
        </>
      }
      title={describeDays(shown.days)}
    >
      {(close) => {
        function apply(changes: Partial<Filters>) {
          close();
          onChange(changes);
        }
        return (
          <div className="panel-columns">
            <ul className="choices choices-presets">
              {PRESETS.map((preset) => (
                <li key={preset.name}>
                  <button
                    type="button"
                    data-choice
                    className="choice"
                    aria-current={preset === shown.preset}
                    onClick={() => {
                      apply(choosePreset(preset, shown));
                    }}
                  >
                    {preset.label}
                  </button>
                </li>
              ))}
            </ul>
            <DateFields
              key={`${shown.days.start} ${shown.days.end}`}
              shown={shown}
              onApply={apply}
            />
          </div>
        );
      }}
    </Popover>
  );
}

const NO_OTHER_DATES = { compare_start_date: undefined, compare_end_date: undefined };

/** A preset brings the comparison that fits it, where anything is compared. */
const choosePreset = (preset: Preset, { comparison }: ShownFilters): Partial<Filters> => ({
  range: preset.name,
  start_date: undefined,
  end_date: undefined,
  compare: comparison === "none" ? "none" : preset.comparison,
  ...NO_OTHER_DATES,
});

const KINDS: Comparison[] = [
  "previous_period",
  "previous_week",
  "previous_month",
  "previous_year",
  "custom",
  "none",
];

interface FieldsProps {
  shown: ShownFilters;
  onApply: (changes: Partial<Filters>) => void;
}

function DateFields({ shown, onApply }: FieldsProps) {
  const id = useId();
  const [days, setDays] = useState(shown.days);
  const [comparison, setComparison] = useState(shown.comparison);
  const [others, setOthers] = useState(shown.compared ?? { start: "", end: "" });
  const fault = findDaysFault(days);
  const otherFault = comparison === "custom" ? findDaysFault(others) : null;

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const wrong = event.currentTarget.querySelector<HTMLInputElement>("[aria-invalid=true]");
    if (wrong) wrong.focus();
    else onApply({ ...chooseDays(days, shown), ...chooseComparison(comparison, others) });
  }

  return (
    <form className="stack" noValidate onSubmit={submit}>
      <DayFields
        legend="From and to, both included"
        labels={["From", "To, included"]}
        days={days}
        fault={fault}
        faultId={`${id}-fault`}
        onChange={setDays}
      />
      <fieldset>
        <legend>Compare with</legend>
        {KINDS.map((kind) => (
          <label key={kind} className="radio">
            <input
              type="radio"
              name={id}
              checked={kind === comparison}
              onChange={() => {
                setComparison(kind);
              }}
            />
            {nameComparison(kind, fault ? 0 : countDays(days))}
            <span>{!fault && describeCompared(kind, days)}</span>
          </label>
        ))}
      </fieldset>
      {comparison === "custom" && (
        <DayFields
          legend="Compared from and to"
          labels={["Compared from", "Compared to, included"]}
          days={others}
          fault={otherFault}
          faultId={`${id}-other-fault`}
          onChange={setOthers}
        />
      )}
      {days.end >= shown.today && comparison !== "none" && (
        <p className="hint">
          Today is not over, so the days compared with end at the same time of day.
        </p>
      )}
      <button type="submit" className="primary">
        Show these days
      </button>
    </form>
  );
}

/** Days that are still those of the preset stay the preset's. */
const chooseDays = (days: Days, shown: ShownFilters): Partial<Filters> =>
  shown.preset && days.start === shown.days.start && days.end === shown.days.end
    ? {}
    : { range: undefined, start_date: days.start, end_date: days.end };

const chooseComparison = (compare: Comparison, { start, end }: Days): Partial<Filters> => ({
  compare,
  ...(compare === "custom" ? { compare_start_date: start, compare_end_date: end } : NO_OTHER_DATES),
});

function describeCompared(kind: Comparison, days: Days): string | null {
  const compared = comparedDays(kind, days);
  return compared && formatDaysBeside(compared.start, compared.end, days.end);
}

interface DayFieldsProps {
  legend: string;
  labels: [start: string, end: string];
  days: Days;
  fault: { field: keyof Days; detail: string } | null;
  faultId: string;
  onChange: (days: Days) => void;
}

/** Two dates, and what is wrong with them. */
function DayFields({ legend, labels, days, fault, faultId, onChange }: DayFieldsProps) {
  const [start, end] = labels;
  const field = (name: keyof Days, label: string) => (
    <input
      type="date"
      min="1900-01-01"
      max="2199-12-31"
      aria-label={label}
      value={days[name]}
      aria-invalid={fault?.field === name}
      aria-describedby={fault?.field === name ? faultId : undefined}
      onChange={(event) => {
        onChange({ ...days, [name]: event.target.value });
      }}
    />
  );
  return (
    <fieldset>
      <legend>{legend}</legend>
      <div className="pair">
        {field("start", start)}
        {field("end", end)}
      </div>
      <p id={faultId} className="field-fault" aria-live="polite">
        {fault?.detail}
      </p>
    </fieldset>
  );
}
