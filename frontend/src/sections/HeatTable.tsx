import { useRef } from "react";

import { Counted } from "../components/Counted";
import { Nothing } from "../components/Nothing";
import { formatCount, formatHour, formatShortWeekday, formatWholePercent } from "../format";
import { hoursQuestion, WEEKDAYS, type Cell } from "./heat";
import { FEW } from "./intervals";
import { useRoving } from "./roving";

/** The numbers of the map: each rate with what it is of. */
export function HeatTable({ cells, hours }: { cells: Cell[]; hours: number[] }) {
  const body = useRef<HTMLTableSectionElement>(null);
  const keys = useRoving({ body, count: hours.length });
  const found = new Map(cells.map((cell) => [`${cell.weekday}-${cell.hour}`, cell]));
  return (
    <div
      className="table-box heat-table"
      // A region that scrolls has to be reached by keyboard.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      role="region"
      aria-label="When to call, as a table"
    >
      <table>
        <caption className="visually-hidden">Answered calls by weekday and hour</caption>
        <thead>
          <tr>
            <th scope="col">Hour</th>
            {WEEKDAYS.map((weekday) => (
              <th scope="col" className="num" key={weekday}>
                {formatShortWeekday(weekday)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body} {...keys}>
          {hours.map((hour, index) => (
            <tr key={hour} data-index={index}>
              <th scope="row">{formatHour(hour)}</th>
              {WEEKDAYS.map((weekday) => (
                <td className="num" key={weekday}>
                  <Answered cell={found.get(`${weekday}-${hour}`)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Answered({ cell }: { cell: Cell | undefined }) {
  if (!cell?.denominator) return <Nothing />;
  const { numerator, denominator } = cell;
  const of = `of ${formatCount(denominator)}`;
  return (
    <Counted question={hoursQuestion(cell)}>
      {denominator < FEW ? formatCount(numerator) : formatWholePercent(numerator / denominator)}{" "}
      <small>{of}</small>
    </Counted>
  );
}
