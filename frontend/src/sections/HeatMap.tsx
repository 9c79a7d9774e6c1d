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

/** One grid for the keyboard: one tab stop, arrows go from hour to hour, Enter opens the calls. */
export function HeatMap({ cells, hours, isTurned }: Props) {
  const openRows = useOpenRows();
  const grid = useRef<HTMLTableElement>(null);
  const lines: readonly number[] = isTurned ? hours : WEEKDAYS;
  const places: readonly number[] = isTurned ? WEEKDAYS : hours;
  const [focus, setFocus] = useState({ line: 0, place: 0 });
  const current = {
    line: Math.min(focus.line, lines.length - 1),
    place: Math.min(focus.place, places.length - 1),
  };
  const found = new Map(cells.map((cell) => [`${cell.weekday}-${cell.hour}`, cell]));
  const cellAt = (line: number, place: number) =>
    found.get(isTurned ? `${place}-${line}` : `${line}-${place}`);
  const nameLine = isTurned ? formatHour : formatShortWeekday;
  function open(cell: Cell) {
    if (cell.denominator) openRows?.(hoursQuestion(cell));
  }

  function move(line: number, place: number) {
    setFocus({ line, place });
    const row = grid.current?.querySelectorAll("tbody tr")[line];
    row?.querySelectorAll<HTMLElement>("[role=gridcell]")[place]?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    const { line, place } = current;
    const goals: Partial<Record<string, [line: number, place: number]>> = {
      ArrowUp: [line - 1, place],
      ArrowDown: [line + 1, place],
      ArrowLeft: [line, place - 1],
      ArrowRight: [line, place + 1],
      Home: [line, 0],
      End: [line, places.length - 1],
    };
    const goal = goals[event.key];
    const isOpening = event.key === "Enter" || event.key === " ";
    if (!goal && !isOpening) return;
    // Or the same key would press the button that the rows open with.
    event.preventDefault();
    if (goal && goal[0] >= 0 && goal[0] < lines.length && goal[1] >= 0 && goal[1] < places.length)
      move(...goal);
    const cell = isOpening && cellAt(lines[line] ?? 0, places[place] ?? 0);
    if (cell) open(cell);
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
              {places.map((place, index) => (
                <th scope="col" key={place}>
                  {isTurned ? (
                    formatShortWeekday(place)
                  ) : (
                    <HourHead
                      hour={place}
                      isEdge={index === 0 || index === hours.length - 1}
                      isCrowded={hours.length > ROOMY}
                    />
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line, lineIndex) => (
              <tr key={line}>
                <th scope="row">{nameLine(line)}</th>
                {places.map((place, index) => {
                  const cell = cellAt(line, place);
                  if (!cell) return <td key={place} />;
                  const isCurrent = lineIndex === current.line && index === current.place;
                  return (
                    <td
                      key={place}
                      role="gridcell"
                      className={colourOf(cell)}
                      tabIndex={isCurrent ? 0 : -1}
                      title={describe(cell)}
                      aria-label={describe(cell)}
                      data-hour={`${cell.weekday}-${cell.hour}`}
                      onClick={() => {
                        setFocus({ line: lineIndex, place: index });
                        open(cell);
                      }}
                    >
                      {textOf(cell)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Key />
    </>
  );
}

/** So many hours have room for a word each. */
const ROOMY = 16;

/** The first and the last hour say their half of the day, those between their number; of many hours every third. */
function HourHead({
  hour,
  isEdge,
  isCrowded,
}: {
  hour: number;
  isEdge: boolean;
  isCrowded: boolean;
}) {
  const whole = formatHour(hour);
  const shown = isCrowded
    ? hour % 3
      ? ""
      : whole
    : isEdge || hour === 12
      ? whole
      : formatShortHour(hour);
  if (shown === whole) return whole;
  return (
    <>
      <span aria-hidden="true">{shown}</span>
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
