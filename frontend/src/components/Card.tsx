import type { ReactNode, Ref } from "react";

import type { Meaning } from "../catalogue";
import { Definition } from "./Definition";

interface Props {
  title: string;
  /** Where the page's own links lead. */
  id?: string | undefined;
  /** Columns of twelve, where there is room for that many. */
  span?: 4 | 6 | 8 | 12;
  /** One sentence below the title. */
  description?: ReactNode;
  meaning?: Meaning;
  /** Buttons and links beside the title. */
  actions?: ReactNode;
  isStale?: boolean;
  /** Why there is nothing newer to show; legible beside numbers that are marked as old. */
  failure?: ReactNode;
  /** One line that stands instead of a body that would be empty. */
  nothing?: ReactNode;
  /** Stands instead of the title's words: a choice of what the card shows. */
  heading?: ReactNode;
  className?: string;
  ref?: Ref<HTMLElement> | undefined;
  children?: ReactNode;
}

/** A titled part of the page. */
export function Card(props: Props) {
  const { title, id, span = 6, description, meaning, actions, failure, nothing, children } = props;
  const { isStale = false, heading, className = "", ref } = props;
  return (
    <section
      ref={ref}
      id={id}
      className={`card span-${span} ${isStale ? "stale" : ""} ${className}`}
      aria-label={title}
      aria-busy={isStale && !failure}
      tabIndex={id ? -1 : undefined}
    >
      <header className="head">
        <h2 className={heading ? "visually-hidden" : undefined}>{title}</h2>
        {heading}
        {meaning && <Definition label={title} meaning={meaning} />}
        <div className="tools">{actions}</div>
      </header>
      {failure}
      {description && <p className="note">{description}</p>}
      {nothing ? <p className="note nothing">{nothing}</p> : children}
    </section>
  );
}
