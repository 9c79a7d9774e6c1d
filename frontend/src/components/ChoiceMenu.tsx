import { useState, type ReactNode } from "react";

import { findChoices, type Searchable } from "../search";
import { Popover } from "./Popover";

/** Its note says why it cannot be chosen, or what is special about it. */
export interface Choice<T> extends Searchable {
  value: T;
  isDisabled?: boolean;
}

interface ChoicesProps<T> {
  value: T;
  choices: Choice<T>[];
  /** Says what to search for, where there are too many to look through. */
  search?: string;
  /** Stands below them while there are others to come. */
  others?: ReactNode;
  /** Stands below them always. */
  note?: ReactNode;
  onChoose: (value: T) => void;
}

interface Props<T> extends ChoicesProps<T> {
  label: string;
  /** How the value is shown on the button, where not by its label. */
  shownAs: string;
}

/** One of several, behind a button; with a search field where there are many. */
export function ChoiceMenu<T extends string | number>(props: Props<T>) {
  const { label, shownAs, onChoose } = props;
  return (
    <Popover label={label} value={shownAs}>
      {(close) => (
        <Choices
          {...props}
          onChoose={(value) => {
            close();
            onChoose(value);
          }}
        />
      )}
    </Popover>
  );
}

/** What opens: the choices, below a field that searches them. */
export function Choices<T extends string | number>(props: ChoicesProps<T>) {
  const { value, choices, search, others, note, onChoose } = props;
  const [words, setWords] = useState("");
  const found = findChoices(choices, words);
  return (
    <>
      {search !== undefined && (
        <input
          type="search"
          className="panel-search"
          aria-label={search}
          placeholder={search}
          value={words}
          onChange={(event) => {
            setWords(event.target.value);
          }}
        />
      )}
      <ul className="choices">
        {found.map((choice) => (
          <li key={choice.value}>
            <button
              type="button"
              data-choice
              className="choice"
              aria-current={choice.value === value}
              aria-disabled={choice.isDisabled}
              onClick={() => {
                if (!choice.isDisabled) onChoose(choice.value);
              }}
            >
              <span className="choice-label">{choice.label}</span>
              {choice.note && <span className="choice-note">{choice.note}</span>}
            </button>
          </li>
        ))}
      </ul>
      {others ??
        (!found.length && (
          <p className="panel-note" role="status">
            Nothing matches “{words}”.
          </p>
        ))}
      {note}
    </>
  );
}
