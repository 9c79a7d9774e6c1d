// What the filters of the address come to, and how it is said.
import type { Filters } from "./address";
import {
  CandidateSource,
  type Filters as ResolvedFilters,
  type Granularity,
  type PreviousPeriod,
} from "./api/model";
import {
  addDays,
  chooseGranularity,
  countDays,
  findDaysFault,
  findPreset,
  today,
  type Days,
} from "./dates";
import { formatDays, formatShortDays, formatWallClock } from "./format";
import { splitName } from "./names";
import type { Organization } from "./start";

const DEFAULT_DAYS = 30;
/** Letters of a campaign's name that a button has room for. */
const MAX_LABEL = 24;

export const SOURCES: Record<CandidateSource, string> = {
  applied: "Applied",
  sourced: "Sourced",
  rediscovered: "Rediscovered",
  referred: "Referred",
  internal: "Internal",
};

export const GRANULARITIES: Record<Granularity, string> = {
  hour: "Hour",
  day: "Day",
  week: "Week",
  month: "Month",
};

/** An address may say what there is no label for. */
const labelOf = (labels: Record<string, string>, value: string) => labels[value] ?? value;

/** The filters with nothing left to default; `auto` is what an automatic granularity comes to. */
export interface ShownFilters {
  organization: Organization | undefined;
  zone: string;
  days: Days;
  /** How many days there are; 0 where they are no range. */
  dayCount: number;
  auto: Granularity;
}

/**
 * What is shown for filters: what the address says, then what the server resolved, then, until it
 * answers, the API's defaults.
 */
export function showFilters(
  filters: Filters,
  organizations: Organization[],
  resolved: ResolvedFilters | undefined,
  now = new Date(),
): ShownFilters {
  const id = filters.org_id ?? resolved?.org_id ?? organizations[0]?.id;
  const organization = organizations.find((one) => one.id === id);
  const zone = filters.timezone ?? resolved?.timezone ?? organization?.timezone ?? "UTC";
  const end = filters.end_date ?? resolved?.end_date ?? today(zone, now);
  const monthBefore = () => (findDaysFault({ start: end, end }) ? "" : addDays(end, 1 - DEFAULT_DAYS));
  const start = filters.start_date ?? resolved?.start_date ?? monthBefore();
  const days = { start, end };
  const dayCount = findDaysFault(days) ? 0 : countDays(days);
  const chosen = isAuto(filters) ? resolved?.granularity : undefined;
  return { organization, zone, days, dayCount, auto: chosen ?? chooseGranularity(dayCount) };
}

const isAuto = ({ granularity = "auto" }: Filters) => granularity === "auto";

/** The address that shows the same tomorrow, and to someone of other organisations. */
export function pinFilters(filters: Filters, { organization, zone, days }: ShownFilters): Filters {
  const pinned: Filters = { ...filters, start_date: days.start, end_date: days.end, timezone: zone };
  if (organization) pinned.org_id = organization.id;
  return pinned;
}

const NO_RANGE = "No valid range";

/** A range for a button: the preset's name, else the days. */
export function labelDays(days: Days, today: string): string {
  if (findDaysFault(days)) return NO_RANGE;
  return findPreset(days, today)?.label ?? formatShortDays(days.start, days.end);
}

export const describeDays = (days: Days) =>
  findDaysFault(days) ? NO_RANGE : formatDays(days.start, days.end);

export function labelGranularity({ granularity = "auto" }: Filters, shown: ShownFilters): string {
  return granularity === "auto" ? `Auto (${shown.auto})` : labelOf(GRANULARITIES, granularity);
}

export function labelCampaigns(ids: number[], names: Map<number, string>): string {
  const [first] = ids;
  if (first === undefined) return "All";
  if (ids.length > 1) return `${ids.length} chosen`;
  const { beginning, end } = splitName(nameCampaign(first, names), MAX_LABEL);
  return beginning ? `… ${end}` : end;
}

export const nameCampaign = (id: number, names: Map<number, string>) =>
  names.get(id) ?? `Campaign ${id}`;

/** Never much wider than one source: the label changes while its own panel is open below it. */
export function labelSources(sources: CandidateSource[]): string {
  const [first] = sources;
  if (first === undefined) return "All";
  if (sources.length === 1) return labelOf(SOURCES, first);
  return `${sources.length} of ${Object.keys(SOURCES).length}`;
}

export const listSources = (sources: CandidateSource[]) =>
  sources.map((source) => labelOf(SOURCES, source)).join(", ");

/** The filters that an answer is of, in words. */
export const describeResolved = (resolved: ResolvedFilters, organizations: Organization[]) =>
  describeFilters(resolved, showFilters(resolved, organizations, resolved), new Map()).join(", ");

/** All of the filters in words, for paper and for where the controls are folded away. */
export function describeFilters(
  filters: Filters,
  shown: ShownFilters,
  names: Map<number, string>,
): string[] {
  const campaigns = filters.campaign_ids ?? [];
  const named = campaigns.filter((id) => names.has(id)).map((id) => nameCampaign(id, names));
  const unnamed = campaigns.length - named.length;
  if (unnamed) named.push(named.length ? `${unnamed} more` : `${unnamed} campaigns`);
  const sources = filters.candidate_filter ?? [];
  const { start, end } = shown.days;
  return [
    findDaysFault(shown.days) ? NO_RANGE : formatShortDays(start, end),
    campaigns.length ? `campaigns: ${named.join(", ")}` : "all campaigns",
    sources.length ? `candidates: ${listSources(sources)}` : "all candidates",
    `by ${isAuto(filters) ? shown.auto : filters.granularity}`,
    shown.zone,
    ...(filters.compare === "previous_period" ? ["compared with the days before"] : []),
    ...(shown.organization ? [shown.organization.name] : []),
  ];
}

/** What the numbers are compared with: whole days, or all before the time of day that it is now. */
export function describePrevious(previous: Omit<PreviousPeriod, "scalars">): string {
  const { start_date, end_date, start, end, is_cut } = previous;
  if (!is_cut) return `Compared with ${formatDays(start_date, end_date)}.`;
  return `Compared with ${formatWallClock(start)} to ${formatWallClock(end)}, the same time of day as now.`;
}
