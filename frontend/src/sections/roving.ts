// One tab stop for a table full of links and buttons: the arrow keys go from one to the next.
import {
  useLayoutEffect,
  useRef,
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
} from "react";

interface Place {
  row: number;
  column: number;
}

const STEPS: Partial<Record<string, (row: number, rows: number) => number>> = {
  ArrowDown: (row) => row + 1,
  ArrowUp: (row) => row - 1,
  PageDown: (row) => row + 10,
  PageUp: (row) => row - 10,
  Home: () => 0,
  End: (_, rows) => rows - 1,
};

const stopsOf = (row: Element) => [...row.querySelectorAll<HTMLElement>("a[href], button")];

const columnOf = (stop: Element) => stop.closest<HTMLTableCellElement>("td, th")?.cellIndex ?? 0;

/** The stop of a column, else the last one before it, else the first. */
const nearest = (stops: HTMLElement[], column: number) =>
  stops.findLast((stop) => columnOf(stop) <= column) ?? stops[0];

const rowsOf = (body: Element) => [...body.querySelectorAll<HTMLTableRowElement>("tr[data-index]")];

const indexOf = (row: HTMLTableRowElement) => Number(row.dataset.index);

interface Options {
  body: RefObject<HTMLTableSectionElement | null>;
  /** How many rows there are, drawn or not. */
  count: number;
  /** Brings a row onto the screen that is not drawn. */
  reveal?: (row: number) => void;
  /** Hears which row has the focus. */
  onMove?: (row: number) => void;
}

/** Makes the rows of a body, which say their place as data-index, one tab stop. */
export function useRoving({ body, count, reveal, onMove }: Options) {
  const current = useRef<Place>({ row: 0, column: 0 });
  const awaited = useRef<Place | null>(null);

  // Rows come and go as a long table scrolls, so each time what is there is looked over.
  useLayoutEffect(() => {
    if (!body.current) return;
    const rows = rowsOf(body.current);
    const { row, column } = current.current;
    const holder = rows.find((one) => indexOf(one) === row) ?? rows[0];
    for (const one of rows) {
      const chosen = one === holder ? nearest(stopsOf(one), column) : undefined;
      for (const stop of stopsOf(one)) stop.tabIndex = stop === chosen ? 0 : -1;
    }
    const place = awaited.current;
    const goal = place && rows.find((one) => indexOf(one) === place.row);
    if (!goal) return;
    awaited.current = null;
    nearest(stopsOf(goal), place.column)?.focus();
  });

  function goTo(place: Place) {
    const drawn = body.current && rowsOf(body.current).find((one) => indexOf(one) === place.row);
    if (drawn) {
      nearest(stopsOf(drawn), place.column)?.focus();
      return;
    }
    awaited.current = place;
    reveal?.(place.row);
  }

  function onFocus({ target }: FocusEvent) {
    const row = target.closest<HTMLTableRowElement>("tr[data-index]");
    if (!row || !body.current) return;
    for (const stop of stopsOf(body.current)) stop.tabIndex = stop === target ? 0 : -1;
    current.current = { row: indexOf(row), column: columnOf(target) };
    onMove?.(indexOf(row));
  }

  function onKeyDown(event: KeyboardEvent) {
    const target = event.target as HTMLElement;
    const row = target.closest<HTMLTableRowElement>("tr[data-index]");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const stops = stopsOf(row);
    const place = stops.indexOf(target);
    const beside = { ArrowRight: stops[place + 1], ArrowLeft: stops[place - 1] }[event.key];
    const step = STEPS[event.key];
    if (!beside && !step) return;
    event.preventDefault();
    beside?.focus();
    if (!step) return;
    const goal = Math.min(count - 1, Math.max(0, step(indexOf(row), count)));
    goTo({ row: goal, column: columnOf(target) });
  }

  return { onKeyDown, onFocus };
}
