import { rememberOrganization, useFilters, useOrganization } from "../address";
import { useStart } from "../context";
import { Choices } from "./ChoiceMenu";
import { Popover } from "./Popover";

interface Props {
  look: "control" | "quiet";
}

/** Whose numbers these are; a menu where there are several that one may see. */
export function OrganizationMenu({ look }: Props) {
  const { organizations, catalogue } = useStart();
  const [, change] = useFilters();
  const organization = useOrganization();
  if (organizations.length < 2) {
    return <span className="organization">{organization?.name}</span>;
  }

  function choose(org_id: number) {
    rememberOrganization(org_id);
    // Campaigns and views are one organisation's.
    const ofCampaigns = catalogue.filters.filter(({ kind }) => kind === "campaigns");
    const none = Object.fromEntries(ofCampaigns.map(({ name }) => [name, undefined]));
    change({ ...none, org_id, view: undefined, timezone: undefined });
  }

  return (
    <Popover label="Organisation" look={look} value={organization?.name ?? "Unknown"}>
      {(close) => (
        <Choices
          value={organization?.id ?? 0}
          choices={organizations.map(({ id, name }) => ({ value: id, label: name }))}
          {...(organizations.length > 10 && { search: "Search organisations" })}
          onChoose={(org_id) => {
            close();
            choose(org_id);
          }}
        />
      )}
    </Popover>
  );
}
