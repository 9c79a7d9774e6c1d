import { CandidateSource } from "../api/model";
import { labelSources, listSources, SOURCES } from "../filters";
import { CheckList, toggle } from "./CheckList";
import { Popover } from "./Popover";

interface Props {
  chosen: CandidateSource[];
  onChange: (sources: CandidateSource[]) => void;
}

const ALL = Object.values(CandidateSource);
const CHOICES = ALL.map((source) => ({ value: source, label: SOURCES[source] }));

/** Any of the sources that candidates come from; none chosen means all. */
export function CandidatePicker({ chosen, onChange }: Props) {
  return (
    <Popover
      label="Candidates"
      value={labelSources(chosen)}
      title={listSources(chosen) || "All candidates"}
    >
      {() => (
        <>
          <CheckList
            label="Candidates by source"
            choices={CHOICES}
            chosen={chosen}
            onToggle={(source) => {
              const toggled = toggle(chosen, source);
              onChange(ALL.filter((one) => toggled.includes(one)));
            }}
          />
          <p className="panel-note">
            None chosen means all. Once one is, unknown callers and candidates without a source are
            left out.
          </p>
        </>
      )}
    </Popover>
  );
}
