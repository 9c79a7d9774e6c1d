import type { ImportKind, ImportKinds, ImportOptions } from "../api/model";
import { withProfile } from "./mapping";

interface Props {
  kinds: ImportKinds;
  kind: ImportKind;
  options: ImportOptions;
  onChange: (options: ImportOptions) => void;
}

/** The options that are texts, and what each is. */
const TEXTS = [
  ["timezone", "Time zone of times without one", "Europe/Berlin"],
  ["phone_region", "Telephone numbers of", "DE"],
  ["delimiter", "Fields are separated by", "semicolon"],
  ["encoding", "Encoding", "windows-1252"],
] as const;

/** Who wrote the file, and how times and numbers are written in it. */
export function Formats({ kinds, kind, options, onChange }: Props) {
  return (
    <section aria-label="Formats" className="imports-fields">
      {kind.profiles.length > 0 && (
        <label>
          Written by
          <select
            value={options.profile ?? ""}
            onChange={({ target }) => {
              onChange(withProfile(options, target.value || null));
            }}
          >
            <option value="">Nobody named</option>
            {kind.profiles.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        Times
        <input
          type="text"
          list="time-formats"
          placeholder="as found"
          value={options.time_format ?? ""}
          onChange={({ target }) => {
            onChange({ ...options, time_format: target.value || null });
          }}
        />
        <datalist id="time-formats">
          {kinds.time_formats.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </label>
      <label>
        Durations
        <select
          value={options.duration_format ?? ""}
          onChange={({ target }) => {
            const format = (target.value || null) as ImportOptions["duration_format"];
            onChange({ ...options, duration_format: format ?? null });
          }}
        >
          <option value="">As found</option>
          {kinds.duration_formats.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label>
        Decimal sign
        <select
          value={options.decimal ?? ""}
          onChange={({ target }) => {
            const sign = (target.value || null) as ImportOptions["decimal"];
            onChange({ ...options, decimal: sign ?? null });
          }}
        >
          <option value="">As found</option>
          <option>point</option>
          <option>comma</option>
        </select>
      </label>
      {TEXTS.map(([name, label, example]) => (
        <label key={name}>
          {label}
          <input
            type="text"
            placeholder={example}
            value={options[name] ?? ""}
            onChange={({ target }) => {
              onChange({ ...options, [name]: target.value || null });
            }}
          />
        </label>
      ))}
    </section>
  );
}
