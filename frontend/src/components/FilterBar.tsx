import { useId, useState } from "react";

import { choose, chosenOf, formatFilters, goTo, initialFilters, useFilters } from "../address";
import { Granularity, type Filters as ResolvedFilters } from "../api/model";
import { useCampaignNames } from "../campaigns";
import { useStart } from "../context";
import { hasTooManyBuckets, MAX_BUCKETS, today } from "../dates";
import {
  describeFilters,
  labelGranularity,
  pinFilters,
  showFilters,
  type ShownFilters,
} from "../filters";
import { humanize } from "../format";
import { ChoiceMenu, type Choice } from "./ChoiceMenu";
import { CopyLink } from "./CopyLink";
import { DateRange } from "./DateRange";
import { FilterControl } from "./FilterControl";
import { TimezonePicker } from "./TimezonePicker";

interface Props {
  /** What the server made of the address; undefined until it has answered for this very one. */
  resolved: ResolvedFilters | undefined;
}

/** Every filter of the page. What is chosen stands in the address alone. */
export function FilterBar({ resolved }: Props) {
  const id = useId();
  const start = useStart();
  const { organizations, catalogue } = start;
  const [filters, change] = useFilters();
  const [isUnfolded, setIsUnfolded] = useState(false);
  const shown = showFilters(filters, organizations, resolved);
  const { organization, zone, days } = shown;
  const ofCampaigns = catalogue.filters.filter(({ kind }) => kind === "campaigns");
  const names = useCampaignNames(ofCampaigns.flatMap((filter) => chosenOf(filters, filter)));
  const described = describeFilters(filters, shown, catalogue.filters, names);
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
              // Campaigns are one organisation's.
              const none = Object.fromEntries(ofCampaigns.map(({ name }) => [name, undefined]));
              change({ ...none, org_id, timezone: undefined });
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
        {catalogue.filters.map((filter) => (
          <FilterControl
            key={`${organization?.id} ${filter.name}`}
            filter={filter}
            chosen={chosenOf(filters, filter)}
            onChange={(chosen) => {
              change(choose(filter, chosen));
            }}
            organizationId={organization?.id}
            names={names}
          />
        ))}
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
      return { value, label: humanize(value), note, isDisabled };
    }),
  ];
}
