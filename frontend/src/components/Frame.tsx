import type { ReactNode } from "react";

import { useStart } from "../context";
import { Header } from "./Header";

interface Props {
  /** What stays on top. */
  bar?: ReactNode;
  /** What there is to skip to. */
  parts?: ("numbers" | "chart")[];
  children: ReactNode;
}

/** A document of its own, or a part of one that has a header and a main part already. */
export function Frame({ bar, parts = [], children }: Props) {
  const { has_header } = useStart();
  const skips = parts.map((part) => (
    <a key={part} className="skip" href={`#${part}`}>
      {`Skip to the ${part}`}
    </a>
  ));
  if (!has_header) {
    return (
      <>
        {skips}
        {bar}
        <div className="page">{children}</div>
      </>
    );
  }
  return (
    <>
      {skips}
      <Header />
      {bar}
      <main className="page">{children}</main>
    </>
  );
}
