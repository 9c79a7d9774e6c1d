import type { Findings } from "../api/model";
import { formatCount } from "../format";
import { sayHere } from "./mapping";

/** What is wrong, by kind; nothing where all is well. */
export function Faults({ findings }: { findings: Findings }) {
  const faults = findings.faults ?? [];
  if (!faults.length) return null;
  return (
    <section aria-label="What is wrong">
      <h4>What is wrong</h4>
      <ul className="imports-faults">
        {faults.map(({ rows, sentences }, index) => (
          <li key={index}>
            <b>{rows === 1 ? "1 row" : `${formatCount(rows)} rows`}:</b>{" "}
            {sayHere(sentences[0] ?? "")}
            {sentences.length > 1 && (
              <details>
                <summary>More of these</summary>
                <ul>
                  {sentences.slice(1).map((sentence) => (
                    <li key={sentence}>{sayHere(sentence)}</li>
                  ))}
                </ul>
              </details>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
