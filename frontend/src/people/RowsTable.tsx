import { useCallback, useRef, useState } from "react";

import { Nothing } from "../components/Nothing";
import { VirtualBody, type MeasureRow } from "../components/VirtualBody";
import { useRoving } from "../sections/roving";
import { keyOf, type Row, type RowColumn, type RowScene } from "./rowColumns";

interface Props {
  title: string;
  rows: Row[];
  /** Of all rows, fetched or not. */
  count: number;
  hasMore: boolean;
  columns: RowColumn[];
  scene: RowScene;
  /** A column, with - from its end. */
  order: string | undefined;
  /** Candidates have no names for this reader to order by. */
  isBlind: boolean;
  isStale: boolean;
  /** Whose history is open. */
  picked: string | null;
  onOrder: (order: string) => void;
  onReadOn: () => void;
}

/** More rows than these are drawn only as far as they are on the screen. */
const MOST_DRAWN = 25;
/** So many rows before the end the next page is asked for. */
const AHEAD = 40;
const ROW_HEIGHT = 37;
const HEAD_HEIGHT = 28;

/** Rows, as many as were fetched; those that follow are asked for as the reader comes near them. */
export function RowsTable(props: Props) {
  const { title, rows, count, hasMore, columns, scene, picked, isStale, onReadOn } = props;
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  const onDrawn = useCallback(
    (last: number) => {
      if (last >= rows.length - AHEAD) onReadOn();
    },
    [rows.length, onReadOn],
  );
  const row = (index: number, measure?: MeasureRow) => {
    const row = rows[index];
    return row && <Line key={keyOf(row)} {...{ row, index, columns, scene, picked, measure }} />;
  };
  const isTall = rows.length > MOST_DRAWN || hasMore;

  function sort(order: string) {
    props.onOrder(order);
    box?.scrollTo({ top: 0 });
  }

  return (
    <div
      ref={setBox}
      className={isStale ? "rows-table stale" : "rows-table"}
      aria-busy={isStale}
      // A region that scrolls has to be reached by keyboard.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      role="group"
      aria-label={`${title}: rows`}
    >
      <table aria-rowcount={count + 1} style={{ minInlineSize: `${widthOf(columns)}rem` }}>
        <colgroup>
          {columns.map(({ id, isName, width }) => (
            <col key={id} style={isName ? undefined : { inlineSize: `${width}rem` }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <Head key={column.id} column={column} {...props} onOrder={sort} />
            ))}
          </tr>
        </thead>
        {isTall ? (
          <VirtualBody
            count={rows.length}
            keyOf={(index) => keyOfRow(rows[index], index)}
            box={box}
            rowHeight={ROW_HEIGHT}
            headHeight={HEAD_HEIGHT}
            onDrawn={onDrawn}
          >
            {row}
          </VirtualBody>
        ) : (
          <ShortBody count={rows.length}>{row}</ShortBody>
        )}
      </table>
    </div>
  );
}

const widthOf = (columns: RowColumn[]) => columns.reduce((sum, { width }) => sum + width, 0);

const keyOfRow = (row: Row | undefined, index: number) => (row ? keyOf(row) : String(index));

/** Every row; few enough to be drawn at once. */
function ShortBody({
  count,
  children,
}: {
  count: number;
  children: (index: number) => React.ReactNode;
}) {
  const body = useRef<HTMLTableSectionElement>(null);
  const keys = useRoving({ body, count });
  return (
    <tbody ref={body} {...keys}>
      {Array.from({ length: count }, (_, index) => children(index))}
    </tbody>
  );
}

interface LineProps extends Pick<Props, "columns" | "scene" | "picked"> {
  row: Row;
  index: number;
  measure: MeasureRow | undefined;
}

function Line({ row, index, columns, scene, picked, measure }: LineProps) {
  const isPicked = picked !== null && String(row.candidate?.id) === picked;
  return (
    <tr
      ref={measure}
      data-index={index}
      aria-rowindex={index + 2}
      className={isPicked ? "picked" : undefined}
    >
      {columns.map((column) => (
        <td key={column.id} className={column.isNumber ? "num" : undefined}>
          {column.cell(row, scene) ?? <Nothing />}
        </td>
      ))}
    </tr>
  );
}

type HeadProps = Pick<Props, "order" | "isBlind" | "onOrder"> & { column: RowColumn };

/** The head of a column, which orders by it where the server does. */
function Head({ column, order, isBlind, onOrder }: HeadProps) {
  const { id, label, isNumber, order: name } = column;
  const className = isNumber ? "num" : undefined;
  if (name === undefined || (isBlind && id === "candidate")) {
    return (
      <th scope="col" className={className}>
        <span className="unsorted">{label}</span>
      </th>
    );
  }
  const isOrdered = order === name || order === `-${name}`;
  const isDescending = order === `-${name}`;
  return (
    <th
      scope="col"
      className={className}
      {...(isOrdered && { "aria-sort": isDescending ? "descending" : "ascending" })}
    >
      <button
        type="button"
        className="sort"
        onClick={() => {
          // Numbers begin with the most, words with the first.
          const fromEnd = isOrdered ? !isDescending : isNumber;
          onOrder(fromEnd ? `-${name}` : name);
        }}
      >
        {label}
      </button>
    </th>
  );
}
