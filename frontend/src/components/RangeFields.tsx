import { useId, useState, type SubmitEvent } from "react";

import type { CatalogueFilter } from "../api/model";
import { parseRange } from "../filters";

interface Props {
  filter: CatalogueFilter;
  /** As the API writes it, `least..most`. */
  chosen: string | undefined;
  /** Empty where both fields are. */
  onApply: (range: string) => void;
}

/** Two numbers, either of which may be left out. */
export function RangeFields({ filter, chosen, onApply }: Props) {
  const id = useId();
  const [[least, most], setRange] = useState(() => parseRange(chosen));
  const isReversed = least !== "" && most !== "" && Number(least) > Number(most);

  function submit(event: SubmitEvent) {
    event.preventDefault();
    if (!isReversed) onApply(least || most ? `${least}..${most}` : "");
  }

  const field = (label: string, value: string, onChange: (value: string) => void) => (
    <label className="panel-field">
      <span>{label}</span>
      <input
        type="number"
        step="any"
        min={filter.least ?? undefined}
        max={filter.most ?? undefined}
        value={value}
        aria-invalid={isReversed}
        aria-describedby={id}
        onChange={(event) => {
          onChange(event.target.value);
        }}
      />
    </label>
  );

  return (
    <form className="panel-fields" onSubmit={submit}>
      {field("From", least, (value) => {
        setRange([value, most]);
      })}
      {field("To, included", most, (value) => {
        setRange([least, value]);
      })}
      <p id={id} className="field-fault" aria-live="polite">
        {isReversed && "The end is less than the start."}
      </p>
      <button type="submit" className="action action-main">
        Apply
      </button>
    </form>
  );
}
