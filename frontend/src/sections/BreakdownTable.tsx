import type { ColumnSort } from "@tanstack/react-table";
import { useMemo, useState, type ReactNode } from "react";

import { valueOf } from "../metrics";
import { usePrinting } from "../printing";
import { totalOf, totalRow, type Breakdown, type BreakdownRow } from "./breakdown";
import { BreakdownCell, type Scene } from "./BreakdownCell";
import { Rows, VirtualRows } from "./BreakdownRows";
import { classOf, describeColumn, leastWidth, scaleOf, widthOf, type Column } from "./columns";
import { NAME, useSorted } from "./sorting";

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

/** Rows of a dimension with their numbers: sorted, one scale a column, all of them together on top. */
export function BreakdownTable(props: Props) {
  const { title, noun, by, filter, answer, rows, words, columns, isNarrow } = props;
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  const isPrinting = usePrinting();
  const { sorted, order, sortBy } = useSorted(rows, columns, by === "campaign");
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
  const isTall = rows.length > MOST_DRAWN;

  function sort(id: string) {
    sortBy(id);
    box?.scrollTo({ top: 0 });
  }

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
            <Head id={NAME} order={order} onSort={sort}>
              {noun}
            </Head>
            {columns.map((column) => (
              <Head key={column.id} id={column.id} column={column} order={order} onSort={sort}>
                {column.label}
              </Head>
            ))}
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

interface HeadProps {
  id: string;
  /** None: the names. */
  column?: Column;
  order: ColumnSort | undefined;
  onSort: (id: string) => void;
  children: ReactNode;
}

/** The head of a column, which sorts by it. */
function Head({ id, column, order, onSort, children }: HeadProps) {
  return (
    <th
      scope="col"
      className={column && classOf(column)}
      {...(order?.id === id && { "aria-sort": order.desc ? "descending" : "ascending" })}
    >
      <button
        type="button"
        className="sort"
        title={column && describeColumn(column)}
        onClick={() => {
          onSort(id);
        }}
      >
        {children}
        {column?.shows === "change" && (
          <span className="visually-hidden"> of {column.metric.label}</span>
        )}
      </button>
    </th>
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
