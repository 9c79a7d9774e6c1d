import type { ComponentType } from "react";

import { FilterKind, type CatalogueFilter } from "../api/model";
import { describeChosen, FLAGS, labelFilter, type Names } from "../filters";
import { CampaignPicker } from "./CampaignPicker";
import { CheckList, toggle } from "./CheckList";
import { ChoiceMenu } from "./ChoiceMenu";
import { Popover } from "./Popover";
import { RangeFields } from "./RangeFields";
import { TextField } from "./TextField";

export interface ControlProps {
  filter: CatalogueFilter;
  /** As addresses have it; empty: all. */
  chosen: string[];
  onChange: (chosen: string[]) => void;
  organizationId: number | undefined;
  names: Names;
}

const CONTROLS: Record<FilterKind, ComponentType<ControlProps>> = {
  [FilterKind.choice]: ChoiceControl,
  [FilterKind.many]: ManyControl,
  [FilterKind.campaigns]: CampaignPicker,
  [FilterKind.range]: RangeControl,
  [FilterKind.flag]: FlagControl,
  [FilterKind.text]: TextControl,
};

/** The control of a filter of the catalogue, by the kind of its values. */
export function FilterControl(props: ControlProps) {
  const Control = CONTROLS[props.filter.kind];
  return <Control {...props} />;
}

/** Choosing this takes the filter away. */
const ALL = { value: "", label: "All" };

function ChoiceControl(props: ControlProps) {
  return <OneOf {...props} choices={props.filter.choices} />;
}

const YES_NO = [...FLAGS].map(([value, label]) => ({ value, label }));

function FlagControl(props: ControlProps) {
  return <OneOf {...props} choices={YES_NO} />;
}

function OneOf(props: ControlProps & { choices: { value: string; label: string }[] }) {
  const { filter, chosen, names, choices, onChange } = props;
  return (
    <ChoiceMenu
      label={filter.label}
      value={chosen[0] ?? ""}
      shownAs={labelFilter(filter, chosen, names)}
      choices={[ALL, ...choices]}
      note={<Note filter={filter} />}
      {...(choices.length > 10 && { search: `Search ${filter.label.toLowerCase()}` })}
      onChoose={(value) => {
        onChange(value ? [value] : []);
      }}
    />
  );
}

function ManyControl({ filter, chosen, names, onChange }: ControlProps) {
  const values = filter.choices.map(({ value }) => value);
  return (
    <Popover
      label={filter.label}
      value={labelFilter(filter, chosen, names)}
      title={describeChosen(filter, chosen, names) || "All"}
    >
      {() => (
        <>
          <CheckList
            label={filter.label}
            choices={filter.choices}
            chosen={chosen}
            onToggle={(value) => {
              const toggled = toggle(chosen, value);
              onChange(values.filter((one) => toggled.includes(one)));
            }}
          />
          <Note filter={filter} />
        </>
      )}
    </Popover>
  );
}

function RangeControl({ filter, chosen, names, onChange }: ControlProps) {
  return (
    <Popover label={filter.label} value={labelFilter(filter, chosen, names)}>
      {(close) => (
        <>
          <RangeFields
            filter={filter}
            chosen={chosen[0]}
            onApply={(range) => {
              close();
              onChange(range ? [range] : []);
            }}
          />
          <Note filter={filter} />
        </>
      )}
    </Popover>
  );
}

function TextControl({ filter, chosen, names, onChange }: ControlProps) {
  return (
    <Popover label={filter.label} value={labelFilter(filter, chosen, names)}>
      {(close) => (
        <>
          <TextField
            filter={filter}
            chosen={chosen[0]}
            onApply={(text) => {
              close();
              onChange(text ? [text] : []);
            }}
          />
          <Note filter={filter} />
        </>
      )}
    </Popover>
  );
}

const Note = ({ filter }: { filter: CatalogueFilter }) => (
  <p className="panel-note">{filter.description}</p>
);
