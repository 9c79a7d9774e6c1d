// Calendar days as the API writes them, YYYY-MM-DD. Text, not Date: a day has no time zone.
import type { Granularity } from "./api/model";

export interface Days {
  start: string;
  end: string;
}

const DAY_MS = 86_400_000;

const toDate = (day: string) => new Date(`${day}T00:00:00Z`);
const toDay = (date: Date) => date.toISOString().slice(0, 10);

export const addDays = (day: string, count: number) =>
  toDay(new Date(toDate(day).getTime() + count * DAY_MS));

/** How many days a range has, both ends included. */
export const countDays = ({ start, end }: Days) =>
  (toDate(end).getTime() - toDate(start).getTime()) / DAY_MS + 1;

/** Today in a time zone; where the browser does not know the zone, today in UTC. */
export function today(zone: string, now = new Date()): string {
  try {
    // Swedish writes days the way the API does.
    return new Intl.DateTimeFormat("sv", { timeZone: zone, dateStyle: "short" }).format(now);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return toDay(now);
  }
}

/** Whether the text is a whole calendar day of a year that a call may lie in. */
export function isDay(text: string): boolean {
  if (!/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return false;
  const date = toDate(text);
  // Some browsers read 30 February as 2 March.
  return !Number.isNaN(date.getTime()) && toDay(date) === text;
}

export const MAX_YEARS = 5;

/** What is wrong with a range, and with which end of it; null for one that the API takes. */
export function findDaysFault({ start, end }: Days): { field: keyof Days; detail: string } | null {
  if (!isDay(start)) return { field: "start", detail: "Enter a whole start date, from 1900 on." };
  if (!isDay(end)) return { field: "end", detail: "Enter a whole end date, from 1900 on." };
  if (end < start) return { field: "end", detail: "The end is before the start." };
  const tooLate = `${Number(start.slice(0, 4)) + MAX_YEARS}${start.slice(4)}`;
  if (end < tooLate) return null;
  return { field: "end", detail: `The range is longer than ${MAX_YEARS} years.` };
}

/** What the API makes of the granularity `auto`. */
export function chooseGranularity(days: number): Granularity {
  if (days <= 2) return "hour";
  if (days <= 92) return "day";
  return days <= 366 ? "week" : "month";
}

export const MAX_BUCKETS = 800;

/** Whether the API refuses buckets this short over this many days. */
export function hasTooManyBuckets(granularity: Granularity, days: number): boolean {
  // Weeks and months stay below in every range that the API takes.
  if (granularity === "hour") return days > Math.floor(MAX_BUCKETS / 24);
  return granularity === "day" && days > MAX_BUCKETS;
}

const monthStart = (day: string) => `${day.slice(0, 7)}-01`;

const monthEnd = (day: string) => addDays(addMonths(monthStart(day), 1), -1);

/** The same day so many months later; the last one of a month that is shorter. */
function addMonths(day: string, count: number): string {
  const first = toDate(monthStart(day));
  first.setUTCMonth(first.getUTCMonth() + count);
  const last = new Date(first);
  last.setUTCMonth(last.getUTCMonth() + 1, 0);
  return toDay(first).slice(0, 8) + toTwo(Math.min(Number(day.slice(8)), last.getUTCDate()));
}

const toTwo = (number: number) => String(number).padStart(2, "0");

function weekStart(day: string): string {
  const sinceMonday = (toDate(day).getUTCDay() + 6) % 7;
  return addDays(day, -sinceMonday);
}

function quarterStart(day: string): string {
  const month = Number(day.slice(5, 7));
  return `${day.slice(0, 5)}${toTwo(month - ((month - 1) % 3))}-01`;
}

/** Ranges that another one can be compared with, by the API's names. */
export type Comparison =
  "none" | "previous_period" | "previous_week" | "previous_month" | "previous_year" | "custom";

export interface Preset {
  /** In the address, so that a bookmark of it means other days tomorrow. */
  name: string;
  label: string;
  days: (today: string) => Days;
  /** What it is most like: days of the week with the same ones, months with months. */
  comparison: Comparison;
}

const upTo =
  (start: (today: string) => string) =>
  (today: string): Days => ({ start: start(today), end: today });

const last = (count: number) => upTo((today) => addDays(today, 1 - count));

export const DEFAULT_PRESET = "last_30_days";

export const PRESETS: Preset[] = [
  { name: "today", label: "Today", days: last(1), comparison: "previous_week" },
  {
    name: "yesterday",
    label: "Yesterday",
    days: (today) => ({ start: addDays(today, -1), end: addDays(today, -1) }),
    comparison: "previous_week",
  },
  { name: "last_7_days", label: "Last 7 days", days: last(7), comparison: "previous_week" },
  {
    name: DEFAULT_PRESET,
    label: "Last 30 days",
    days: last(30),
    comparison: "previous_period",
  },
  { name: "last_90_days", label: "Last 90 days", days: last(90), comparison: "previous_period" },
  { name: "last_365_days", label: "Last 365 days", days: last(365), comparison: "previous_year" },
  { name: "this_week", label: "This week", days: upTo(weekStart), comparison: "previous_week" },
  {
    name: "last_week",
    label: "Last week",
    days: (today) => ({ start: addDays(weekStart(today), -7), end: addDays(weekStart(today), -1) }),
    comparison: "previous_week",
  },
  { name: "this_month", label: "This month", days: upTo(monthStart), comparison: "previous_month" },
  {
    name: "last_month",
    label: "Last month",
    days: (today) => {
      const end = addDays(monthStart(today), -1);
      return { start: monthStart(end), end };
    },
    comparison: "previous_month",
  },
  {
    name: "this_quarter",
    label: "This quarter",
    days: upTo(quarterStart),
    comparison: "previous_year",
  },
  {
    name: "this_year",
    label: "This year",
    days: upTo((today) => `${today.slice(0, 4)}-01-01`),
    comparison: "previous_year",
  },
];

export const findPreset = (name: string | undefined) => PRESETS.find((one) => one.name === name);

const isWholeMonths = ({ start, end }: Days) =>
  start === monthStart(start) && end === monthEnd(end);

const countMonths = ({ start, end }: Days) =>
  (Number(end.slice(0, 4)) - Number(start.slice(0, 4))) * 12 +
  (Number(end.slice(5, 7)) - Number(start.slice(5, 7))) +
  1;

/** The days that a range is compared with, as the API works them out; null: none, or one's own. */
export function comparedDays(comparison: Comparison, days: Days): Days | null {
  const shift = (by: (day: string) => string) => ({ start: by(days.start), end: by(days.end) });
  const count = countDays(days);
  switch (comparison) {
    case "previous_period":
      return shift((day) => addDays(day, -count));
    case "previous_week":
      return shift((day) => addDays(day, -7 * Math.ceil(count / 7)));
    case "previous_month": {
      if (!isWholeMonths(days)) return shift((day) => addMonths(day, -1));
      const months = countMonths(days);
      return { start: addMonths(days.start, -months), end: addDays(days.start, -1) };
    }
    case "previous_year":
      return shift((day) => addMonths(day, -12));
    default:
      return null;
  }
}
