// What happened within a chart, launches and notes, and by which letter each bucket is marked.
import { useListCampaigns } from "../api/client";
import type { Annotation, BucketTimes as Bucket, Campaign, Filters } from "../api/model";
import { campaignName } from "../campaigns";
import { bucketOfDay, useNotes } from "../keeping/notes";

export interface Flag {
  letter: string;
  /** Of the bucket that it stands on. */
  start: string;
  /** Of the campaigns that were launched. */
  names: string[];
  /** What was noted. */
  texts: string[];
}

/** As many days as there is room to name below a small chart. */
export const FEW_FLAGS = 3;

/** As many campaigns as one page may have. */
const MOST_CAMPAIGNS = 1000;

/** What happened within a chart of the filters. */
export const useFlags = (filters: Filters, buckets: Bucket[], most: number) =>
  flagsOf(useLaunches(filters), useNotes(filters), buckets, most);

/** The campaigns of the filters that have been launched; none until they are known. */
function useLaunches({ org_id, campaign_ids }: Filters): Campaign[] {
  const { data } = useListCampaigns(
    { org_id, page_size: MOST_CAMPAIGNS },
    { query: { staleTime: Infinity } },
  );
  const chosen = new Set(campaign_ids);
  return (data?.results ?? []).filter(
    ({ id, launched_at }) => launched_at && (chosen.size === 0 || chosen.has(id)),
  );
}

/** A letter for each bucket of which there is something, the newest where they are too many. */
export function flagsOf(
  campaigns: Campaign[],
  notes: Pick<Annotation, "day" | "text">[],
  buckets: Bucket[],
  most: number,
) {
  const found = new Map<Bucket | undefined, Pick<Flag, "names" | "texts">>();
  const at = (bucket: Bucket | undefined) => {
    const here = found.get(bucket) ?? { names: [], texts: [] };
    found.set(bucket, here);
    return here;
  };
  for (const campaign of campaigns) {
    const launched = Date.parse(campaign.launched_at ?? "");
    const bucket = buckets.find(
      ({ bucket_start, bucket_end }) =>
        Date.parse(bucket_start) <= launched && launched < Date.parse(bucket_end),
    );
    at(bucket).names.push(campaignName(campaign));
  }
  for (const { day, text } of notes) at(bucketOfDay(day, buckets)).texts.push(text);
  const inOrder = buckets.flatMap((bucket) => {
    const here = found.get(bucket);
    return here ? [{ start: bucket.bucket_start, ...here }] : [];
  });
  const named = inOrder.slice(-most).map((flag, index): Flag => ({
    ...flag,
    letter: String.fromCharCode("A".charCodeAt(0) + index),
  }));
  const unnamed = inOrder.slice(0, -most).flatMap(({ names, texts }) => [...names, ...texts]);
  return { flags: named, unnamed: unnamed.length };
}
