// The order of a table's rows: by a column, most or least first.
import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type SortingState,
} from "@tanstack/react-table";
import { useMemo, useState } from "react";

import type { BreakdownRow } from "./breakdown";
import { sizeOf, sortValue, type Column } from "./columns";

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
const helper = createColumnHelper<typeof features, BreakdownRow>();
const byText = new Intl.Collator(undefined, { numeric: true }).compare;
/** The column of names. */
export const NAME = "name";
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

/** Rows in the order that the reader chose: at first that of the answer, which is by most calls. */
export function useSorted(rows: BreakdownRow[], columns: Column[], isByCalls: boolean) {
  const [chosen, setChosen] = useState<SortingState>(isByCalls ? MOST_CALLS : []);
  const definitions = useMemo(() => defineColumns(columns), [columns]);
  // A column that was sorted by may since have been taken away.
  const order = chosen.find(({ id }) => id === NAME || columns.some((column) => column.id === id));
  const sorting = useMemo(() => {
    if (!order || order.id === NAME) return order ? [order] : [];
    return [order, { id: sizeId(order.id), desc: true }];
  }, [order]);
  const table = useTable({ features, columns: definitions, data: rows, state: { sorting } });
  const model = table.getRowModel();
  const sorted = useMemo(() => model.rows.map(({ original }) => original), [model]);

  function sortBy(id: string) {
    // Numbers begin with the most, names with the first.
    setChosen([{ id, desc: order?.id === id ? !order.desc : id !== NAME }]);
  }

  return { sorted, order, sortBy };
}
