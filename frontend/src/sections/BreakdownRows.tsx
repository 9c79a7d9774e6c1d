import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { memo, useRef, useState } from "react";

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

/** Of many rows only those on the screen, and the one that has the focus; the others are room. */
export function VirtualRows({ rows, columns, scene, box }: Props & { box: HTMLElement | null }) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [focused, setFocused] = useState(0);
  // eslint-disable-next-line react-hooks/incompatible-library -- Nothing here is compiled to memoize.
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => valueOfKey(rows[index]?.key ?? null),
    overscan: 10,
    scrollPaddingEnd: HEAD_HEIGHT,
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      if (focused >= rows.length || shown.includes(focused)) return shown;
      return focused < range.startIndex ? [focused, ...shown] : [...shown, focused];
    },
  });
  const keys = useRoving({
    body,
    count: rows.length,
    reveal: (index) => {
      virtualizer.scrollToIndex(index);
    },
    onMove: setFocused,
  });
  const items = virtualizer.getVirtualItems();
  const end = virtualizer.getTotalSize();
  return (
    <tbody ref={body} {...keys}>
      {items.flatMap(({ index, key, start }, place) => {
        const row = rows[index];
        const above = start - (items[place - 1]?.end ?? 0);
        return [
          above > 0 && <Gap key={`above ${index}`} height={above} />,
          row && (
            <Row key={key} ref={virtualizer.measureElement} {...{ row, index, columns, scene }} />
          ),
        ];
      })}
      <Gap height={end - (items.at(-1)?.end ?? 0)} />
    </tbody>
  );
}

/** The room of rows that are not drawn. */
const Gap = ({ height }: { height: number }) =>
  height > 0 && (
    <tr className="gap" aria-hidden="true">
      <td style={{ blockSize: height }} />
    </tr>
  );

interface RowProps {
  row: BreakdownRow;
  index: number;
  columns: Column[];
  scene: Scene;
  ref?: (element: HTMLTableRowElement | null) => void;
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
