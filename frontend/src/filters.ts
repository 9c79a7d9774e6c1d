// What the filters of the address come to, and how it is said.
import { chosenOf, questionOf, type Filters } from "./address";
import type {
  CatalogueFilter,
  Filters as ResolvedFilters,
  GetDashboardParams,
  Granularity,
} from "./api/model";
import {
  addDays,
  chooseGranularity,
  comparedDays,
  countDays,
  DEFAULT_PRESET,
  findDaysFault,
  findPreset,
  today,
  type Comparison,
  type Days,
  type Preset,
} from "./dates";
import { formatCount, formatDays, formatDaysBeside, humanize } from "./format";
import { splitName } from "./names";
import type { Organization } from "./start";

const DEFAULT_DAYS = 30;
/** Letters of a campaign's name that a button has room for. */
const MAX_LABEL = 24;

/** The filters with nothing left to default; `auto` is what an automatic granularity comes to. */
export interface ShownFilters {
  organization: Organization | undefined;
  zone: string;
  today: string;
  /** What is asked for: parameters of the API. */
  question: GetDashboardParams;
  /** The preset that the address names, or means by naming no days. */
  preset: Preset | undefined;
  days: Days;
  /** How many days there are; 0 where they are no range. */
  dayCount: number;
  auto: Granularity;
  comparison: Comparison;
  /** The days that are compared with, where they are known; the server may cut them. */
  compared: Days | null;
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
  const thisDay = today(zone, now);
  const question = questionOf(filters, thisDay);
  const hasDays = question.start_date !== undefined || question.end_date !== undefined;
  const preset = findPreset(filters.range ?? (hasDays ? undefined : DEFAULT_PRESET));
  const end = question.end_date ?? resolved?.end_date ?? thisDay;
  const monthBefore = () =>
    findDaysFault({ start: end, end }) ? "" : addDays(end, 1 - DEFAULT_DAYS);
  const days = { start: question.start_date ?? resolved?.start_date ?? monthBefore(), end };
  const dayCount = findDaysFault(days) ? 0 : countDays(days);
  const chosen = isAuto(filters) ? resolved?.granularity : undefined;
  const comparison = (filters.compare ?? "none") as Comparison;
  return {
    organization,
    zone,
    today: thisDay,
    question,
    preset,
    days,
    dayCount,
    auto: chosen ?? chooseGranularity(dayCount),
    comparison,
    compared: dayCount ? daysCompared(filters, comparison, days) : null,
  };
}

function daysCompared(filters: Filters, comparison: Comparison, days: Days): Days | null {
  if (comparison !== "custom") return comparedDays(comparison, days);
  const own = { start: filters.compare_start_date ?? "", end: filters.compare_end_date ?? "" };
  return findDaysFault(own) ? null : own;
}

const isAuto = ({ granularity = "auto" }: Filters) => granularity === "auto";

/** The address that shows the same days tomorrow, and the same to someone of other organisations. */
export function pinFilters(filters: Filters, { organization, zone, days }: ShownFilters): Filters {
  const pinned: Filters = {
    ...filters,
    view: undefined,
    range: undefined,
    start_date: days.start,
    end_date: days.end,
    timezone: zone,
  };
  if (organization) pinned.org_id = organization.id;
  return pinned;
}

/** The address that shows the same preset tomorrow; null where the days are no preset's. */
export function rollFilters(filters: Filters, shown: ShownFilters): Filters | null {
  const { preset, organization } = shown;
  const rolling = { ...filters, view: undefined, org_id: organization?.id };
  return preset ? { ...rolling, range: preset.name } : null;
}

const NO_RANGE = "No valid range";

/** A range for a button: the preset's name, else the days. */
export const labelDays = ({ preset, days }: Pick<ShownFilters, "preset" | "days">) =>
  preset?.label ?? describeDays(days);

export const describeDays = (days: Days) =>
  findDaysFault(days) ? NO_RANGE : formatDays(days.start, days.end);

/** What the days are compared with, beside them: "vs Sep 27 – Oct 26". */
export const labelCompared = ({ compared, days }: Pick<ShownFilters, "compared" | "days">) =>
  compared && `vs ${formatDaysBeside(compared.start, compared.end, days.end)}`;

/** The kinds of comparison in words. */
export function nameComparison(comparison: Comparison, dayCount: number): string {
  switch (comparison) {
    case "previous_period":
      return dayCount === 1 ? "The day before" : `The ${dayCount} days before`;
    case "previous_week":
      return "Same weekdays before";
    case "previous_month":
      return "Same days a month earlier";
    case "previous_year":
      return "Same days a year earlier";
    case "custom":
      return "Other dates";
    case "none":
      return "Nothing";
  }
}

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
  if (first === undefined) return nameAll(filter);
  if (filter.kind === "campaigns") {
    if (chosen.length > 1) return `${formatCount(chosen.length)} campaigns`;
    const { beginning, end } = splitName(nameCampaign(first, names), MAX_LABEL);
    return beginning ? `… ${end}` : end;
  }
  if (chosen.length > 1) {
    return `${chosen.length} of ${filter.choices.length} ${filter.label.toLowerCase()}s`;
  }
  return describeChosen(filter, chosen, names);
}

/** Nothing chosen of a filter, in words that name the filter where it has a plural. */
function nameAll({ kind, label }: CatalogueFilter): string {
  if (kind === "campaigns") return `All ${label.toLowerCase()}`;
  return kind === "many" ? `All ${label.toLowerCase()}s` : "All";
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
  const { dayCount, comparison } = shown;
  return [
    describeDays(shown.days),
    ...describeDeclared(filters, declared, names),
    `by ${isAuto(filters) ? shown.auto : filters.granularity}`,
    shown.zone,
    ...(comparison === "none"
      ? []
      : [`compared with ${lowerFirst(nameComparison(comparison, dayCount))}`]),
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

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
