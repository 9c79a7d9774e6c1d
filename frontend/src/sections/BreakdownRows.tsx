import { memo, useRef } from "react";

import { VirtualBody, type MeasureRow } from "../components/VirtualBody";
import { valueOfKey, type BreakdownRow } from "./breakdown";
import { BreakdownCell, type Scene } from "./BreakdownCell";
import type { Column } from "./columns";
import { RowName } from "./RowName";
import { useRoving } from "./roving";

interface Props {
  rows: BreakdownRow[];
  columns: Column[];
  scene: Scene;
}

/** Rows above those of the body: the heads, and all rows together. */
const HEAD_ROWS = 2;

/** Every row; few enough to be drawn at once. */
export function Rows({ rows, columns, scene }: Props) {
  const body = useRef<HTMLTableSectionElement>(null);
  const keys = useRoving({ body, count: rows.length });
  return (
    <tbody ref={body} {...keys}>
      {rows.map((row, index) => (
        <Row key={valueOfKey(row.key)} {...{ row, index, columns, scene }} />
      ))}
    </tbody>
  );
}

const ROW_HEIGHT = 38;
/** What the sticky head covers of the box. */
const HEAD_HEIGHT = 64;

/** Of many rows only those on the screen. */
export function VirtualRows({ rows, columns, scene, box }: Props & { box: HTMLElement | null }) {
  const keyAt = (index: number) => valueOfKey(rows[index]?.key ?? null);
  return (
    <VirtualBody
      count={rows.length}
      keyOf={keyAt}
      box={box}
      rowHeight={ROW_HEIGHT}
      headHeight={HEAD_HEIGHT}
    >
      {(index, measure) => {
        const row = rows[index];
        return row && <Row key={keyAt(index)} ref={measure} {...{ row, index, columns, scene }} />;
      }}
    </VirtualBody>
  );
}

interface RowProps {
  row: BreakdownRow;
  index: number;
  columns: Column[];
  scene: Scene;
  ref?: MeasureRow;
}

const Row = memo(function Row({ row, index, columns, scene, ref }: RowProps) {
  return (
    <tr ref={ref} data-index={index} aria-rowindex={index + 1 + HEAD_ROWS}>
      <th scope="row">
        <RowName row={row} filter={scene.filter} words={scene.words} />
      </th>
      {columns.map((column) => (
        <BreakdownCell key={column.id} {...{ scene, row, column }} />
      ))}
    </tr>
  );
});
