import { useId, useState } from "react";

import { formatFilters, goTo, initialFilters, useFilters } from "../address";
import { Granularity, type Filters as ResolvedFilters } from "../api/model";
import { useCampaignNames } from "../campaigns";
import { useStart } from "../context";
import { hasTooManyBuckets, MAX_BUCKETS, today } from "../dates";
import {
  describeFilters,
  GRANULARITIES,
  labelGranularity,
  pinFilters,
  showFilters,
  type ShownFilters,
} from "../filters";
import { CampaignPicker } from "./CampaignPicker";
import { CandidatePicker } from "./CandidatePicker";
import { ChoiceMenu, type Choice } from "./ChoiceMenu";
import { CopyLink } from "./CopyLink";
import { DateRange } from "./DateRange";
import { TimezonePicker } from "./TimezonePicker";

interface Props {
  /** What the server made of the address; undefined until it has answered for this very one. */
  resolved: ResolvedFilters | undefined;
}

/** Every filter of the page. What is chosen stands in the address alone. */
export function FilterBar({ resolved }: Props) {
  const id = useId();
  const start = useStart();
  const { organizations } = start;
  const [filters, change] = useFilters();
  const [isUnfolded, setIsUnfolded] = useState(false);
  const shown = showFilters(filters, organizations, resolved);
  const { organization, zone, days } = shown;
  const campaigns = filters.campaign_ids ?? [];
  const names = useCampaignNames(campaigns);
  const described = describeFilters(filters, shown, names);
  const pinned = pinFilters(filters, shown);

  return (
    <section className="filters" aria-label="Filters">
      <button
        type="button"
        className="filters-fold"
        aria-expanded={isUnfolded}
        aria-controls={id}
        onClick={() => {
          setIsUnfolded(!isUnfolded);
        }}
      >
        <b>Filters</b> <span className="filters-summary">{described.join(" · ")}</span>
      </button>
      <div id={id} className={isUnfolded ? "filters-row filters-row-unfolded" : "filters-row"}>
        {organizations.length > 1 && (
          <ChoiceMenu
            label="Organisation"
            value={organization?.id ?? 0}
            shownAs={organization?.name ?? "Unknown"}
            choices={organizations.map(({ id, name }) => ({ value: id, label: name }))}
            {...(organizations.length > 10 && { search: "Search organisations" })}
            onChoose={(org_id) => {
              change({ org_id, campaign_ids: undefined, timezone: undefined });
            }}
          />
        )}
        <DateRange
          days={days}
          today={today(zone)}
          onChange={({ start, end }) => {
            change({ start_date: start, end_date: end });
          }}
        />
        <CampaignPicker
          key={organization?.id}
          organizationId={organization?.id}
          chosen={campaigns}
          names={names}
          onChange={(campaign_ids) => {
            change({ campaign_ids });
          }}
        />
        <CandidatePicker
          chosen={filters.candidate_filter ?? []}
          onChange={(candidate_filter) => {
            change({ candidate_filter });
          }}
        />
        <ChoiceMenu
          label="Chart by"
          value={filters.granularity ?? "auto"}
          shownAs={labelGranularity(filters, shown)}
          choices={listGranularities(shown)}
          onChoose={(granularity) => {
            change({ granularity: granularity === "auto" ? undefined : granularity });
          }}
        />
        <TimezonePicker
          zone={zone}
          own={organization?.timezone}
          onChoose={(chosen) => {
            change({ timezone: chosen === organization?.timezone ? undefined : chosen });
          }}
        />
        <label className="compare">
          <input
            type="checkbox"
            checked={filters.compare === "previous_period"}
            onChange={(event) => {
              // Said even where it is the API's default: an empty address is one that compares.
              change({ compare: event.target.checked ? "previous_period" : "none" });
            }}
          />
          <span>Compare with the days before</span>
        </label>
        <div className="filters-actions">
          <button
            type="button"
            className="action"
            onClick={() => {
              goTo({ ...initialFilters("", start), org_id: filters.org_id });
            }}
          >
            Reset
          </button>
          <CopyLink
            link={location.origin + location.pathname + formatFilters(pinned)}
            onRefused={() => {
              goTo(pinned, "replace");
            }}
          />
        </div>
      </div>
      <p className="filters-print">{described.join(" · ")}</p>
    </section>
  );
}

function listGranularities({ auto, dayCount }: ShownFilters): Choice<Granularity | "auto">[] {
  return [
    { value: "auto", label: "Auto", note: `now by ${auto}` },
    ...Object.values(Granularity).map((value) => {
      const isDisabled = hasTooManyBuckets(value, dayCount);
      const note = isDisabled ? `over ${MAX_BUCKETS} points in these dates` : undefined;
      return { value, label: GRANULARITIES[value], note, isDisabled };
    }),
  ];
}
