// How a file is read, as people choose it: where each of our columns comes from, what words mean.
import type { Findings, FoundFault, ImportColumn, ImportKind, ImportOptions } from "../api/model";

/** Where our column comes from: as the file or the profile has it, theirs, or one value for all. */
export type Source =
  | { is: "found"; words: string | null }
  | { is: "column"; name: string }
  | { is: "value"; text: string };

/** The source of one of our columns, with the options as they are chosen now. */
export function sourceOf(column: string, options: ImportOptions, findings: Findings): Source {
  const value = options.set?.[column];
  if (value !== undefined) return { is: "value", text: value };
  const name = options.map?.[column];
  if (name !== undefined) return { is: "column", name };
  return { is: "found", words: findings.columns?.[column] ?? null };
}

/** The options with another source of a column. */
export function withSource(options: ImportOptions, column: string, source: Source): ImportOptions {
  const map = without(options.map, column);
  const set = without(options.set, column);
  if (source.is === "column") map[column] = source.name;
  if (source.is === "value") set[column] = source.text;
  return { ...options, map, set };
}

/** The options with our word for one of theirs; empty: not said any more. */
export function withWord(
  options: ImportOptions,
  column: string,
  theirs: string,
  ours: string,
): ImportOptions {
  const words = without(options.values?.[column], theirs);
  if (ours) words[theirs] = ours;
  return { ...options, values: { ...options.values, [column]: words } };
}

function without(values: Record<string, string> | undefined, name: string) {
  return Object.fromEntries(Object.entries(values ?? {}).filter(([key]) => key !== name));
}

/** The options with another profile: what it says of columns is known once it was tried. */
export function withProfile(options: ImportOptions, profile: string | null): ImportOptions {
  return { ...options, profile };
}

/** A word of theirs in a column of which we have but a few. */
export interface Word {
  column: string;
  theirs: string;
  rows: number;
  choices: string[];
}

/** The words that have no meaning yet, or were given one since the file was read. */
export function wordsOf(kind: ImportKind, faults: FoundFault[] | undefined): Word[] {
  return (faults ?? []).flatMap((fault) => {
    const column = kind.columns.find(({ name }) => name === fault.column);
    const theirs = fault.text?.trim();
    if (!column?.choices.length || !theirs) return [];
    return [{ column: column.name, theirs, rows: fault.rows, choices: column.choices }];
  });
}

/** The required columns that nothing fills. */
export function missingOf(
  kind: ImportKind,
  options: ImportOptions,
  findings: Findings,
): ImportColumn[] {
  return kind.columns.filter((column) => {
    const source = sourceOf(column.name, options, findings);
    return column.is_required && source.is === "found" && source.words === null;
  });
}

const CONTROLS: [RegExp, string][] = [
  [/--time-format/g, "Times"],
  [/--duration-format/g, "Durations"],
  [/--decimal/g, "Decimal sign"],
  [/--phone-region/g, "Telephone numbers of"],
  [/--encoding/g, "Encoding"],
];

/** A sentence of the import in the words of this panel instead of a command's options. */
export function sayHere(sentence: string): string {
  // Columns and values are chosen in the tables above.
  const own = sentence.replace(/ \(--(set|value) [^)]*\)/g, "").replace(/ --(map|set) .*$/, "");
  return CONTROLS.reduce((text, [option, label]) => text.replace(option, label), own);
}
