// How far an import has come, in words.
import type { ImportCounts, ImportDetail } from "../api/model";
import { formatCount, formatWholePercent } from "../format";

type Import = Pick<ImportDetail, "state" | "counts" | "error" | "bytes_read" | "size">;

const ACTIVE = ["uploaded", "checking", "queued", "running", "undo_queued", "undoing"];

/** Whether somebody works at it, or will. */
export const isActive = ({ state }: Pick<Import, "state">) => ACTIVE.includes(state);

const WORDS: Record<Import["state"], string> = {
  uploaded: "Waits to be checked",
  checking: "Checking",
  checked: "Checked",
  queued: "Waits to be imported",
  running: "Importing",
  done: "Imported",
  failed: "Failed",
  undo_queued: "Waits to be undone",
  undoing: "Undoing",
  undone: "Undone",
};

/** The state, with how far it has come where that is known. */
export function sayState(upload: Import): string {
  const words = WORDS[upload.state];
  const share = shareRead(upload);
  return share === null ? words : `${words}: ${formatWholePercent(share)}`;
}

/** How much of the file was read, from 0 to 1; null where that is not known. */
export function shareRead({ bytes_read, size }: Pick<Import, "bytes_read" | "size">) {
  return bytes_read && size ? Math.min(bytes_read / size, 1) : null;
}

const COUNTED: [keyof ImportCounts, string][] = [
  ["created", "new"],
  ["updated", "changed"],
  ["unchanged", "unchanged"],
  ["rejected", "wrong"],
  ["left_out", "none of this kind"],
];

/** The rows by what became of them; those that there are. */
export function sayCounts(counts: ImportCounts | null): string {
  if (!counts) return "";
  const said = COUNTED.filter(([name]) => counts[name] > 0);
  return said.map(([name, word]) => `${formatCount(counts[name])} ${word}`).join(", ") || "no rows";
}

/** How many rows would be, or were, written. */
export const rowsRead = (counts: ImportCounts | null) =>
  counts ? counts.created + counts.updated + counts.unchanged : 0;
