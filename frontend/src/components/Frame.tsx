import type { ReactNode } from "react";

import { useStart } from "../context";
import { Header } from "./Header";

interface Props {
  /** What stays on top. */
  bar?: ReactNode;
  children: ReactNode;
}

/** A document of its own, or a part of one that has a header and a main part already. */
export function Frame({ bar, children }: Props) {
  const { has_header } = useStart();
  const skips = (
    <>
      <a className="skip" href="#numbers">
        Skip to the numbers
      </a>
      <a className="skip" href="#chart">
        Skip to the chart
      </a>
    </>
  );
  if (!has_header) {
    return (
      <>
        {bar && skips}
        {bar}
        <div className="page">{children}</div>
      </>
    );
  }
  return (
    <>
      {bar && skips}
      <Header />
      {bar}
      <main className="page">{children}</main>
    </>
  );
}
