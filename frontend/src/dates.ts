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

export interface Preset {
  label: string;
  days: (today: string) => Days;
}

const last = (count: number) => (today: string) => ({
  start: addDays(today, 1 - count),
  end: today,
});

const monthStart = (day: string) => `${day.slice(0, 7)}-01`;

function weekStart(day: string): string {
  const sinceMonday = (toDate(day).getUTCDay() + 6) % 7;
  return addDays(day, -sinceMonday);
}

export const PRESETS: Preset[] = [
  { label: "Today", days: last(1) },
  { label: "Yesterday", days: (today) => ({ start: addDays(today, -1), end: addDays(today, -1) }) },
  { label: "Last 7 days", days: last(7) },
  { label: "Last 30 days", days: last(30) },
  { label: "Last 90 days", days: last(90) },
  { label: "Last 365 days", days: last(365) },
  { label: "This week", days: (today) => ({ start: weekStart(today), end: today }) },
  { label: "This month", days: (today) => ({ start: monthStart(today), end: today }) },
  {
    label: "Last month",
    days: (today) => {
      const end = addDays(monthStart(today), -1);
      return { start: monthStart(end), end };
    },
  },
  { label: "This year", days: (today) => ({ start: `${today.slice(0, 4)}-01-01`, end: today }) },
];

/** The first preset that means these days. */
export const findPreset = (days: Days, today: string) =>
  PRESETS.find((preset) => {
    const meant = preset.days(today);
    return meant.start === days.start && meant.end === days.end;
  });
