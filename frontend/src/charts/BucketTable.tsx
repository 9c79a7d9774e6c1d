import type { ReactNode } from "react";

import type { Granularity } from "../api/model";
import { formatBucket, humanize } from "../format";
import type { BucketTimes as Bucket } from "../api/model";
import { partialNote } from "./partial";

export interface Column<Point> {
  label: string;
  cell: (point: Point) => ReactNode;
}

interface Props<Point extends Bucket> {
  caption: string;
  points: Point[];
  granularity: Granularity;
  columns: Column<Point>[];
}

/** The numbers of a chart. */
export function BucketTable<Point extends Bucket>(props: Props<Point>) {
  const { caption, points, granularity, columns } = props;
  return (
    <table>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{humanize(granularity)}</th>
          {columns.map(({ label }) => (
            <th scope="col" className="num" key={label}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {points.map((point) => (
          <tr key={point.bucket_start}>
            <th scope="row">
              {formatBucket(point, granularity)}
              {point.is_partial && <span className="muted"> {partialNote(point)}</span>}
            </th>
            {columns.map(({ label, cell }) => (
              <td className="num" key={label}>
                {cell(point)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
