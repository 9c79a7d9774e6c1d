import type { ReactNode } from "react";

import { useOpenRows, type RowsQuestion } from "../rows";

interface Props {
  question: RowsQuestion;
  children: ReactNode;
}

/** A number that opens the rows that it counts. */
export function Counted({ question, children }: Props) {
  const openRows = useOpenRows();
  if (!openRows) return children;
  return (
    <button
      type="button"
      className="opens"
      aria-haspopup="dialog"
      onClick={() => {
        openRows(question);
      }}
    >
      {children}
      <span className="visually-hidden">{` ${question.title}: show the rows`}</span>
    </button>
  );
}
