import type { ReactNode } from "react";

import { formatCount, formatInterval, formatPercent } from "../format";
import type { Rate } from "../metrics";
import { Nothing } from "../components/Nothing";
import { FEW, intervalOf, sureness } from "./intervals";

interface Props {
  rate: Rate;
  /** The rate of all rows together, a line of dashes. */
  overall: number | null;
  /** Where a full bar ends. */
  scale: number;
  /** Draws the number as what opens its rows. */
  opens: (text: ReactNode) => ReactNode;
}

/** A rate with its bar, its interval and what it is of; no bar for fewer than ten, where chance rules. */
export function RateCell({ rate, overall, scale, opens }: Props) {
  const { value, numerator, denominator } = rate;
  const interval = intervalOf(rate);
  if (value === null || !interval) return <Nothing />;
  const few = `${formatCount(numerator)} of ${formatCount(denominator)}`;
  if (denominator < FEW) return <span className="muted">{numerator ? opens(few) : few}</span>;
  const place = (share: number) => `${Math.max(0, Math.min(1, share / scale)) * 100}%`;
  const [low, high] = interval;
  const said = `95% interval ${formatInterval(low, high)}`;
  return (
    <span className="rate" title={said}>
      {numerator ? opens(formatPercent(value)) : formatPercent(value)}
      <svg className="rate-bar" aria-hidden="true">
        <rect className="whole" y="4" width="100%" height="8" />
        <rect
          className="fill-now"
          y="4"
          width={place(value)}
          height="8"
          opacity={sureness(interval)}
        />
        {overall !== null && (
          <line className="all" x1={place(overall)} x2={place(overall)} y2="16" />
        )}
        <line className="whisker" x1={place(low)} x2={place(high)} y1="8" y2="8" />
      </svg>
      <small>
        of {formatCount(denominator)}
        <span className="visually-hidden">, {said}</span>
      </small>
    </span>
  );
}
