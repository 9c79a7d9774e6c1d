import type { MouseEvent } from "react";

import { candidateAddress, formatFilters, openCandidate, useFilters } from "../address";
import type { CampaignReference, CandidateReference } from "../api/model";
import { campaignName } from "../campaigns";
import { LongName } from "../components/LongName";

/** A click that stays on the page; with a key it opens another, as of any link. */
const staysHere = ({ ctrlKey, metaKey, shiftKey }: MouseEvent) => !(ctrlKey || metaKey || shiftKey);

interface CandidateProps {
  /** Null: an unknown caller. */
  candidate: CandidateReference | null;
  split?: (text: string) => string[];
}

/** Who a row is about, leading to what else there was with them, as far as the reader may see it. */
export function CandidateName({ candidate, split }: CandidateProps) {
  if (!candidate) return <span className="muted">unknown caller</span>;
  const { id, external_id } = candidate;
  const name = candidate.name ?? "";
  if (external_id === null) return <span className="name">Candidate {id}</span>;
  return (
    <a
      className="name"
      href={candidateAddress(id)}
      data-candidate={id}
      onClick={(event) => {
        if (!staysHere(event)) return;
        event.preventDefault();
        openCandidate(id);
      }}
    >
      <LongName
        name={name === "" ? external_id : name}
        note={name === "" ? undefined : external_id}
        {...(split && { split })}
      />
    </a>
  );
}

interface CampaignProps {
  campaign: CampaignReference;
  split?: (text: string) => string[];
  /** Hears that it is followed. */
  onFollow?: () => void;
}

/** A campaign's name, leading to its numbers alone. */
export function CampaignLink({ campaign, split, onFollow }: CampaignProps) {
  const [filters, change] = useFilters();
  const choice = { campaign_ids: [String(campaign.id)] };
  return (
    <a
      className="name"
      href={location.pathname + formatFilters({ ...filters, ...choice })}
      title={`Open campaign ${campaignName(campaign)}`}
      onClick={(event) => {
        if (!staysHere(event)) return;
        event.preventDefault();
        change(choice);
        scrollTo({ top: 0 });
        onFollow?.();
      }}
    >
      <LongName name={campaignName(campaign)} {...(split && { split })} />
    </a>
  );
}
