import type { ReactNode } from "react";

import type { Dashboard } from "../api/model";
import { formatCount, formatPercent, formatPoints, formatRelative } from "../format";
import { previousOf, valueOf, type Rate } from "../metrics";

interface Props {
  dashboard: Dashboard;
  /** What made the change, where that is known. */
  cause?: ReactNode;
}

/** What the numbers say, in one plain sentence. */
export function Sentence({ dashboard, cause }: Props) {
  const { scalars, previous } = dashboard;
  const { qualified_candidates: now, answer_rate: rate, people_contacted: people } = scalars;
  if (!scalars.total_calls) return <b>No calls in these dates.</b>;
  if (!previous) {
    return (
      <>
        <b>{sayCount(now)}</b> of {formatCount(people)} people called
        {rate.value !== null && `; ${formatPercent(rate.value)} of calls answered`}.
      </>
    );
  }
  const before = previous.scalars.qualified_candidates;
  const answering = sayAnswering(rate, previousOf(dashboard, "answer_rate") as Rate);
  return (
    <>
      <b>{headline(now, before)}:</b> {cause ?? sayBoth(now, before)}
      {answering && `; ${answering}`}.
    </>
  );
}

const sayCount = (count: number) =>
  count === 1 ? "1 qualified candidate" : `${formatCount(count)} qualified candidates`;

/** Shares of 100 are enough of a number for a sentence. */
const SMALLEST = 0.005;

function headline(now: number, before: number): string {
  if (before === 0) return now === 0 ? "No qualified candidates" : "First qualified candidates";
  if (Math.abs(now / before - 1) < SMALLEST) return "Qualified candidates unchanged";
  return `Qualified candidates ${formatRelative(now, before, 0)}`;
}

function sayBoth(now: number, before: number): string {
  if (now === before) return now ? `${formatCount(now)}, as before` : "none before either";
  return `${formatCount(now)} after ${formatCount(before)}`;
}

/** Whether more or fewer calls were answered than may be chance. */
function sayAnswering(now: Rate, before: Rate): string | null {
  const [value, other] = [valueOf(now), valueOf(before)];
  if (value === null || other === null) return null;
  if (before.is_noise !== false) return "answer rate unchanged within noise";
  const direction = value > other ? "up" : "down";
  const points = formatPoints(Math.abs(value - other)).replace("+", "");
  return `answer rate ${direction} ${points} to ${formatPercent(value)}`;
}
