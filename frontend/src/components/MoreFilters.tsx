import type { ReactNode } from "react";

import { chosenOf, choose, type ChangeFilters, type Filters } from "../address";
import { Granularity, type CatalogueFilter } from "../api/model";
import { hasTooManyBuckets, MAX_BUCKETS } from "../dates";
import { labelGranularity, type Names, type ShownFilters } from "../filters";
import { humanize } from "../format";
import { ChoiceMenu, type Choice } from "./ChoiceMenu";
import { FilterControl } from "./FilterControl";
import { Popover } from "./Popover";
import { TimezonePicker } from "./TimezonePicker";

interface Props {
  /** Those that have no place of their own in the bar. */
  declared: CatalogueFilter[];
  filters: Filters;
  shown: ShownFilters;
  names: Names;
  onChange: ChangeFilters;
  onReset: () => void;
}

/** What is chosen less often. */
export function MoreFilters(props: Props) {
  const { declared, filters, shown, names, onChange, onReset } = props;
  const { organization, zone } = shown;
  const count =
    declared.filter((filter) => chosenOf(filters, filter).length).length +
    Number(filters.granularity !== undefined) +
    Number(filters.timezone !== undefined);
  return (
    <Popover
      label="More filters"
      value={count ? `More filters · ${count}` : "More filters"}
      isItsOwnName
    >
      {(close) => (
        <div className="stack">
          {declared.map((filter) => (
            <Field key={`${organization?.id} ${filter.name}`} label={filter.label}>
              <FilterControl
                filter={filter}
                chosen={chosenOf(filters, filter)}
                onChange={(chosen) => {
                  onChange(choose(filter, chosen));
                }}
                organizationId={organization?.id}
                names={names}
              />
            </Field>
          ))}
          <Field label="Chart by">
            <ChoiceMenu
              label="Chart by"
              value={filters.granularity ?? "auto"}
              shownAs={labelGranularity(filters, shown)}
              choices={listGranularities(shown)}
              onChoose={(granularity) => {
                onChange({ granularity: granularity === "auto" ? undefined : granularity });
              }}
            />
          </Field>
          <Field label="Time zone">
            <TimezonePicker
              zone={zone}
              own={organization?.timezone}
              onChoose={(chosen) => {
                onChange({ timezone: chosen === organization?.timezone ? undefined : chosen });
              }}
            />
          </Field>
          <button
            type="button"
            className="link"
            onClick={() => {
              close();
              onReset();
            }}
          >
            Reset all filters
          </button>
        </div>
      )}
    </Popover>
  );
}

/** A control with its name beside it; read aloud, the control says its name itself. */
function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="field">
      <span aria-hidden="true">{label}</span>
      {children}
    </div>
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
