import { useEffect } from "react";

import { choose, chosenOf, formatFilters, useFilters } from "../address";
import { useGetCampaign, useListApplications } from "../api/client";
import type { Campaign, Filters, ListApplicationsParams } from "../api/model";
import { campaignName } from "../campaigns";
import { useCatalogue } from "../context";
import { formatDayIn, formatDecimal, humanize } from "../format";
import { parametersOf } from "../rows";

interface Props {
  /** Of the numbers on the page; undefined until there are some for these very filters. */
  resolved: Filters | undefined;
  zone: string;
}

/** Whose numbers the page shows, where they are of one campaign alone. */
export function CampaignHead({ resolved, zone }: Props) {
  const { filters: declared } = useCatalogue();
  const [filters, change] = useFilters();
  const filter = declared.find(({ kind }) => kind === "campaigns");
  const [only, ...others] = filter ? chosenOf(filters, filter) : [];
  const id = Number(only);
  const isOne = only !== undefined && !others.length && Number.isSafeInteger(id) && id > 0;
  const { data, error } = useGetCampaign(id, { query: { enabled: isOne, staleTime: Infinity } });
  const name = isOne && data ? campaignName(data) : undefined;
  useTitle(name);
  // Where there is no such campaign, the numbers say so.
  if (!filter || !isOne || error) return null;
  const all = choose(filter, []);
  return (
    <section className="campaign-head" aria-label="Campaign">
      <a
        href={location.pathname + formatFilters({ ...filters, ...all })}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          change(all);
        }}
      >
        All campaigns
      </a>
      <h2>{name ?? <span className="skeleton">Campaign</span>}</h2>
      <p className="note">{data && <Facts campaign={data} zone={zone} resolved={resolved} />}</p>
    </section>
  );
}

function Facts({ campaign, zone, resolved }: Props & { campaign: Campaign }) {
  const { status, launched_at, external_id } = campaign;
  const passing = usePassingScore(resolved);
  const facts = [
    status && humanize(status),
    launched_at ? `launched ${formatDayIn(launched_at, zone)}` : "not launched yet",
    passing !== undefined && `passing score ${formatDecimal(passing)}`,
    external_id,
  ];
  return facts.filter(Boolean).join(" · ");
}

/** What the campaign's script asks for, which its applications say; unknown where there are none. */
function usePassingScore(resolved: Filters | undefined): number | undefined {
  const question = { ...parametersOf(resolved ?? {}), page_size: 1 };
  const { data } = useListApplications(question as ListApplicationsParams, {
    query: { enabled: resolved !== undefined },
  });
  return data?.results[0]?.passing_score;
}

/** Names the browser's tab, and its bookmarks, after the campaign. */
function useTitle(name: string | undefined) {
  useEffect(() => {
    if (name === undefined) return;
    const before = document.title;
    document.title = `${name} · ${before}`;
    return () => {
      document.title = before;
    };
  }, [name]);
}
