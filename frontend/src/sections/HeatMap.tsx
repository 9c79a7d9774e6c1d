import { useRef, useState, type KeyboardEvent } from "react";

import {
  formatCount,
  formatHour,
  formatShortHour,
  formatShortWeekday,
  formatWholePercent,
} from "../format";
import { useOpenRows } from "../rows";
import { hoursQuestion, nameHour, SOME, stepOf, STEPS, WEEKDAYS, type Cell } from "./heat";
import { FEW } from "./intervals";

interface Props {
  cells: Cell[];
  hours: number[];
  /** Hours down and weekdays across, for phones. */
  isTurned: boolean;
}

/** Where a cell stands: its line, and its place in the line. */
type Place = [line: number, place: number];

/** Where a key goes from a place; undefined for the keys that go nowhere. */
function goalOf(key: string, [line, place]: Place, last: Place): Place | undefined {
  const goals: Partial<Record<string, Place>> = {
    ArrowUp: [line - 1, place],
    ArrowDown: [line + 1, place],
    ArrowLeft: [line, place - 1],
    ArrowRight: [line, place + 1],
    Home: [line, 0],
    End: [line, last[1]],
  };
  const goal = goals[key];
  return goal && [clamp(goal[0], last[0]), clamp(goal[1], last[1])];
}

const clamp = (value: number, most: number) => Math.max(0, Math.min(most, value));

/** One grid for the keyboard: one tab stop, arrows go from hour to hour, Enter opens the calls. */
export function HeatMap({ cells, hours, isTurned }: Props) {
  const openRows = useOpenRows();
  const grid = useRef<HTMLTableElement>(null);
  const found = new Map(cells.map((cell) => [`${cell.weekday}-${cell.hour}`, cell]));
  const days = WEEKDAYS.map((weekday) => hours.map((hour) => found.get(`${weekday}-${hour}`)));
  const lines = isTurned ? hours.map((_, index) => days.map((day) => day[index])) : days;
  const last: Place = [lines.length - 1, (lines[0]?.length ?? 1) - 1];
  const [focus, setFocus] = useState<Place>([0, 0]);
  const current: Place = [clamp(focus[0], last[0]), clamp(focus[1], last[1])];

  function open(cell: Cell | undefined) {
    if (cell?.denominator) openRows?.(hoursQuestion(cell));
  }

  function onKeyDown(event: KeyboardEvent) {
    const goal = goalOf(event.key, current, last);
    const isOpening = event.key === "Enter" || event.key === " ";
    if (!goal && !isOpening) return;
    // Or the same key would press the button that the rows open with.
    event.preventDefault();
    if (isOpening) open(lines[current[0]]?.[current[1]]);
    if (!goal) return;
    setFocus(goal);
    const line = grid.current?.querySelectorAll("tbody tr")[goal[0]];
    line?.querySelectorAll<HTMLElement>("[role=gridcell]")[goal[1]]?.focus();
  }

  return (
    <>
      <div className="heat-box">
        <table
          ref={grid}
          className="heat"
          // Rows and cells are what a grid has, too, and readers of screens know both.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role
          role="grid"
          aria-label="Answer rate by weekday and hour"
          onKeyDown={onKeyDown}
        >
          <thead>
            <tr>
              <td />
              {isTurned
                ? WEEKDAYS.map((weekday) => (
                    <th scope="col" key={weekday}>
                      {formatShortWeekday(weekday)}
                    </th>
                  ))
                : hours.map((hour) => (
                    <th scope="col" key={hour}>
                      <HourHead hour={hour} hours={hours} />
                    </th>
                  ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line, row) => (
              <tr key={row}>
                <th scope="row">
                  {isTurned ? formatHour(hours[row] ?? 0) : formatShortWeekday(row + 1)}
                </th>
                {line.map((cell, place) => (
                  <HourCell
                    key={place}
                    cell={cell}
                    isCurrent={row === current[0] && place === current[1]}
                    onOpen={() => {
                      setFocus([row, place]);
                      open(cell);
                    }}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Key />
    </>
  );
}

interface HourCellProps {
  cell: Cell | undefined;
  /** It has the grid's tab stop. */
  isCurrent: boolean;
  onOpen: () => void;
}

function HourCell({ cell, isCurrent, onOpen }: HourCellProps) {
  if (!cell) return <td />;
  return (
    <td
      role="gridcell"
      className={colourOf(cell)}
      tabIndex={isCurrent ? 0 : -1}
      title={describe(cell)}
      aria-label={describe(cell)}
      data-hour={`${cell.weekday}-${cell.hour}`}
      onClick={onOpen}
    >
      {textOf(cell)}
    </td>
  );
}

/** So many hours have room for a word each. */
const ROOMY = 16;

/** The first and last hour say their half of the day, noon its name; of many hours every third. */
function HourHead({ hour, hours }: { hour: number; hours: number[] }) {
  const whole = formatHour(hour);
  const isNamed =
    hours.length > ROOMY ? hour % 3 === 0 : [hours[0], hours.at(-1), 12].includes(hour);
  if (isNamed) return whole;
  return (
    <>
      <span aria-hidden="true">{hours.length > ROOMY ? "" : formatShortHour(hour)}</span>
      <span className="visually-hidden">{whole}</span>
    </>
  );
}

function colourOf(cell: Cell): string {
  const step = stepOf(cell);
  if (!step) return "few";
  return cell.denominator < SOME ? `heat-${step} some` : `heat-${step}`;
}

const percentOf = ({ numerator, denominator }: Cell) => formatWholePercent(numerator / denominator);

function textOf(cell: Cell): string {
  if (!cell.denominator) return "";
  return cell.denominator < FEW ? "·" : percentOf(cell).replace("%", "");
}

function describe(cell: Cell): string {
  const { numerator, denominator } = cell;
  if (!denominator) return `${nameHour(cell)}: no calls`;
  const rate = denominator < FEW ? "" : `${percentOf(cell)}, `;
  return `${nameHour(cell)}: ${rate}${formatCount(numerator)} of ${formatCount(denominator)} calls answered`;
}

/** What the colours mean. */
function Key() {
  const edges = STEPS.map((step) => formatWholePercent(step).replace("%", ""));
  const steps = [`<${edges[0] ?? ""}`, ...edges.map((edge) => `${edge}+`)];
  return (
    <p className="key heat-key">
      <span>
        % answered{" "}
        {steps.map((text, index) => (
          <i key={text} className={`heat-${index + 1}`}>
            {text}
          </i>
        ))}
      </span>
      <span>
        {FEW} to {SOME - 1} calls{" "}
        {steps.map((text, index) => (
          <i key={text} className={`heat-${index + 1} some`} />
        ))}
      </span>
      <span>
        fewer than {FEW} <i className="few">·</i>
      </span>
    </p>
  );
}
