import type { Granularity, Unit } from "../api/model";
import { formatBucket } from "../format";
import { formatValue } from "../metrics";
import { valueAt, type Point, type Series } from "../series";
import type { RowsQuestion } from "../rows";
import { Counted } from "./Counted";
import { Nothing } from "./Nothing";

interface Props {
  caption: string;
  points: Point[];
  series: Series[];
  unit: Unit;
  granularity: Granularity;
  /** Which rows are behind a value, where there are any. */
  rowsBehind?: ((point: Point, key: string) => RowsQuestion) | undefined;
}

/** The numbers of a chart as a table. */
export function ChartTable({ caption, points, series, unit, granularity, rowsBehind }: Props) {
  return (
    <table>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{granularity}</th>
          {series.map(({ key, label }) => (
            <th scope="col" key={key}>
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
              {point.is_partial && <span className="partial-note"> (part)</span>}
            </th>
            {series.map(({ key }) => {
              const value = valueAt(point, key);
              return (
                <td key={key}>
                  {value === null ? (
                    <Nothing />
                  ) : (
                    <data value={value} data-series={key} data-start={point.bucket_start}>
                      {rowsBehind && value !== 0 ? (
                        <Counted question={rowsBehind(point, key)}>
                          {formatValue(value, unit)}
                        </Counted>
                      ) : (
                        formatValue(value, unit)
                      )}
                    </data>
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
