import type { ReactNode } from "react";

import { useStart } from "../context";
import { Header } from "./Header";

/** A document of its own, or a part of one that has a header and a main part already. */
export function Frame({ children }: { children: ReactNode }) {
  const { has_header } = useStart();
  if (!has_header) return <div className="page">{children}</div>;
  return (
    <>
      <Header />
      <main className="page" id="numbers" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}
