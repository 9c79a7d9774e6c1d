// Finding rows by words where they begin, so that "7" finds Tier 7 and not Site 174.

/** Lower case without accents, letter by letter, so that places in it are places in the text. */
function fold(text: string): string {
  return Array.from(text, (letter) => {
    const folded = letter.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    return folded.length === letter.length ? folded : letter;
  }).join("");
}

/** The words of a search, in the form in which they are looked for. */
export const wordsToFind = (search: string) => fold(search).split(/\s+/).filter(Boolean);

function beginningOf(words: string[], flags: string): RegExp {
  const patterns = [...words]
    .sort((one, other) => other.length - one.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  // A word that begins with a sign, as "(m/f" does, is found wherever the sign is.
  return new RegExp(`(?:(?<![\\p{L}\\p{N}])|(?![\\p{L}\\p{N}]))(?:${patterns.join("|")})`, flags);
}

/** Whether every word begins somewhere in the text. */
export function hasWords(text: string, words: string[]): boolean {
  const folded = fold(text);
  return words.every((word) => beginningOf([word], "u").test(folded));
}

/** The text in parts: those at odd places are what was found. */
export function splitAtFound(text: string, words: string[]): string[] {
  if (!words.length) return [text];
  const parts: string[] = [];
  let end = 0;
  for (const found of fold(text).matchAll(beginningOf(words, "gu"))) {
    parts.push(
      text.slice(end, found.index),
      text.slice(found.index, found.index + found[0].length),
    );
    end = found.index + found[0].length;
  }
  return [...parts, text.slice(end)];
}
