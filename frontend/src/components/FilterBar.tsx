import { choose, chosenOf, goTo, initialFilters, useFilters } from "../address";
import type { Filters as ResolvedFilters } from "../api/model";
import { useCampaignNames } from "../campaigns";
import { useStart } from "../context";
import { describeFilters, showFilters } from "../filters";
import { DateRange } from "./DateRange";
import { FilterControl } from "./FilterControl";
import { MoreFilters } from "./MoreFilters";
import { OrganizationMenu } from "./OrganizationMenu";
import { SavedViews } from "./SavedViews";
import { Sections } from "./Sections";
import { ShareMenu } from "./ShareMenu";

interface Props {
  /** What the server made of the address; undefined until it has answered for this very one. */
  resolved: ResolvedFilters | undefined;
  isFetching: boolean;
}

/** Filters that have a place of their own; the others are among more. */
const IN_BAR = 2;

/** What is shown, and where on the page: two rows that stay. What is chosen is in the address. */
export function FilterBar({ resolved, isFetching }: Props) {
  const start = useStart();
  const { organizations, catalogue, has_header } = start;
  const [filters, change] = useFilters();
  const shown = showFilters(filters, organizations, resolved);
  const { organization } = shown;
  const ofCampaigns = catalogue.filters.filter(({ kind }) => kind === "campaigns");
  const names = useCampaignNames(ofCampaigns.flatMap((filter) => chosenOf(filters, filter)));
  const described = describeFilters(filters, shown, catalogue.filters, names);
  return (
    <div className={isFetching ? "bar bar-fetching" : "bar"}>
      <section className="filters" aria-label="Filters">
        {!has_header && <OrganizationMenu look="control" />}
        <SavedViews
          filters={filters}
          organization={organization}
          isSettled={resolved !== undefined || !isFetching}
        />
        <DateRange shown={shown} onChange={change} />
        {catalogue.filters.slice(0, IN_BAR).map((filter) => (
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
        <MoreFilters
          declared={catalogue.filters.slice(IN_BAR)}
          filters={filters}
          shown={shown}
          names={names}
          onChange={change}
          onReset={() => {
            goTo({ ...initialFilters("", start), org_id: filters.org_id });
          }}
        />
        <ShareMenu filters={filters} shown={shown} resolved={resolved} />
      </section>
      <p className="filters-print">{described.join(" · ")}</p>
      <Sections />
    </div>
  );
}
