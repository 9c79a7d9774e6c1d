// Finding some of many choices by what people type.

export interface Searchable {
  label: string;
  /** What else it is found by. */
  terms?: readonly string[] | undefined;
  note?: string | undefined;
}

/** Lower case without accents; names are one word or several, however they are written. */
const simplify = (text: string) =>
  text
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[\s_/]+/g, " ")
    .trim();

/**
 * The choices that have the words in their label or in a term, whole words first; one that is found
 * by a term alone is noted with it.
 */
export function findChoices<T extends Searchable>(choices: T[], words: string): T[] {
  const wanted = simplify(words);
  if (!wanted) return choices;
  const whole: T[] = [];
  const partial: T[] = [];
  for (const choice of choices) {
    const texts = [choice.label, ...(choice.terms ?? [])];
    const hasWhole = (text: string) => ` ${simplify(text)} `.includes(` ${wanted} `);
    const term = texts.find(hasWhole) ?? texts.find((text) => simplify(text).includes(wanted));
    if (term === undefined) continue;
    const note = choice.note ?? (term === choice.label ? undefined : term);
    (hasWhole(term) ? whole : partial).push({ ...choice, note });
  }
  return [...whole, ...partial];
}
