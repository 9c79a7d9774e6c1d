import { download, formatCsv, type Cell, type Table } from "../csv";

/** What every answer says of itself. */
export interface Answer {
  filters: object;
  meta: { as_of: string };
}

interface Props {
  /** Name of the file, less its ending. */
  name: string;
  /** What the file is of, as the page calls it. */
  label: string;
  description: string;
  answer: Answer | undefined;
  table: () => Table;
}

/** Saves a table with its filters, zone and definition as a file that spreadsheets open. */
export function CsvButton({ name, label, description, answer, table }: Props) {
  function save() {
    if (!answer) return;
    const filters = Object.entries(answer.filters).map(([key, value]): [string, Cell] => [
      key,
      Array.isArray(value) ? value.join(" ") || "all" : (value as Cell),
    ]);
    const about: [string, Cell][] = [
      ["number", label],
      ["definition", description],
      ...filters,
      ["as_of", answer.meta.as_of],
    ];
    download(`${name}.csv`, formatCsv(about, table()));
  }
  return (
    <button
      type="button"
      className="button-small"
      onClick={save}
      disabled={!answer}
      aria-label={`Save ${label} as CSV`}
    >
      CSV
    </button>
  );
}
