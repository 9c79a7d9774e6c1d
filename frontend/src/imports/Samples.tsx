import type { Findings } from "../api/model";
import { Nothing } from "../components/Nothing";

/** The first rows as they would be stored. */
export function Samples({ findings }: { findings: Findings }) {
  const samples = findings.samples ?? [];
  const names = Object.keys(samples[0] ?? {});
  if (!names.length) return null;
  return (
    <section aria-label="First rows">
      <h4>First rows, as they would be stored</h4>
      {/* A region that scrolls has to be reached by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="table-box" tabIndex={0} role="group" aria-label="First rows">
        <table>
          <thead>
            <tr>
              {names.map((name) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {samples.map((sample, index) => (
              <tr key={index}>
                {names.map((name) => (
                  <td key={name}>{sample[name] ?? <Nothing />}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
