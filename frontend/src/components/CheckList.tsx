import type { ReactNode } from "react";

interface Props<T> {
  /** What the boxes choose among, for screen readers. */
  label: string;
  choices: { value: T; label: ReactNode; title?: string }[];
  chosen: T[];
  onToggle: (value: T) => void;
}

/** Any of several. */
export function CheckList<T extends string | number>({
  label,
  choices,
  chosen,
  onToggle,
}: Props<T>) {
  return (
    <ul className="choices" aria-label={label}>
      {choices.map((choice) => (
        <li key={choice.value}>
          <label className="choice" title={choice.title}>
            <input
              type="checkbox"
              data-choice
              checked={chosen.includes(choice.value)}
              onChange={() => {
                onToggle(choice.value);
              }}
            />
            <span className="choice-label">{choice.label}</span>
          </label>
        </li>
      ))}
    </ul>
  );
}

export const toggle = <T,>(chosen: T[], value: T) =>
  chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
