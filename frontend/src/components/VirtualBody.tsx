import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState, type ReactNode } from "react";

import { useRoving } from "../sections/roving";

export type MeasureRow = (element: HTMLTableRowElement | null) => void;

interface Props {
  count: number;
  keyOf: (index: number) => string;
  /** What scrolls; null until it is there. */
  box: HTMLElement | null;
  /** In pixels, of a row on one line. */
  rowHeight: number;
  /** What the sticky head covers of the box, in pixels. */
  headHeight: number;
  /** A row, which says its place as data-index and takes the reference. */
  children: (index: number, measure: MeasureRow) => ReactNode;
  /** Hears which row is the last that is drawn. */
  onDrawn?: (last: number) => void;
}

/**
 * The rows of a long table: only those on the screen, and the one that has the focus; the others are
 * room.
 */
export function VirtualBody(props: Props) {
  const { count, keyOf, box, rowHeight, headHeight, children, onDrawn } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const [focused, setFocused] = useState(0);
  // eslint-disable-next-line react-hooks/incompatible-library -- Nothing here is compiled to memoize.
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => box,
    estimateSize: () => rowHeight,
    getItemKey: keyOf,
    overscan: 10,
    scrollPaddingEnd: headHeight,
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      if (focused >= count || shown.includes(focused)) return shown;
      return focused < range.startIndex ? [focused, ...shown] : [...shown, focused];
    },
  });
  const keys = useRoving({
    body,
    count,
    reveal: (index) => {
      virtualizer.scrollToIndex(index);
    },
    onMove: setFocused,
  });
  const items = virtualizer.getVirtualItems();
  const end = virtualizer.getTotalSize();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    onDrawn?.(last);
  }, [last, onDrawn]);
  return (
    <tbody ref={body} {...keys}>
      {items.flatMap(({ index, key, start }, place) => {
        const above = start - (items[place - 1]?.end ?? 0);
        return [
          above > 0 && <Gap key={`above ${String(key)}`} height={above} />,
          children(index, virtualizer.measureElement),
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
