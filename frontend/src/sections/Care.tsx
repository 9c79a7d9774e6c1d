import type { ReactNode } from "react";

import { getGetCandidateCareUrl, useGetCandidateCare } from "../api/client";
import type { AttemptsCount, AttemptsEnum } from "../api/model";
import * as descriptions from "../api/descriptions";
import { findMetric } from "../catalogue";
import { Card } from "../components/Card";
import { Change } from "../components/Change";
import { Counted } from "../components/Counted";
import { Failure } from "../components/Failure";
import { Files } from "../components/Files";
import { useCatalogue } from "../context";
import { formatCount, formatPercent } from "../format";
import { useKept } from "../kept";
import { useSection, useShown } from "../shown";
import { Room } from "./Room";
import "../styles/care.css";

/** How candidates are cared for: opt-outs, calls after them, calls outside hours, attempts. */
export function Care() {
  const { filters, dashboard, isStale } = useShown();
  const { ref, isEnabled } = useSection();
  const query = useKept(useGetCandidateCare(filters, { query: { enabled: isEnabled } }));
  const care = query.data;
  return (
    <Card
      ref={ref}
      id="care"
      title="Care for candidates"
      span={12}
      meaning={{ description: descriptions.CandidateCare }}
      isStale={query.isStale || isStale}
      failure={
        query.failure && (
          <Failure error={query.failure} what="Care for candidates" onRetry={query.refetch} />
        )
      }
      nothing={dashboard?.scalars.total_calls === 0 && "No call in these dates."}
      actions={
        <Files
          label="Care for candidates"
          filters={care?.filters}
          addressOf={getGetCandidateCareUrl}
        />
      }
    >
      {care ? (
        <div className="facts">
          <OptOuts />
          <AfterOptOut count={care.calls_after_opt_out} />
          <OutsideHours count={care.calls_outside_hours} />
          <Fact
            title="Most calls in one day"
            figure={<Figure name="busiest_day" count={care.busiest_day} />}
          >
            to one candidate
          </Fact>
          <Attempts attempts={care.attempts_per_application} />
        </div>
      ) : (
        !query.failure && <Room className="care-room" isAwaited={isEnabled} />
      )}
    </Card>
  );
}

interface FactProps {
  title: string;
  figure: ReactNode;
  /** What there is to say of it. */
  children?: ReactNode;
}

function Fact({ title, figure, children }: FactProps) {
  return (
    <div>
      <h3>{title}</h3>
      <p className="figure">{figure}</p>
      {children && <p className="note">{children}</p>}
    </div>
  );
}

/** A count that opens its rows; nothing is behind none. */
function Figure({ name, count, title }: { name: string; count: number; title?: string }) {
  const metric = findMetric(useCatalogue(), name);
  const question = { title: title ?? metric.label, rows: metric.rows, metric: name };
  const text = formatCount(count);
  return (
    <data value={count} data-care={name}>
      {count ? <Counted question={question}>{text}</Counted> : text}
    </data>
  );
}

function OptOuts() {
  const { dashboard } = useShown();
  const metric = findMetric(useCatalogue(), "opt_out_rate");
  if (!dashboard) return null;
  const { rate } = dashboard.opt_out;
  const previous = dashboard.previous?.opt_out_rate;
  return (
    <Fact title="Opt-outs" figure={<Figure name="opt_outs" count={dashboard.scalars.opt_outs} />}>
      {rate.value !== null && (
        <>
          {formatPercent(rate.value)} of {formatCount(rate.denominator)} people
          {previous?.value !== undefined && previous.value !== null && (
            <>
              ; <Change metric={metric} value={rate} previous={previous} />
            </>
          )}
        </>
      )}
    </Fact>
  );
}

function AfterOptOut({ count }: { count: number }) {
  return (
    <Fact
      title="Calls after an opt-out"
      figure={<Figure name="calls_after_opt_out" count={count} />}
    >
      {count ? <span className="change change-bad">should be 0</span> : "none, as it should be"}
    </Fact>
  );
}

function OutsideHours({ count }: { count: number }) {
  const { dashboard } = useShown();
  const calls = dashboard?.scalars.total_calls;
  return (
    <Fact
      title="Calls outside calling hours"
      figure={<Figure name="calls_outside_hours" count={count} />}
    >
      {count && calls ? `${formatPercent(count / calls)} of ${formatCount(calls)} calls` : "none"}
    </Fact>
  );
}

const ATTEMPTS: Record<AttemptsEnum, string> = {
  "1": "1",
  "2": "2",
  "3": "3",
  "4": "4",
  "5": "5",
  "6_to_9": "6–9",
  "10_and_more": "10+",
};

/** Applications by how often they were called, as bars. */
function Attempts({ attempts }: { attempts: AttemptsCount[] }) {
  const most = Math.max(...attempts.map(({ count }) => count), 1);
  return (
    <div>
      <h3 id="attempts">Applications by number of calls</h3>
      <ul className="attempts" aria-labelledby="attempts">
        {attempts.map(({ attempts: calls, count }) => {
          const label = ATTEMPTS[calls];
          const words = label === "1" ? "1 call" : `${label} calls`;
          return (
            <li key={calls}>
              <Figure
                name={`attempts_per_application_${calls}`}
                count={count}
                title={`Applications with ${words}`}
              />
              <span
                className={count ? "attempts-bar" : undefined}
                aria-hidden="true"
                style={{ blockSize: `${(count / most) * 3}rem` }}
              />
              <span className="attempts-label">
                {label}
                <span className="visually-hidden"> {label === "1" ? "call" : "calls"}</span>
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
