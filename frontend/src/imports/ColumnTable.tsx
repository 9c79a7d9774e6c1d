import type { Findings, ImportColumn, ImportKind, ImportOptions } from "../api/model";
import { missingOf, sourceOf, withSource, type Source } from "./mapping";

interface Props {
  kind: ImportKind;
  findings: Findings;
  options: ImportOptions;
  onChange: (options: ImportOptions) => void;
}

/** Which of their columns is which of ours. */
export function ColumnTable({ kind, findings, options, onChange }: Props) {
  const missing = missingOf(kind, options, findings).map(({ name }) => name);
  return (
    <section aria-label="Columns">
      <h4>Columns</h4>
      {missing.length > 0 && (
        <p className="failure">
          Say where to find {missing.map((name) => name.replaceAll("_", " ")).join(", ")}.
        </p>
      )}
      <table>
        <thead>
          <tr>
            <th scope="col">Here</th>
            <th scope="col">In the file</th>
          </tr>
        </thead>
        <tbody>
          {kind.columns.map((column) => (
            <tr key={column.name}>
              <th scope="row">
                {column.name}
                {column.is_required && <span className="muted"> (needed)</span>}
              </th>
              <td>
                <SourceField
                  column={column}
                  source={sourceOf(column.name, options, findings)}
                  findings={findings}
                  onChange={(source) => {
                    onChange(withSource(options, column.name, source));
                  }}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {findings.unread && findings.unread.length > 0 && (
        <p className="note">Not read: {findings.unread.join(", ")}.</p>
      )}
    </section>
  );
}

interface FieldProps {
  column: ImportColumn;
  source: Source;
  findings: Findings;
  onChange: (source: Source) => void;
}

const FOUND = "found";
const VALUE = "value";
const COLUMN = "column:";

/** Where one column comes from. */
function SourceField({ column, source, findings, onChange }: FieldProps) {
  const words = findings.columns?.[column.name];
  const isChosen = source.is !== "found" && words !== undefined;
  return (
    <span className="imports-source">
      <select
        aria-label={`${column.name} in the file`}
        value={source.is === "column" ? COLUMN + source.name : source.is}
        onChange={({ target: { value } }) => {
          if (value === FOUND) onChange({ is: "found", words: null });
          else if (value === VALUE) onChange({ is: "value", text: "" });
          else onChange({ is: "column", name: value.slice(COLUMN.length) });
        }}
      >
        <option value={FOUND}>{isChosen ? "As it was" : (words ?? "Nothing")}</option>
        {findings.header.map((name) => (
          <option key={name} value={COLUMN + name}>
            {name}
          </option>
        ))}
        <option value={VALUE}>One value for all rows …</option>
      </select>
      {source.is === "value" && (
        <input
          type="text"
          aria-label={`${column.name} of all rows`}
          value={source.text}
          onChange={({ target }) => {
            onChange({ is: "value", text: target.value });
          }}
        />
      )}
    </span>
  );
}
