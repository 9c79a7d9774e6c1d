import { useState } from "react";

import type { CatalogueFilter } from "../api/model";

interface Props {
  filter: CatalogueFilter;
  chosen: string | undefined;
  /** Empty where the field is. */
  onApply: (text: string) => void;
}

/** A text that is looked for. */
export function TextField({ filter, chosen = "", onApply }: Props) {
  const [text, setText] = useState(chosen);
  return (
    <form
      className="panel-fields"
      onSubmit={(event) => {
        event.preventDefault();
        onApply(text.trim());
      }}
    >
      <input
        type="search"
        className="panel-search"
        aria-label={filter.label}
        maxLength={filter.max_length ?? undefined}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
        }}
      />
      <button type="submit" className="action action-main">
        Apply
      </button>
    </form>
  );
}
