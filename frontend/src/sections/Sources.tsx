import { BreakdownCard } from "./BreakdownCard";

const DEFAULTS = { total_calls: 0, answer_rate: 0, passthrough_rate: 0, qualified_candidates: 0 };

/** Every source's numbers as a table. */
export function Sources() {
  return (
    <BreakdownCard
      by="source"
      title="Sources"
      noun="Source"
      filter="candidate_filter"
      defaults={DEFAULTS}
      span={6}
    />
  );
}
