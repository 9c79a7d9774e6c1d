import { useQueries } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { getGetCampaignQueryOptions } from "./api/client";
import type { Campaign } from "./api/model";
import type { Names } from "./filters";

/** Campaigns of a long selection that are asked for by name; the others are counted. */
const MAX_NAMED = 20;

/** A campaign may have no name; it always has the calling platform's id. */
export const campaignName = ({ name = "", external_id }: Pick<Campaign, "name" | "external_id">) =>
  name === "" ? external_id : name;

/** The names of chosen campaigns by their ids, as far as they are known. */
export function useCampaignNames(ids: string[]): Names {
  const isId = (id: number) => Number.isSafeInteger(id) && id > 0;
  const wanted = ids.map(Number).filter(isId).slice(0, MAX_NAMED);
  const answers = useQueries({
    queries: wanted.map((id) => getGetCampaignQueryOptions(id, { query: { staleTime: Infinity } })),
  });
  return new Map(
    answers.flatMap(({ data }) => (data ? [[data.id, campaignName(data)] as const] : [])),
  );
}

/** The value once it has stayed the same for a while. */
export function useSettled<T>(value: T, delayMs = 250): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(value);
    }, delayMs);
    return () => {
      clearTimeout(timer);
    };
  }, [value, delayMs]);
  return settled;
}
