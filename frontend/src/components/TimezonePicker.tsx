import { useListTimezones } from "../api/client";
import type { Timezone } from "../api/model";
import { Choices, type Choice } from "./ChoiceMenu";
import { Failure } from "./Failure";
import { Popover } from "./Popover";

interface Props {
  zone: string;
  /** The organisation's own. */
  own: string | undefined;
  onChoose: (zone: string) => void;
}

/** In which time zone days begin. */
export function TimezonePicker({ zone, own, onChoose }: Props) {
  return (
    <Popover label="Time zone" value={zone}>
      {(close) => (
        <Timezones
          zone={zone}
          own={own}
          onChoose={(chosen) => {
            close();
            onChoose(chosen);
          }}
        />
      )}
    </Popover>
  );
}

/** Asks for the server's zones once, when they are first looked at: the browser's are others. */
function Timezones({ zone, own, onChoose }: Props) {
  const { data, error, refetch } = useListTimezones({ query: { staleTime: Infinity } });
  const fetching = (
    <p className="panel-note" role="status">
      Fetching the others …
    </p>
  );
  const failure = error && (
    <Failure error={error} what="The other time zones" onRetry={() => void refetch()} />
  );
  return (
    <Choices
      value={zone}
      choices={listZones(zone, own, data?.timezones ?? [])}
      search="Search time zones"
      others={data ? undefined : (failure ?? fetching)}
      onChoose={onChoose}
    />
  );
}

/** The organisation's own zone, UTC and the one that is chosen, then every other. */
function listZones(chosen: string, own: string | undefined, zones: Timezone[]): Choice<string>[] {
  const terms = new Map(zones.map((zone) => [zone.name, zone.search_terms]));
  const first = own ? [own, "UTC", chosen] : ["UTC", chosen];
  return [...new Set([...first, ...terms.keys()])].map((zone) => ({
    value: zone,
    label: zone,
    terms: terms.get(zone),
    note: zone === own ? "the organisation’s" : undefined,
  }));
}
