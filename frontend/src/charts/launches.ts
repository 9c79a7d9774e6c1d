// Which campaigns were launched within a chart, and by which letter each day of launches is marked.
import { useListCampaigns } from "../api/client";
import type { Campaign, Filters } from "../api/model";
import { campaignName } from "../campaigns";
import type { BucketTimes as Bucket } from "../api/model";

export interface Flag {
  letter: string;
  /** Of the bucket that it stands on. */
  start: string;
  names: string[];
}

/** As many campaigns as one page may have. */
const MOST_CAMPAIGNS = 1000;

/** The campaigns of the filters that have been launched; none until they are known. */
export function useLaunches({ org_id, campaign_ids }: Filters): Campaign[] {
  const { data } = useListCampaigns(
    { org_id, page_size: MOST_CAMPAIGNS },
    { query: { staleTime: Infinity } },
  );
  const chosen = new Set(campaign_ids);
  return (data?.results ?? []).filter(
    ({ id, launched_at }) => launched_at && (chosen.size === 0 || chosen.has(id)),
  );
}

/** A letter for each bucket with launches, the newest ones where there are more than the most. */
export function flagsOf(campaigns: Campaign[], buckets: Bucket[], most: number) {
  const found = new Map<string, string[]>();
  for (const campaign of campaigns) {
    const launched = Date.parse(campaign.launched_at ?? "");
    const bucket = buckets.find(
      ({ bucket_start, bucket_end }) =>
        Date.parse(bucket_start) <= launched && launched < Date.parse(bucket_end),
    );
    if (!bucket) continue;
    const names = found.get(bucket.bucket_start) ?? [];
    found.set(bucket.bucket_start, [...names, campaignName(campaign)]);
  }
  const inOrder = buckets.flatMap(({ bucket_start: start }) => {
    const names = found.get(start);
    return names ? [{ start, names }] : [];
  });
  const named = inOrder.slice(-most).map((flag, index): Flag => ({
    ...flag,
    letter: String.fromCharCode("A".charCodeAt(0) + index),
  }));
  const unnamed = inOrder.slice(0, -most).flatMap(({ names }) => names).length;
  return { flags: named, unnamed };
}
