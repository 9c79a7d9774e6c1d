import type { Findings, ImportKind, ImportOptions } from "../api/model";
import { formatCount } from "../format";
import { withWord, wordsOf } from "./mapping";

interface Props {
  kind: ImportKind;
  findings: Findings;
  options: ImportOptions;
  onChange: (options: ImportOptions) => void;
}

/** What words of theirs mean that change numbers; nothing where all are known. */
export function WordTable({ kind, findings, options, onChange }: Props) {
  const words = wordsOf(kind, findings.faults);
  if (!words.length) return null;
  return (
    <section aria-label="Words">
      <h4>Words that only you know the meaning of</h4>
      <table>
        <thead>
          <tr>
            <th scope="col">In the file</th>
            <th scope="col" className="num">
              Rows
            </th>
            <th scope="col">Here</th>
          </tr>
        </thead>
        <tbody>
          {words.map(({ column, theirs, rows, choices }) => (
            <tr key={`${column} ${theirs}`}>
              <th scope="row">
                {column}: {theirs}
              </th>
              <td className="num">{formatCount(rows)}</td>
              <td>
                <select
                  aria-label={`Meaning of ${column} ${theirs}`}
                  value={options.values?.[column]?.[theirs] ?? ""}
                  onChange={({ target }) => {
                    onChange(withWord(options, column, theirs, target.value));
                  }}
                >
                  <option value="">Wrong</option>
                  {choices.map((choice) => (
                    <option key={choice} value={choice}>
                      {choice.replaceAll("_", " ")}
                    </option>
                  ))}
                </select>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
