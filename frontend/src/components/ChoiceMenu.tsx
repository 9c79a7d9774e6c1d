import { useState } from "react";

import { Popover } from "./Popover";

export interface Choice<T> {
  value: T;
  label: string;
  /** Why it cannot be chosen, or what is special about it. */
  note?: string | undefined;
  isDisabled?: boolean;
}

interface Props<T> {
  label: string;
  value: T;
  /** How the value is shown on the button, where not by its label. */
  shownAs: string;
  choices: Choice<T>[];
  /** Says what to search for, where there are too many to look through. */
  search?: string;
  onChoose: (value: T) => void;
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

const searchable = (text: string) => text.toLowerCase().replaceAll("_", " ");

function Choices<T extends string | number>({ value, choices, search, onChoose }: Props<T>) {
  const [words, setWords] = useState("");
  const found = choices.filter(({ label }) => searchable(label).includes(searchable(words).trim()));
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
      {!found.length && (
        <p className="panel-note" role="status">
          Nothing matches “{words}”.
        </p>
      )}
    </>
  );
}
