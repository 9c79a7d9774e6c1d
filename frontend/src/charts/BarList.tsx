import type { ReactNode } from "react";

import { formatPercent } from "../format";

export interface BarLine {
  key: string;
  label: string;
  count: number;
  /** The count as it is shown; it may open its rows. */
  shown: ReactNode;
}

interface Props {
  caption: string;
  /** What the counts count. */
  counted: string;
  lines: BarLine[];
}

/** Parts of a whole, each as a bar with its count and its share. */
export function BarList({ caption, counted, lines }: Props) {
  const most = Math.max(...lines.map(({ count }) => count), 1);
  const total = lines.reduce((sum, { count }) => sum + count, 0);
  return (
    <table className="bars">
      <caption className="visually-hidden">{caption}</caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{caption}</th>
          <td />
          <th scope="col">{counted}</th>
          <th scope="col">Share of all</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ key, label, count, shown }) => (
          <tr key={key}>
            <th scope="row">{label}</th>
            <td className="bar-cell" aria-hidden="true">
              <span className="share" style={{ inlineSize: `${(count / most) * 100}%` }} />
            </td>
            <td className="num">{shown}</td>
            <td className="num muted">{total ? formatPercent(count / total) : ""}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
