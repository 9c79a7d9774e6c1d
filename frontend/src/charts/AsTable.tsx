import type { ReactNode } from "react";

interface ButtonProps {
  /** What the chart is called. */
  title: string;
  isTable: boolean;
  onToggle: (isTable: boolean) => void;
}

/** Turns a chart into the table behind it, and back. */
export function TableButton({ title, isTable, onToggle }: ButtonProps) {
  return (
    <button
      type="button"
      className="tool"
      aria-pressed={isTable}
      aria-label={`Show ${title} as a table`}
      onClick={() => {
        onToggle(!isTable);
      }}
    >
      Table
    </button>
  );
}

/** Where a chart's table scrolls in itself. */
export function TableBox({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div
      className="table-box table-tall table-chart"
      role="group"
      aria-label={`${title}, as a table`}
      // A region that scrolls has to be reached by keyboard.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      {children}
    </div>
  );
}
