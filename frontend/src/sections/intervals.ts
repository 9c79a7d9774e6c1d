// How sure a share is, for numbers that the page itself adds up; those of an answer bring their own.
// The formulas are those of the service (METRICS: "How sure a rate is").

/** The normal quantile of a 95 % interval. */
const Z = 1.959963984540054;

export type Interval = [low: number, high: number];

/** So many of so many. */
export interface Share {
  numerator: number;
  denominator: number;
}

/** The 95 % Wilson score interval of a share (Wilson 1927); null of nothing. */
export function wilson({ numerator, denominator }: Share): Interval | null {
  if (!denominator) return null;
  const middle = 2 * numerator + Z * Z;
  const half = Z * Math.sqrt(Z * Z + 4 * numerator * (1 - numerator / denominator));
  const whole = 2 * (denominator + Z * Z);
  return [Math.max(0, (middle - half) / whole), Math.min(1, (middle + half) / whole)];
}

/** The interval that an answer says of a rate, else the same worked out here. */
export const intervalOf = (rate: Share & { low?: number | null; high?: number | null }) =>
  typeof rate.low === "number" && typeof rate.high === "number"
    ? ([rate.low, rate.high] satisfies Interval)
    : wilson(rate);

/**
 * Whether the difference of two shares may be chance: Newcombe's hybrid score interval of it holds 0
 * (Newcombe 1998, method 10); null where one of them has no value.
 */
export function isNoise(one: Share, other: Share): boolean | null {
  const first = wilson(one);
  const second = wilson(other);
  if (!first || !second) return null;
  const p1 = one.numerator / one.denominator;
  const p2 = other.numerator / other.denominator;
  return (
    p1 - p2 <= Math.hypot(p1 - first[0], second[1] - p2) &&
    p2 - p1 <= Math.hypot(first[1] - p1, p2 - second[0])
  );
}

/** How many a share has to be of for a bar or a colour; of fewer, chance rules. */
export const FEW = 10;

/** From 1 for a narrow interval (3 points to each side or less) down to 0.25 (15 or more). */
export const sureness = ([low, high]: Interval) =>
  Math.max(0.25, Math.min(1, 1.1875 - (high - low) * 3.125));

export const addShares = (shares: Share[]): Share => ({
  numerator: shares.reduce((sum, share) => sum + share.numerator, 0),
  denominator: shares.reduce((sum, share) => sum + share.denominator, 0),
});
