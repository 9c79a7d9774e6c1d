// What the filters of the address come to, and how it is said.
import { chosenOf, type Filters } from "./address";
import type {
  CatalogueFilter,
  Filters as ResolvedFilters,
  Granularity,
  PreviousPeriod,
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
import { formatDays, formatShortDays, formatWallClock, humanize } from "./format";
import { splitName } from "./names";
import type { Organization } from "./start";

const DEFAULT_DAYS = 30;
/** Letters of a campaign's name that a button has room for. */
const MAX_LABEL = 24;

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
  const monthBefore = () =>
    findDaysFault({ start: end, end }) ? "" : addDays(end, 1 - DEFAULT_DAYS);
  const start = filters.start_date ?? resolved?.start_date ?? monthBefore();
  const days = { start, end };
  const dayCount = findDaysFault(days) ? 0 : countDays(days);
  const chosen = isAuto(filters) ? resolved?.granularity : undefined;
  return { organization, zone, days, dayCount, auto: chosen ?? chooseGranularity(dayCount) };
}

const isAuto = ({ granularity = "auto" }: Filters) => granularity === "auto";

/** The address that shows the same tomorrow, and to someone of other organisations. */
export function pinFilters(filters: Filters, { organization, zone, days }: ShownFilters): Filters {
  const pinned: Filters = {
    ...filters,
    start_date: days.start,
    end_date: days.end,
    timezone: zone,
  };
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
  return granularity === "auto" ? `Auto (${shown.auto})` : humanize(granularity);
}

/** Names of campaigns by their ids, as far as they are known. */
export type Names = Map<number, string>;

export const nameCampaign = (id: string, names: Names) => names.get(Number(id)) ?? `Campaign ${id}`;

/**
 * What is chosen of a filter, for its button; never much wider than one choice: the label changes
 * while its own panel is open below it.
 */
export function labelFilter(filter: CatalogueFilter, chosen: string[], names: Names): string {
  const [first] = chosen;
  if (first === undefined) return "All";
  if (filter.kind === "campaigns") {
    if (chosen.length > 1) return `${chosen.length} chosen`;
    const { beginning, end } = splitName(nameCampaign(first, names), MAX_LABEL);
    return beginning ? `… ${end}` : end;
  }
  if (chosen.length > 1) return `${chosen.length} of ${filter.choices.length}`;
  return describeChosen(filter, chosen, names);
}

/** All that is chosen of a filter, in words. An address may say what there is no label for. */
export function describeChosen(filter: CatalogueFilter, chosen: string[], names: Names): string {
  switch (filter.kind) {
    case "campaigns": {
      const named = chosen
        .filter((id) => names.has(Number(id)))
        .map((id) => nameCampaign(id, names));
      const unnamed = chosen.length - named.length;
      if (unnamed) named.push(named.length ? `${unnamed} more` : `${unnamed} campaigns`);
      return named.join(", ");
    }
    case "range":
      return chosen.map(describeRange).join(", ");
    case "flag":
      return chosen.map((value) => FLAGS.get(value) ?? value).join(", ");
    case "text":
      return chosen.map((text) => `“${text}”`).join(", ");
    default: {
      const labels = new Map(filter.choices.map(({ value, label }) => [value, label]));
      return chosen.map((value) => labels.get(value) ?? value).join(", ");
    }
  }
}

export const FLAGS = new Map([
  ["true", "Yes"],
  ["false", "No"],
]);

/** A range as the API writes it, `least..most`; either end may be open. */
export function parseRange(text = ""): [least: string, most: string] {
  const [least = "", most = ""] = text.split("..");
  return [least, most];
}

function describeRange(text: string): string {
  const [least, most] = parseRange(text);
  if (least && most) return `${least} to ${most}`;
  return least ? `from ${least}` : `up to ${most}`;
}

/** The filters that an answer is of, in words. */
export const describeResolved = (
  resolved: ResolvedFilters,
  organizations: Organization[],
  declared: CatalogueFilter[],
) =>
  describeFilters(
    // As in an address: what was resolved has lists where nothing was chosen.
    resolved as unknown as Filters,
    showFilters(resolved as unknown as Filters, organizations, resolved),
    declared,
    new Map(),
  ).join(", ");

/** All of the filters in words, for paper and for where the controls are folded away. */
export function describeFilters(
  filters: Filters,
  shown: ShownFilters,
  declared: CatalogueFilter[],
  names: Names,
): string[] {
  const { start, end } = shown.days;
  return [
    findDaysFault(shown.days) ? NO_RANGE : formatShortDays(start, end),
    ...describeDeclared(filters, declared, names),
    `by ${isAuto(filters) ? shown.auto : filters.granularity}`,
    shown.zone,
    ...(filters.compare === "previous_period" ? ["compared with the days before"] : []),
    ...(shown.organization ? [shown.organization.name] : []),
  ];
}

/** What is chosen, by what it is about: "all candidates" where nothing about them is. */
function describeDeclared(filters: Filters, declared: CatalogueFilter[], names: Names): string[] {
  const subjects = new Set(declared.map(({ subject }) => subject));
  return [...subjects].flatMap((subject) => {
    const parts = declared.flatMap((filter) => {
      const chosen = chosenOf(filters, filter);
      if (filter.subject !== subject || !chosen.length) return [];
      return [`${filter.label.toLowerCase()}: ${describeChosen(filter, chosen, names)}`];
    });
    return parts.length ? parts : [`all ${subject}s`];
  });
}

/** What the numbers are compared with: whole days, or all before the time of day that it is now. */
export function describePrevious(previous: Omit<PreviousPeriod, "scalars">): string {
  const { start_date, end_date, start, end, is_cut } = previous;
  if (!is_cut) return `Compared with ${formatDays(start_date, end_date)}.`;
  return `Compared with ${formatWallClock(start)} to ${formatWallClock(end)}, the same time of day as now.`;
}
