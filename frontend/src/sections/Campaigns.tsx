import { BreakdownCard } from "./BreakdownCard";

const DEFAULTS = {
  total_calls: 0,
  answer_rate: 0,
  interviews: 75,
  passthrough_rate: 0,
  "passthrough_rate:change": 75,
  qualified_candidates: 0,
  "qualified_candidates:change": 0,
  opt_out_rate: 90,
};

/** Every campaign's numbers as a table. */
export function Campaigns() {
  return (
    <BreakdownCard
      by="campaign"
      title="Campaigns"
      noun="Campaign"
      filter="campaign_ids"
      defaults={DEFAULTS}
      span={12}
    />
  );
}
