// Numbers and times for people, by the browser's locale and the zone that was asked for.
import type { Granularity } from "./api/model";

const locale = typeof navigator === "undefined" ? "en" : navigator.language;

const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
const oneDecimal = new Intl.NumberFormat(locale, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const compact = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 2 });
const percent = new Intl.NumberFormat(locale, {
  style: "percent",
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const wholePercent = new Intl.NumberFormat(locale, { style: "percent" });

/** Stands where there is no value; what reads aloud says "no value" instead. */
export const NOTHING = "–";

export const formatCount = (value: number) => whole.format(value);
export const formatDecimal = (value: number) => decimal.format(value);
export const formatPercent = (fraction: number) => percent.format(fraction);
export const formatWholePercent = (fraction: number) => wholePercent.format(fraction);
/** For the axes of charts, where there is little room. */
export const formatCompact = (value: number) => compact.format(value);

function unit(name: "hour" | "minute" | "second" | "day", value: number): string {
  const style = { style: "unit", unit: name, unitDisplay: "narrow", maximumFractionDigits: 0 };
  return new Intl.NumberFormat(locale, style as Intl.NumberFormatOptions).format(value);
}

/** A stretch of time in its two largest units: 3d 4h, 1d 0h, 2h 5m, 4m 12s, 8s. */
export function formatDuration(seconds: number): string {
  const rest = Math.round(seconds);
  const parts: ["day" | "hour" | "minute" | "second", number][] = [
    ["day", Math.floor(rest / 86_400)],
    ["hour", Math.floor(rest / 3600) % 24],
    ["minute", Math.floor(rest / 60) % 60],
    ["second", rest % 60],
  ];
  const first = parts.findIndex(([, value]) => value > 0);
  if (first < 0) return unit("second", 0);
  return parts
    .slice(first, first + 2)
    .filter(([name, value]) => value > 0 || name === "hour") // A bare "1d" may be a day and 59 m.
    .map(([name, value]) => unit(name, value))
    .join(" ");
}

/** Hours and minutes, however many hours: what people plan work in. */
export function formatHours(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return formatDuration(seconds);
  return `${unit("hour", Math.floor(minutes / 60))} ${unit("minute", minutes % 60)}`;
}

const signed = new Intl.NumberFormat(locale, {
  style: "percent",
  signDisplay: "exceptZero",
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

/** A relative change, +4.2%. */
export const formatChange = (fraction: number) => signed.format(fraction);

/** A change between two rates, in percentage points. */
export function formatPoints(difference: number): string {
  const sign = difference > 0 ? "+" : difference < 0 ? "−" : "";
  return `${sign}${oneDecimal.format(Math.abs(difference) * 100)} pp`;
}

/**
 * The wall clock of an instant that the server wrote, as a date in UTC. The server has worked out
 * the local time with its own rules; formatting that text needs none of the browser's, which may
 * be older or not know the zone.
 */
function wallClock(instant: string): Date {
  return new Date(`${instant.slice(0, 19)}Z`);
}

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
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

/** A calendar day, YYYY-MM-DD. */
export const formatDay = (day: string) => long.format(new Date(`${day}T00:00:00Z`));

export const formatDays = (start: string, end: string) =>
  long.formatRange(new Date(`${start}T00:00:00Z`), new Date(`${end}T00:00:00Z`));

/** For a button, where weekdays take too much room. */
export const formatShortDays = (start: string, end: string) =>
  brief.formatRange(new Date(`${start}T00:00:00Z`), new Date(`${end}T00:00:00Z`));

/** An instant in the zone; in UTC, and saying so, where the browser does not know the zone. */
export function formatInstant(instant: string, zone: string): string {
  const options: Intl.DateTimeFormatOptions = {
    dateStyle: "medium",
    timeStyle: "medium",
  };
  const date = new Date(instant);
  try {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: zone }).format(date);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return `${new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(date)} UTC`;
  }
}

/** A name of the API in words: `not_interested` is "Not interested". */
export function humanize(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const wallClockTime = dateFormat({ dateStyle: "medium", timeStyle: "short" });

/** An instant that the server wrote in the zone that was asked for, as that zone's clock has it. */
export const formatWallClock = (instant: string) => wallClockTime.format(wallClock(instant));

export const formatBoolean = (value: boolean) => (value ? "yes" : "no");
