import { keepPreviousData, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { getGetCampaignQueryKey, useListCampaigns } from "../api/client";
import type { Campaign } from "../api/model";
import { campaignName, useSettled } from "../campaigns";
import { labelFilter, nameCampaign, type Names } from "../filters";
import { formatCount } from "../format";
import { splitAtWords, wordsOf } from "../names";
import { CheckList, toggle } from "./CheckList";
import { Failure } from "./Failure";
import type { ControlProps } from "./FilterControl";
import { LongName } from "./LongName";
import { Popover } from "./Popover";

/** Any of an organisation's campaigns, searched for on the server; none chosen means all. */
export function CampaignPicker(props: ControlProps) {
  const { filter, chosen, names } = props;
  const title = chosen.map((id) => nameCampaign(id, names)).join(", ") || "All campaigns";
  return (
    <Popover
      label={filter.label}
      value={labelFilter(filter, chosen, names)}
      title={title}
      panel="names"
    >
      {() => <Campaigns {...props} />}
    </Popover>
  );
}

const PAGE_SIZES = [100, 1000] as const;

function Campaigns({ organizationId, chosen, names, onChange }: ControlProps) {
  const [words, setWords] = useState("");
  // What was chosen stays on top, in place, until something else is searched for.
  const [pinned, setPinned] = useState(chosen);
  const [pageSize, setPageSize] = useState<number>(PAGE_SIZES[0]);
  const search = useSettled(words.trim());
  const queryClient = useQueryClient();
  const { data, error, isFetching, isPlaceholderData, refetch } = useListCampaigns(
    {
      ...(organizationId !== undefined && { org_id: organizationId }),
      ...(search && { search }),
      page_size: pageSize,
    },
    { query: { placeholderData: keepPreviousData } },
  );
  const found = data?.results ?? [];
  const marked = wordsOf(search);
  const onTop = search ? [] : pinned;
  const isBusy = isFetching && (!data || isPlaceholderData);

  function choose(id: string) {
    const campaign = findCampaign(id, found);
    if (campaign) queryClient.setQueryData(getGetCampaignQueryKey(campaign.id), campaign);
    onChange(toggle(chosen, id));
  }

  return (
    <>
      <input
        type="search"
        className="panel-search"
        aria-label="Search campaigns by name or id"
        placeholder="Search by name or id"
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setPinned(chosen);
        }}
      />
      <div className="panel-row">
        <span className="panel-note" role="status">
          {describeList(chosen.length, isBusy ? undefined : data?.count)}
        </span>
        <button
          type="button"
          className="action"
          aria-disabled={!chosen.length}
          onClick={() => {
            onChange([]);
          }}
        >
          All campaigns
        </button>
      </div>
      {error && !data ? (
        <Failure error={error} what="The campaigns" onRetry={() => void refetch()} />
      ) : (
        <div className="panel-list" aria-busy={isBusy}>
          <CheckList
            label="Campaigns"
            choices={[
              ...onTop.map((id) => ({
                value: id,
                label: <LongName name={nameOf(id, found, names)} />,
                title: nameOf(id, found, names),
              })),
              ...found
                .filter(({ id }) => !onTop.includes(String(id)))
                .map((campaign) => choiceOf(campaign, found, marked)),
            ]}
            chosen={chosen}
            onToggle={choose}
          />
          {data && data.count > found.length && (
            <p className="panel-note">
              The first {formatCount(found.length)} are listed.{" "}
              {pageSize < PAGE_SIZES[1] ? (
                <button
                  type="button"
                  className="action"
                  onClick={() => {
                    setPageSize(PAGE_SIZES[1]);
                  }}
                >
                  List more
                </button>
              ) : (
                "Search to find the others."
              )}
            </p>
          )}
        </div>
      )}
    </>
  );
}

/** With the external id where the name alone does not say which one it is, or why it was found. */
function choiceOf(campaign: Campaign, found: Campaign[], words: string[]) {
  const { id, external_id } = campaign;
  const name = campaignName(campaign);
  const isAmbiguous =
    found.some((other) => other.id !== id && campaignName(other) === name) ||
    words.some((word) => !name.toLowerCase().includes(word.toLowerCase()));
  const note = isAmbiguous && external_id !== name ? external_id : undefined;
  const label = <LongName name={name} split={(text) => splitAtWords(text, words)} note={note} />;
  return { value: String(id), label, title: `${name} (${external_id})` };
}

const findCampaign = (id: string, found: Campaign[]) => found.find((one) => String(one.id) === id);

function nameOf(id: string, found: Campaign[], names: Names): string {
  const campaign = findCampaign(id, found);
  return campaign ? campaignName(campaign) : nameCampaign(id, names);
}

function describeList(chosen: number, count: number | undefined): string {
  const found = count === undefined ? "Searching …" : `${formatCount(count)} found`;
  return chosen ? `${formatCount(chosen)} chosen, ${found}` : found;
}
