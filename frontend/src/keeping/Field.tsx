import { useId, type InputHTMLAttributes, type ReactNode } from "react";

type Props = InputHTMLAttributes<HTMLInputElement> & {
  label: string;
  /** What the value is in. */
  unit?: string | undefined;
  /** Why it was refused. */
  fault?: string | undefined;
};

/** A field with its name above it, and what is wrong with it below. */
export function Field({ label, unit, fault, ...input }: Props) {
  const id = useId();
  return (
    <label className="field" htmlFor={id}>
      <span>{unit ? `${label}, ${unit}` : label}</span>
      <input
        id={id}
        aria-invalid={fault !== undefined}
        aria-describedby={fault && `${id}-fault`}
        {...input}
      />
      {fault && (
        <span className="field-fault" id={`${id}-fault`}>
          {fault}
        </span>
      )}
    </label>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  choices: [value: T, label: string][];
  onChange: (value: T) => void;
}

/** One of a few, with its name above it. */
export function ChoiceField<T extends string>(props: ChoiceProps<T>) {
  const id = useId();
  return (
    <label className="field" htmlFor={id}>
      <span>{props.label}</span>
      <select
        id={id}
        value={props.value}
        onChange={({ target }) => {
          props.onChange(target.value as T);
        }}
      >
        {props.choices.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The faults that belong to no field of a form. */
export function Faults({ faults }: { faults: (string | undefined)[] }): ReactNode {
  return faults.map(
    (fault) =>
      fault && (
        <p key={fault} className="field-fault" role="alert">
          {fault}
        </p>
      ),
  );
}
