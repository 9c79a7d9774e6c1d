// Long names, which often begin alike: the end tells them apart.

const MAX_END = 34;

export interface SplitName {
  /** Empty where the name is short. */
  beginning: string;
  end: string;
}

/** Cuts a long name where one of its parts begins, else between words, else anywhere. */
export function splitName(name: string, maxEnd = MAX_END): SplitName {
  if (name.length <= maxEnd) return { beginning: "", end: name };
  for (const boundary of [/(?:, | [–|-] |: )/g, /[\s_/.,–-]+/g]) {
    const cuts = [...name.matchAll(boundary)].map((found) => found.index + found[0].length);
    const cut = cuts.find((index) => index < name.length && name.length - index <= maxEnd);
    if (cut !== undefined) return { beginning: name.slice(0, cut), end: name.slice(cut) };
  }
  return { beginning: name.slice(0, -maxEnd), end: name.slice(-maxEnd) };
}

/** The words of a search, as the server takes them apart. */
export const wordsOf = (search: string) => search.split(/[\s,"']+/).filter(Boolean);

/** The text in parts: those at odd places are words of the search, in whatever case. */
export function splitAtWords(text: string, words: string[]): string[] {
  if (!words.length) return [text];
  const longestFirst = [...words].sort((one, other) => other.length - one.length);
  const patterns = longestFirst.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return text.split(new RegExp(`(${patterns.join("|")})`, "iu"));
}
