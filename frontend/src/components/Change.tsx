import { compareValues, formatValue, valueOf, type Value } from "../metrics";
import type { Metric } from "../catalogue";

interface Props {
  metric: Pick<Metric, "unit" | "better">;
  value: Value;
  previous: Value;
  /** Without what it was before, and "≈" for what may be chance: for tables and lists. */
  isShort?: boolean;
}

/**
 * How a value changed: coloured only where a direction is good and it is not chance. Worse is a
 * pill, so that it is not told by its colour alone.
 */
export function Change({ metric, value, previous, isShort = false }: Props) {
  const change = compareValues(value, previous, metric);
  if (!change) return null;
  const { text, isNoise, isGood } = change;
  if (isNoise) {
    return (
      <span className="change change-noise">
        {isShort && <span aria-hidden="true">≈ </span>}
        {text}
        <span className={isShort ? "visually-hidden" : undefined}>, within noise</span>
      </span>
    );
  }
  const isInWords = text === "new" || text === "unchanged";
  const tone = isInWords
    ? " change-noise"
    : isGood === null
      ? ""
      : isGood
        ? " change-good"
        : " change-bad";
  const before = valueOf(previous);
  return (
    <>
      <span className={`change${tone}`}>
        {text}
        {isGood !== null && (
          <span className="visually-hidden">{isGood ? ", better" : ", worse"}</span>
        )}
      </span>
      {!isShort && !isInWords && before !== null && ` from ${formatValue(before, metric.unit)}`}
    </>
  );
}
