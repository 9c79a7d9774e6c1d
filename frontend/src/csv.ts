// Files that a spreadsheet opens: what was asked for first, then a table.
import { valueAt, type Point } from "./series";

export type Cell = string | number | boolean | null;

export interface Table {
  columns: string[];
  rows: Cell[][];
}

/** Spreadsheets run text that starts like this as a formula; an apostrophe keeps it text. */
const FORMULA = /^[=+\-@\t\r]/;

function formatCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  const harmless = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** RFC 4180: commas, CRLF; numbers as the API wrote them, with a point. */
export function formatCsv(about: [string, Cell][], { columns, rows }: Table): string {
  const lines = [...about, [], columns, ...rows];
  return lines.map((line) => line.map(formatCell).join(",")).join("\r\n") + "\r\n";
}

export function download(name: string, text: string): void {
  // Excel takes a file without the mark for an old encoding.
  const url = URL.createObjectURL(new Blob(["\uFEFF", text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** The table behind a chart: instants with their offset, bare numbers. */
export function tabulate(points: Point[], columns: { key: string; label: string }[]): Table {
  return {
    columns: ["bucket_start", "bucket_end", "is_partial", ...columns.map(({ label }) => label)],
    rows: points.map((point): Cell[] => [
      point.bucket_start,
      point.bucket_end,
      point.is_partial,
      ...columns.map(({ key }) => valueAt(point, key)),
    ]),
  };
}
