import type { ReactNode } from "react";

import type { descriptions } from "../api/descriptions";
import { Definition } from "./Definition";

interface Props {
  title: string;
  /** Component of the schema that describes what the card shows. */
  component: keyof typeof descriptions;
  isStale?: boolean;
  /** Why there is nothing newer to show; legible beside numbers that are marked as old. */
  failure?: ReactNode;
  isWide?: boolean;
  actions?: ReactNode;
  children: ReactNode;
}

/** A titled part of the page. */
export function Card({ title, component, isStale, failure, isWide, actions, children }: Props) {
  return (
    <section className={isWide ? "card card-wide" : "card"} aria-label={title} aria-busy={isStale && !failure}>
      <header className="card-header">
        <h2>{title}</h2>
        <Definition label={title} component={component} />
        <span className="card-actions">{actions}</span>
      </header>
      {failure}
      <div className={isStale ? "card-body stale" : "card-body"}>{children}</div>
    </section>
  );
}
