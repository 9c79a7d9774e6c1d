import type { ReactNode } from "react";

import type { Warning } from "../api/model";
import { Definition } from "../components/Definition";
import { Failure } from "../components/Failure";
import { Files } from "../components/Files";
import { Warnings } from "../components/Warnings";
import type { Kept } from "../kept";

interface Answer {
  filters: object;
  meta: { warnings: Warning[] };
}

interface FactProps<Of extends Answer, Parameters> {
  title: string;
  /** What it means, in the server's words. */
  description: string;
  query: Kept<Of>;
  /** The generated client's address of the endpoint. */
  addressOf: (parameters: Parameters) => string;
  children: (answer: Of) => ReactNode;
}

/** One answer of its own: its figure, or why there is none. */
export function Fact<Of extends Answer, Parameters>(props: FactProps<Of, Parameters>) {
  const { title, description, addressOf, children } = props;
  const { data, failure, refetch } = props.query;
  return (
    <section aria-label={title}>
      <header className="head">
        <h3>{title}</h3>
        <Definition label={title} meaning={{ description }} />
        <div className="tools">
          <Files label={title} filters={data?.filters} addressOf={addressOf} />
        </div>
      </header>
      {failure && <Failure error={failure} what={title} onRetry={refetch} />}
      {data ? children(data) : !failure && <div className="skeleton fact-skeleton" />}
      <Warnings warnings={data?.meta.warnings ?? []} />
    </section>
  );
}
