import type { ReactNode } from "react";

import type { Meaning } from "../catalogue";
import { Definition } from "./Definition";

interface Props {
  title: string;
  meaning: Meaning;
  isStale?: boolean;
  /** Why there is nothing newer to show; legible beside numbers that are marked as old. */
  failure?: ReactNode;
  isWide?: boolean;
  actions?: ReactNode;
  children: ReactNode;
}

/** A titled part of the page. */
export function Card({ title, meaning, isStale, failure, isWide, actions, children }: Props) {
  return (
    <section
      className={isWide ? "card card-wide" : "card"}
      aria-label={title}
      aria-busy={isStale && !failure}
    >
      <header className="card-header">
        <h2>{title}</h2>
        <Definition label={title} meaning={meaning} />
        <span className="card-actions">{actions}</span>
      </header>
      {failure}
      <div className={isStale ? "card-body stale" : "card-body"}>{children}</div>
    </section>
  );
}
