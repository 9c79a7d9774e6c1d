const PATHS = {
  down: "M4 6.5 8 10.5 12 6.5",
  close: "M4 4 12 12M12 4 4 12",
  search: "M10 10 13.5 13.5M11 7A4 4 0 1 1 3 7 4 4 0 0 1 11 7",
  save: "M8 2.5V10M5 7.5 8 10.5 11 7.5M3 13.5H13",
  reload: "M13 8A5 5 0 1 1 11.5 4.5M12 1.8V5H8.8",
  note: "M8 3.5V12.5M3.5 8H12.5",
  bell: "M4 11.5V7.5A4 4 0 0 1 12 7.5V11.5L13 12.5H3ZM7 14.5H9",
  target:
    "M8 13.5A5.5 5.5 0 1 1 8 2.5A5.5 5.5 0 0 1 8 13.5M8 10.5A2.5 2.5 0 1 1 8 5.5A2.5 2.5 0 0 1 8 10.5",
  view: "M4.5 2.5H11.5V13.5L8 10.8 4.5 13.5Z",
  columns: "M2.5 3.5H13.5V12.5H2.5ZM6.2 3.5V12.5M9.8 3.5V12.5",
} as const;

export type IconName = keyof typeof PATHS;

/** A drawing beside words or in a button that has a name. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
