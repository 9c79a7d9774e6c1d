// Numbers and times for people. The words are English throughout; digits are grouped and divided as
// the reader's language does it, and the clock is theirs, of 12 hours or of 24.
import type { Granularity } from "./api/model";

const language = typeof navigator === "undefined" ? "en-US" : navigator.language;

/** Dates as the reader's own English writes them, else as American English does. */
const english = /^en\b/i.test(language) ? language : "en-US";

/** The one minus sign, of the width of a plus. */
const MINUS = "−";

type Format = (value: number) => string;

/** Whatever a language writes for minus, it is one sign here, and digits are these ten. */
function numberFormat(options: Intl.NumberFormatOptions): Format {
  const format = new Intl.NumberFormat(language, { ...options, numberingSystem: "latn" });
  const smallest = 0.5 / 10 ** (options.maximumFractionDigits ?? 0);
  return (value) => {
    const text = format.format(Math.abs(value));
    // What rounds to 0 has no sign.
    return value <= -smallest ? MINUS + text : text;
  };
}

const fixed = (digits: number) =>
  numberFormat({ minimumFractionDigits: digits, maximumFractionDigits: digits });

const whole = fixed(0);
const oneDecimal = fixed(1);

/** Stands where there is no value; what reads aloud says "no value" instead. */
export const NOTHING = "–";

export const formatCount = whole;
export const formatDecimal = numberFormat({ maximumFractionDigits: 2 });
/** For the axes of charts, where there is little room. */
export const formatCompact = numberFormat({ notation: "compact", maximumFractionDigits: 2 });

/** A rate, 42.0%. */
export const formatPercent = (fraction: number) => `${oneDecimal(100 * fraction)}%`;
/** Of an axis, an interval or a cell: 42%. */
export const formatWholePercent = (fraction: number) => `${whole(100 * fraction)}%`;
/** The interval of a rate, 39% – 45%. */
export const formatInterval = (low: number, high: number) =>
  `${formatWholePercent(low)} – ${formatWholePercent(high)}`;

/** A number that is added or taken away, with its sign: +5, −9, 0. */
export function formatSigned(value: number, format: Format = whole): string {
  const text = format(value);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** From here on a change is said as a multiple. */
const MOST_PERCENT = 2;

/** How much more or less than before: +4.2%, −12.0%, ×4.0. `before` is not 0. */
export function formatRelative(now: number, before: number, digits: 0 | 1 = 1): string {
  const change = now / before - 1;
  if (change > MOST_PERCENT) return `×${oneDecimal(now / before)}`;
  return formatSigned(change, digits ? formatPercent : formatWholePercent);
}

/** A change between two rates, in percentage points: +0.4 pp. */
export const formatPoints = (difference: number) =>
  `${formatSigned(100 * difference, oneDecimal)} pp`;

/** A stretch of time in its two largest units: 3d 4h, 1d 0h, 2h 5m, 4m 12s, 8s. */
export function formatDuration(seconds: number): string {
  const rest = Math.round(seconds);
  const parts: [string, number][] = [
    ["d", Math.floor(rest / 86_400)],
    ["h", Math.floor(rest / 3600) % 24],
    ["m", Math.floor(rest / 60) % 60],
    ["s", rest % 60],
  ];
  const first = parts.findIndex(([, value]) => value > 0);
  if (first < 0) return "0s";
  return parts
    .slice(first, first + 2)
    .filter(([name, value]) => value > 0 || name === "h") // A bare "1d" may be a day and 59 m.
    .map(([name, value]) => whole(value) + name)
    .join(" ");
}

/** Hours and minutes, however many hours: what people plan work in. */
export function formatHours(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return formatDuration(seconds);
  return `${whole(Math.floor(minutes / 60))}h ${minutes % 60}m`;
}

/**
 * The wall clock of an instant that the server wrote, as a date in UTC. The server has worked out
 * the local time with its own rules; formatting that text needs none of the browser's, which may
 * be older or not know the zone.
 */
function wallClock(instant: string): Date {
  return new Date(`${instant.slice(0, 19)}Z`);
}

/** Intl separates some parts by narrow spaces, which differ from browser to browser. */
const plain = (text: string) => text.replace(/[\u2009\u202f\u00a0]/g, " ");

const usesHalves =
  new Intl.DateTimeFormat(language, { hour: "numeric" }).resolvedOptions().hour12 ?? false;

interface DateFormat {
  format: (date: Date) => string;
  formatRange: (start: Date, end: Date) => string;
}

function dateFormat(options: Intl.DateTimeFormatOptions, timeZone = "UTC"): DateFormat {
  const clock = options.hour || options.timeStyle ? { hour12: usesHalves } : {};
  const format = new Intl.DateTimeFormat(english, { ...options, ...clock, timeZone });
  return {
    format: (date) => plain(format.format(date)),
    formatRange: (start, end) => plain(format.formatRange(start, end)),
  };
}

const dayAndMonth = dateFormat({ day: "numeric", month: "short" });
const brief = dateFormat({ day: "numeric", month: "short", year: "numeric" });
const month = dateFormat({ month: "short", year: "numeric" });
const clock = dateFormat({ hour: "numeric", minute: "2-digit" });
const long = dateFormat({ weekday: "short", day: "numeric", month: "short", year: "numeric" });
const monthName = dateFormat({ month: "long", year: "numeric" });

/** From here on a day and its month may come twice, or nearly so. */
const DAYS_WITH_YEARS = 365;

/** A bucket on an axis; of hours, those that `quarterTicks` chooses: days where they begin. */
export function formatTick(bucketStart: string, granularity: Granularity, days: number): string {
  const start = wallClock(bucketStart);
  if (granularity === "month") return month.format(start);
  if (granularity === "hour" && (days <= 1 || quarterOfDay(bucketStart) > 0))
    return clock.format(start);
  return (days < DAYS_WITH_YEARS ? dayAndMonth : brief).format(start);
}

/** Which of the four quarters of its day a bucket begins in, by the server's clock: 0 to 3. */
export const quarterOfDay = (bucketStart: string) =>
  Math.floor(Number(bucketStart.slice(11, 13)) / 6);

/** A bucket in a tooltip or a table: unmistakable, also where an hour comes twice. */
export function formatBucket(
  bucket: { bucket_start: string; bucket_end: string },
  granularity: Granularity,
): string {
  const start = wallClock(bucket.bucket_start);
  switch (granularity) {
    case "hour": {
      const offset = bucket.bucket_start.slice(19).replace("Z", "+00:00");
      const end = clock.format(wallClock(bucket.bucket_end));
      return `${long.format(start)}, ${clock.format(start)} – ${end} (${offset})`;
    }
    case "day":
      return long.format(start);
    case "week": {
      // The last day is the one right before the end, which is the first instant after it.
      const last = new Date(wallClock(bucket.bucket_end).getTime() - 1);
      return long.formatRange(start, last);
    }
    case "month":
      return monthName.format(start);
  }
}

const toDate = (day: string) => new Date(`${day}T00:00:00Z`);

/** A calendar day, YYYY-MM-DD: Wed, Nov 25, 2026. */
export const formatDay = (day: string) => long.format(toDate(day));

/** A day of a year that is known: Nov 25. */
export const formatShortDay = (day: string) => dayAndMonth.format(toDate(day));

/** Days, both included: Oct 27 – Nov 25, 2026. */
export const formatDays = (start: string, end: string) =>
  brief.formatRange(toDate(start), toDate(end));

/** Days beside others that name the year, where it is the same: Sep 27 – Oct 26. */
export function formatDaysBeside(start: string, end: string, other: string): string {
  const years = new Set([start, end, other].map((day) => day.slice(0, 4)));
  return (years.size > 1 ? brief : dayAndMonth).formatRange(toDate(start), toDate(end));
}

/** Formats instants in a zone; in UTC, and saying so, where the browser does not know the zone. */
function inZone(options: Intl.DateTimeFormatOptions) {
  return (instant: string, zone: string): string => {
    const date = new Date(instant);
    try {
      return dateFormat(options, zone).format(date);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return `${dateFormat(options).format(date)} UTC`;
    }
  };
}

/** The time of an instant in a zone: 5:38 PM. */
export const formatTime = inZone({ hour: "numeric", minute: "2-digit" });
/** The day of an instant in a zone: Nov 25, 2026. */
export const formatDayIn = inZone({ dateStyle: "medium" });
/** An instant in a zone, to the second. */
export const formatInstant = inZone({ dateStyle: "medium", timeStyle: "medium" });

/** The time of day of an instant that the server wrote in the zone that was asked for. */
export const formatClock = (instant: string) => clock.format(wallClock(instant));

const weekdayName = dateFormat({ weekday: "long" });
const shortWeekday = dateFormat({ weekday: "short" });
const hourName = dateFormat({ hour: "numeric" });

/** A day of which the year does not matter, by its weekday: 1 is Monday. */
const someWeekday = (weekday: number) => new Date(Date.UTC(2024, 0, weekday));

/** A weekday, 1 is Monday: Tuesday. */
export const formatWeekday = (weekday: number) => weekdayName.format(someWeekday(weekday));
/** For heads of columns: Tue. */
export const formatShortWeekday = (weekday: number) => shortWeekday.format(someWeekday(weekday));

/** An hour of the day, 0 to 24, by the reader's clock: 9 AM, noon, midnight; or 09:00. */
export function formatHour(hour: number): string {
  if (!usesHalves) return `${String(hour).padStart(2, "0")}:00`;
  if (hour % 12 === 0) return hour === 12 ? "noon" : "midnight";
  return hourName.format(new Date(Date.UTC(2024, 0, 1, hour)));
}

/** The same for heads of columns, where there is room for two digits: 9, or 09. */
export const formatShortHour = (hour: number) =>
  usesHalves ? String(hour % 12 || 12) : String(hour).padStart(2, "0");

/** A name of the API in words: `not_interested` is "Not interested". */
export function humanize(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const wallClockTime = dateFormat({ dateStyle: "medium", timeStyle: "short" });

/** An instant that the server wrote in the zone that was asked for, as that zone's clock has it. */
export const formatWallClock = (instant: string) => wallClockTime.format(wallClock(instant));

export const formatBoolean = (value: boolean) => (value ? "yes" : "no");
