import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type SortingState,
} from "@tanstack/react-table";
import { useMemo, useState, type ReactNode } from "react";

import { valueOf } from "../metrics";
import { usePrinting } from "../printing";
import { totalOf, totalRow, type Breakdown, type BreakdownRow } from "./breakdown";
import { BreakdownCell, type Scene } from "./BreakdownCell";
import { Rows, VirtualRows } from "./BreakdownRows";
import {
  classOf,
  describeColumn,
  leastWidth,
  scaleOf,
  sizeOf,
  sortValue,
  widthOf,
  type Column,
} from "./columns";

interface Props {
  title: string;
  /** What a row is: "Campaign". */
  noun: string;
  by: Scene["by"];
  filter: string;
  answer: Breakdown;
  /** Those of the answer that were found, and by which words. */
  rows: BreakdownRow[];
  words: string[];
  columns: Column[];
  /** The card has half of the page. */
  isNarrow: boolean;
}

/** More rows than these scroll in a box of their own, and only those on the screen are drawn. */
export const MOST_DRAWN = 25;
/** As many of them are put on paper; all are in the files. */
export const MOST_PRINTED = 100;

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
const helper = createColumnHelper<typeof features, BreakdownRow>();
const byText = new Intl.Collator(undefined, { numeric: true }).compare;
const NAME = "name";
/** The order of an answer by campaign. */
const MOST_CALLS = [{ id: "total_calls", desc: true }];

/** The column that equal numbers are sorted by, and those that come last: more of what they are of. */
const sizeId = (id: string) => `${id}:size`;

function defineColumns(columns: Column[]) {
  return helper.columns([
    helper.accessor((row) => row.label, {
      id: NAME,
      sortFn: (one, other) => byText(one.original.label, other.original.label),
    }),
    ...columns.flatMap((column) => [
      helper.accessor((row) => sortValue(row, column), {
        id: column.id,
        sortUndefined: "last",
        sortFn: (one, other, id) => one.getValue<number>(id) - other.getValue<number>(id),
      }),
      helper.accessor((row) => sizeOf(row, column), {
        id: sizeId(column.id),
        sortFn: (one, other, id) => one.getValue<number>(id) - other.getValue<number>(id),
      }),
    ]),
  ]);
}

/** Rows of a dimension with their numbers: sorted, one scale a column, all of them together on top. */
export function BreakdownTable(props: Props) {
  const { title, noun, by, filter, answer, rows, words, columns, isNarrow } = props;
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  const isPrinting = usePrinting();
  const [sorting, setSorting] = useState<SortingState>(by === "campaign" ? MOST_CALLS : []);
  const definitions = useMemo(() => defineColumns(columns), [columns]);
  const known = sorting.filter(
    ({ id }) => id === NAME || columns.some((column) => column.id === id),
  );
  const table = useTable({
    features,
    columns: definitions,
    data: rows,
    state: {
      sorting: known.flatMap((one) =>
        one.id === NAME ? one : [one, { id: sizeId(one.id), desc: true }],
      ),
    },
  });
  const sorted = table.getRowModel().rows.map(({ original }) => original);
  const scene = useMemo(
    () => sceneOf({ by, filter, words }, answer, columns),
    [by, filter, words, answer, columns],
  );
  const total = useMemo(
    () =>
      totalRow(
        answer,
        columns.map(({ metric }) => metric.name),
      ),
    [answer, columns],
  );
  const [first] = known;
  const isTall = rows.length > MOST_DRAWN;

  const head = (id: string, label: ReactNode, className?: string, description?: string) => (
    <th
      key={id}
      scope="col"
      className={className}
      {...(first?.id === id && { "aria-sort": first.desc ? "descending" : "ascending" })}
    >
      <button
        type="button"
        className="sort"
        title={description}
        onClick={() => {
          // Numbers begin with the most, names with the first.
          setSorting([{ id, desc: first?.id === id ? !first.desc : id !== NAME }]);
          box?.scrollTo({ top: 0 });
        }}
      >
        {label}
      </button>
    </th>
  );

  return (
    <div
      ref={setBox}
      className={isTall && !isPrinting ? "table-box table-tall" : "table-box"}
      // A region that scrolls has to be reached by keyboard.
      {...(isTall && { tabIndex: 0, role: "region", "aria-label": `${title}, scrolls` })}
    >
      <table
        aria-rowcount={rows.length + 2}
        style={{ minInlineSize: `${leastWidth(columns, isNarrow)}rem` }}
      >
        <caption className="visually-hidden">{title}</caption>
        <colgroup>
          <col />
          {columns.map((column) => (
            <col key={column.id} style={{ inlineSize: `${widthOf(column, isNarrow)}rem` }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {head(NAME, noun)}
            {columns.map((column) =>
              head(column.id, <Head {...column} />, classOf(column), describeColumn(column)),
            )}
          </tr>
          <tr className="total" aria-rowindex={2}>
            <th scope="row">{total.label}</th>
            {columns.map((column) => (
              <BreakdownCell key={column.id} scene={scene} row={total} column={column} />
            ))}
          </tr>
        </thead>
        {isTall && !isPrinting ? (
          <VirtualRows rows={sorted} columns={columns} scene={scene} box={box} />
        ) : (
          <Rows rows={sorted.slice(0, MOST_PRINTED)} columns={columns} scene={scene} />
        )}
      </table>
    </div>
  );
}

/** "Change" says of what where it is read alone. */
function Head({ label, metric, shows }: Column) {
  if (shows === "value") return label;
  return (
    <>
      {label}
      <span className="visually-hidden"> of {metric.label}</span>
    </>
  );
}

function sceneOf(
  scene: Pick<Scene, "by" | "filter" | "words">,
  answer: Breakdown,
  columns: Column[],
): Scene {
  const names = columns.map(({ metric }) => metric.name);
  const overallOf = (name: string) => valueOf(totalOf(answer, name) ?? 0);
  return {
    ...scene,
    overall: new Map(names.map((name) => [name, overallOf(name)])),
    scales: new Map(names.map((name) => [name, scaleOf(answer, name)])),
  };
}
