// Targets: which one holds for what is shown, and what it comes to over days.
import { chosenOf } from "../address";
import { useListTargets } from "../api/client";
import type { CatalogueFilter, Granularity, Target } from "../api/model";
import type { ChartPoint } from "../charts/points";
import { addDays, countDays, type Days } from "../dates";

const MOST = 1000;

export function useTargets(org_id: number | undefined): Target[] {
  const query = { enabled: org_id !== undefined };
  return useListTargets({ org_id, page_size: MOST }, { query }).data?.results ?? [];
}

/**
 * The campaign that a target of what is shown is of, null for all; undefined where there is none:
 * several campaigns have none together, nor have some of the candidates.
 */
export function campaignOfTarget(
  filters: object,
  declared: CatalogueFilter[],
): number | null | undefined {
  let campaign: number | null = null;
  for (const filter of declared) {
    const chosen = chosenOf(filters, filter);
    if (!chosen.length) continue;
    if (filter.kind !== "campaigns" || chosen.length > 1) return undefined;
    campaign = Number(chosen[0]);
  }
  return campaign;
}

export const findTarget = (
  targets: Target[],
  metric: string,
  campaign: number | null | undefined,
): Target | undefined =>
  targets.find((one) => one.metric === metric && (one.campaign_id ?? null) === campaign);

const daysOfMonth = (day: string) => {
  const [year, month] = day.split("-").map(Number);
  return new Date(Date.UTC(year ?? 0, month ?? 1, 0)).getUTCDate();
};

/** What a target comes to over days: that of a count is for as many as they are. */
export function targetOver({ value, period }: Target, days: Days): number {
  if (!period) return value;
  const count = countDays(days);
  if (period === "day") return value * count;
  if (period === "week") return (value * count) / 7;
  let share = 0;
  for (let day = days.start; day <= days.end; day = addDays(day, 1)) share += 1 / daysOfMonth(day);
  return value * share;
}

/** What a target comes to in a bucket that is whole. */
export function targetOfBucket(
  target: Target,
  points: Pick<ChartPoint, "bucket_start">[],
  granularity: Granularity,
): number {
  const start = points[0]?.bucket_start.slice(0, 10) ?? "2026-01-01";
  const over = (count: number) => targetOver(target, { start, end: addDays(start, count - 1) });
  switch (granularity) {
    case "hour":
      return target.period ? over(1) / 24 : target.value;
    case "day":
      return over(1);
    case "week":
      return over(7);
    case "month": {
      const first = `${start.slice(0, 7)}-01`;
      return targetOver(target, { start: first, end: addDays(first, daysOfMonth(first) - 1) });
    }
  }
}
