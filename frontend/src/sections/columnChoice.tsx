// Which columns a table has: the reader's choice, else those that there is room for.
import { useMemo, useState } from "react";

import { CheckList, toggle } from "../components/CheckList";
import { Popover } from "../components/Popover";
import { useCatalogue } from "../context";
import { columnsOf, fullLabel, type Column } from "./columns";
import { PHONE, useMedia } from "./media";
import { useRemembered } from "./remembered";

export interface ColumnChoice {
  all: Column[];
  chosen: Column[];
  /** What the table shows: those chosen, or one of them on a phone. */
  shown: Column[];
  /** Undefined goes back to the columns that a table has unasked. */
  choose: (ids: string[] | undefined) => void;
  showOnPhone: (id: string) => void;
}

/** The columns that a table has unasked, with the least width of the window for each, in rem. */
export type Defaults = Partial<Record<string, number>>;

/** Rates are what people compare first. */
const FIRST_ON_PHONE = "passthrough_rate";

const WIDE = 90;
const MEDIUM = 75;

/** `table` is the name under which the browser remembers the choice. */
export function useColumns(table: string, defaults: Defaults, isCompared: boolean): ColumnChoice {
  const catalogue = useCatalogue();
  const [remembered, choose] = useRemembered(`columns of ${table}`);
  const [phoneId, showOnPhone] = useState(FIRST_ON_PHONE);
  const isPhone = useMedia(PHONE);
  const isWide = useMedia(`(width >= ${WIDE}rem)`);
  const isMedium = useMedia(`(width >= ${MEDIUM}rem)`);
  const width = isWide || isPhone ? WIDE : isMedium ? MEDIUM : 0;
  return useMemo(() => {
    const all = columnsOf(catalogue, isCompared);
    const isChosen = ({ id }: Column) =>
      remembered ? remembered.includes(id) : (defaults[id] ?? Infinity) <= width;
    const chosen = all.filter(isChosen);
    const one = chosen.find(({ id }) => id === phoneId) ?? chosen[0];
    const shown = isPhone && one ? [one] : chosen;
    return { all, chosen, shown, choose, showOnPhone };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `choose` is new each time, and the same.
  }, [catalogue, isCompared, remembered, defaults, width, isPhone, phoneId]);
}

/** Any of all columns; the choice is kept in the browser. */
export function ColumnPicker({ title, all, chosen, choose }: ColumnChoice & { title: string }) {
  const ids = chosen.map(({ id }) => id);
  return (
    <Popover label={`Columns of ${title}`} value="Columns" look="tool">
      {() => (
        <>
          <CheckList
            label={`Columns of ${title}`}
            choices={all.map((column) => ({ value: column.id, label: fullLabel(column) }))}
            chosen={ids}
            onToggle={(id) => {
              choose(toggle(ids, id));
            }}
          />
          <button
            type="button"
            className="link"
            onClick={() => {
              choose(undefined);
            }}
          >
            As at first
          </button>
        </>
      )}
    </Popover>
  );
}

/** On a phone: which of the columns the table shows. */
export function PhoneColumn({
  title,
  chosen,
  shown,
  showOnPhone,
}: ColumnChoice & { title: string }) {
  return (
    <label className="only-phone">
      Show{" "}
      <select
        aria-label={`Column of ${title}`}
        value={shown[0]?.id}
        onChange={(event) => {
          showOnPhone(event.target.value);
        }}
      >
        {chosen.map((column) => (
          <option key={column.id} value={column.id}>
            {fullLabel(column)}
          </option>
        ))}
      </select>
    </label>
  );
}
