import { formatFilters, type Filters } from "../address";
import { LongName } from "../components/LongName";
import { useShown } from "../shown";
import { valueOfKey, type BreakdownRow } from "./breakdown";
import { splitAtFound } from "./finding";

interface Props {
  row: Pick<BreakdownRow, "key" | "label">;
  /** The filter of the page that it sets. */
  filter: string;
  /** What was searched for. */
  words?: string[];
}

const NO_WORDS: string[] = [];

/** A name that filters the page to it; what no filter has a value for is a name alone. */
export function RowName({ row, filter, words = NO_WORDS }: Props) {
  const { question, changeFilters } = useShown();
  const isCampaign = filter === "campaign_ids";
  const name = <LongName name={row.label} split={(text) => splitAtFound(text, words)} />;
  if (row.key === "unknown") return <span className="name">{name}</span>;
  const choice: Filters = { [filter]: [valueOfKey(row.key)] };
  return (
    <a
      className="name"
      href={formatFilters({ ...(question as Filters), ...choice })}
      title={isCampaign ? `Open campaign ${row.label}` : `Show ${row.label} alone`}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        changeFilters(choice);
        // A campaign's page begins with what it is.
        if (isCampaign) scrollTo({ top: 0 });
      }}
    >
      {name}
    </a>
  );
}
