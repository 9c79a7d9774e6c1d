// What changed, in plain sentences.
import type { Unit } from "../api/model";
import { formatCount, formatPoints } from "../format";
import { formatValue, isRate } from "../metrics";
import { addsOf, type Changes, type Contribution } from "./changes";

export interface Changed {
  metric: { label: string; unit: Unit; of: string[] };
  campaigns: Changes;
  sources: Changes | null;
}

/** How a number of this unit is said where it is added to another: "+0.4 pp", "−25", "0". */
export function formatAdded(value: number, unit: Unit): string {
  if (unit === "percent") return formatPoints(value);
  const sign = value > 0 ? "+" : value < 0 ? MINUS : "";
  return sign + formatValue(Math.abs(value), unit);
}

const MINUS = "−";

/** Names, with "and" before the last. */
function listNames(parts: Contribution[]): string {
  const names = parts.slice(0, 2).map(({ label }) => label);
  const more = parts.length - names.length;
  if (more) names.push(`${formatCount(more)} more`);
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names.join("");
}

/** The one row that made most of the change, where one stands out: a sixth of it, and in its direction. */
export function findLargest({ now, before, parts }: Changes): Contribution | null {
  const [largest] = parts;
  const change = now - before;
  if (!largest || parts.length < 2 || addsOf(largest) * change <= 0) return null;
  return Math.abs(addsOf(largest)) * 6 >= Math.abs(change) ? largest : null;
}

/**
 * Where the change comes from, as the end of a sentence: "9 of the 25 fewer come from Nurses Berlin";
 * null where nothing changed, where it may be chance, or where no campaign stands out.
 */
export function sayWhere(changes: Changes, unit: Unit): string | null {
  const largest = findLargest(changes);
  if (!largest || changes.isNoise) return null;
  const change = changes.now - changes.before;
  const adds = addsOf(largest);
  if (Math.abs(adds) > Math.abs(change)) {
    return `${largest.label} alone ${change < 0 ? "took" : "added"} ${say(adds, unit)}`;
  }
  const some = adds === change ? "all" : `${saySome(adds, unit)} of the`;
  return `${some} ${say(change, unit)} ${wordOf(change, unit)} come from ${largest.label}`;
}

const say = (value: number, unit: Unit) => formatAdded(value, unit).replace(/^[+−]/, "");

/** A part beside a whole that says the unit. */
const saySome = (value: number, unit: Unit) => say(value, unit).replace(" pp", "");

function wordOf(change: number, unit: Unit): string {
  if (unit === "percent") return change < 0 ? "fall" : "rise";
  if (unit === "count") return change < 0 ? "fewer" : "more";
  return change < 0 ? "less" : "more";
}

/** The sentences above the tables of what changed. */
export function sayChanges(changed: Changed): string {
  const { metric, campaigns } = changed;
  const sentences =
    metric.unit === "percent" ? sayNoise(changed) : [sayAmount(campaigns, metric.unit)];
  const ofShare = metric.unit === "percent" && !campaigns.isNoise && sayShare(campaigns, metric.of);
  const named = ofShare ? [ofShare] : sayPresence(campaigns, metric.unit);
  return [...sentences, ...named, ...sayDirection(changed)].join(" ");
}

/** "25 fewer than before, 9 of them in Nurses Berlin." */
function sayAmount(changes: Changes, unit: Unit): string {
  const change = changes.now - changes.before;
  const amount =
    change === 0
      ? "The same as before"
      : `${say(change, unit)} ${wordOf(change, unit)} than before`;
  const largest = findLargest(changes);
  if (!largest) return `${amount}${sayAgainst(changes, unit)}.`;
  const adds = addsOf(largest);
  if (Math.abs(adds) > Math.abs(change)) {
    return `${amount}; ${largest.label} alone ${say(adds, unit)} ${wordOf(change, unit)}.`;
  }
  const some =
    adds === change ? "all" : `${say(adds, unit)} of ${unit === "count" ? "them" : "it"}`;
  return `${amount}, ${some} in ${largest.label}.`;
}

/** The one that went furthest where others went as far the other way. */
function sayAgainst({ now, before, parts: [largest] }: Changes, unit: Unit): string {
  if (!largest || Math.abs(addsOf(largest)) * 6 < Math.abs(now - before)) return "";
  const adds = addsOf(largest);
  if (adds === 0 || largest.presence !== "both") return "";
  return `, though ${largest.label} ${adds < 0 ? "took" : "added"} ${say(adds, unit)}`;
}

/** As many of a hundred differences lie beyond noise by chance alone. */
const CHANCE = 0.05;

/** Whether the whole rate differs beyond noise, and which rows do. */
function sayNoise({ campaigns, sources }: Changed): string[] {
  const compared = [...campaigns.parts, ...(sources?.parts ?? [])].filter(
    ({ isNoise }) => isNoise !== null,
  );
  const beyond = compared.filter(({ isNoise }) => isNoise === false);
  const isNamed = beyond.length > CHANCE * compared.length;
  if (campaigns.isNoise === null) return [];
  if (!campaigns.isNoise && isNamed) return [sayBeyond(campaigns, beyond)];
  if (isNamed) return [`Within noise as a whole, beyond it in ${listNames(beyond)}.`];
  const more = beyond.length ? "no more campaigns and sources than by chance" : null;
  if (!campaigns.isNoise) {
    return [`Beyond noise as a whole, in ${more ?? "no campaign or source alone"}.`];
  }
  return [
    more
      ? `Within noise as a whole, beyond it in ${more}.`
      : "Nothing beyond noise, neither the whole nor any campaign or source.",
  ];
}

function sayBeyond(campaigns: Changes, beyond: Contribution[]): string {
  const sentence = `Beyond noise as a whole, and in ${listNames(beyond)}.`;
  const where = sayWhere(campaigns, "percent");
  return where ? `${sentence} ${where}.` : sentence;
}

/** The row whose share of the whole did more to a rate than any row's own rate, where there is one. */
function sayShare({ parts, before, now }: Changes, [numerator = ""]: string[]): string | null {
  const [largest] = parts;
  if (!largest || parts.length < 2 || Math.abs(largest.mix) <= Math.abs(largest.own)) return null;
  if (Math.abs(addsOf(largest)) < 0.002) return null;
  const rate = largest.now ?? largest.before ?? 0;
  const isLow = rate < (before + now) / 2;
  const isDown = largest.mix < 0;
  const { value } = largest;
  const counted =
    value !== undefined && isRate(value)
      ? ` (${formatCount(value.numerator)} ${numerator} of ${formatCount(value.denominator)})`
      : "";
  const share = isLow === isDown ? "larger" : "smaller";
  return `The rate is ${isLow ? "low" : "high"} in ${largest.label}${counted}, so its ${share} share pulls the whole ${isDown ? "down" : "up"}.`;
}

/** What campaigns that there were not before, or are no more, added or took; the largest of each. */
function sayPresence({ parts }: Changes, unit: Unit): string[] {
  if (unit === "percent") return [];
  const first = (presence: Contribution["presence"]) =>
    parts.find((part) => part.presence === presence && addsOf(part) !== 0);
  const [added, ended] = [first("new"), first("ended")];
  return [
    ...(added ? [`${added.label}, without calls before, added ${say(addsOf(added), unit)}.`] : []),
    ...(ended ? [`${ended.label}, without calls now, took ${say(addsOf(ended), unit)}.`] : []),
  ];
}

/** Where every source went the same way. */
function sayDirection({ metric, sources }: Changed): string[] {
  if (metric.unit === "percent" || !sources) return [];
  const moved = sources.parts.filter((part) => addsOf(part) !== 0);
  if (moved.length < 3 || moved.length < sources.parts.length - 1) return [];
  const isDown = moved.every((part) => addsOf(part) < 0);
  if (!isDown && !moved.every((part) => addsOf(part) > 0)) return [];
  return [`Every source gave ${wordOf(isDown ? -1 : 1, metric.unit)}.`];
}
