import { useState, type ReactNode } from "react";

export interface Entry {
  key: string;
  label: string;
  /** What it looks like, 16 by 12 pixels. */
  swatch: ReactNode;
  /** Says something about all of the drawing, and cannot be taken away. */
  isFixed?: boolean;
}

/** The series that are taken away, and a function that takes one away or brings it back. */
export function useOff(): [off: ReadonlySet<string>, toggle: (key: string) => void] {
  const [off, setOff] = useState<ReadonlySet<string>>(new Set());
  return [
    off,
    (key) => {
      const next = new Set(off);
      if (!next.delete(key)) next.add(key);
      setOff(next);
    },
  ];
}

interface Props {
  entries: Entry[];
  /** Which are taken away. */
  off: ReadonlySet<string>;
  onToggle: (key: string) => void;
}

/** What is drawn how; each series can be taken away and brought back. */
export function Legend({ entries, off, onToggle }: Props) {
  return (
    <div className="legend" role="group" aria-label="Shown in the chart">
      {entries.map(({ key, label, swatch, isFixed }) => {
        const sample = (
          <svg viewBox="0 0 16 12" width="16" height="12" aria-hidden="true">
            {swatch}
          </svg>
        );
        return isFixed ? (
          <span key={key}>
            {sample}
            {label}
          </span>
        ) : (
          <button
            key={key}
            type="button"
            aria-pressed={!off.has(key)}
            onClick={() => {
              onToggle(key);
            }}
          >
            {sample}
            {label}
          </button>
        );
      })}
    </div>
  );
}

const line = (look: object) => <path d="M1 6H15" fill="none" strokeLinecap="round" {...look} />;

/** Samples of what charts are drawn with. */
export const SWATCHES = {
  bar: (color: string) => <rect y="1" width="16" height="10" fill={color} />,
  hatched: (color: string) => (
    <path d="M.5 1.5h15v9H.5ZM2 10.5l6-9M8 10.5l6-9" fill="none" stroke={color} />
  ),
  before: (
    <>
      <rect y="2" width="16" height="10" fill="var(--before-soft)" />
      <path d="M0 2H16" stroke="var(--before)" strokeWidth="1.5" />
    </>
  ),
  line: (color: string) => line({ stroke: color, strokeWidth: 2 }),
  dotted: line({ stroke: "var(--before)", strokeWidth: 1.5, strokeDasharray: "1 3.5" }),
  band: <rect width="16" height="12" fill="var(--band)" />,
  ring: <circle cx="8" cy="6" r="3.5" fill="var(--surface)" stroke="var(--now)" strokeWidth="2" />,
  target: line({ stroke: "var(--text-muted)", strokeWidth: 1.5, strokeDasharray: "5 3" }),
  flag: <circle cx="8" cy="6" r="5" fill="var(--text)" />,
};
