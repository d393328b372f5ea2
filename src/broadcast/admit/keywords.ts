import { folded } from './folding.ts';

/** How many of the words are in the text, compared as `folded`; what folds to nothing is in none. */
export function wordsIn(text: string, words: readonly string[]): number {
  const within = folded(text);
  const byStart = startsOf(words);
  const found = new Set<string>();
  for (let at = 0; at < within.length; at++)
    for (const length of [1, 2])
      for (const word of byStart.get(within.slice(at, at + length)) ?? [])
        if (word.length >= length && within.startsWith(word, at)) found.add(word);
  return found.size;
}

/** By list: that of an engine's profile is asked for every broadcast. */
const starts = new WeakMap<readonly string[], ReadonlyMap<string, readonly string[]>>();

/** Words by their first two units: most places of a text begin no word, and are left after one look. */
function startsOf(words: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const known = starts.get(words);
  if (known !== undefined) return known;
  const byStart = new Map<string, string[]>();
  for (const word of new Set(words.map(folded))) {
    if (word === '') continue;
    const start = word.slice(0, 2);
    const others = byStart.get(start);
    if (others === undefined) byStart.set(start, [word]);
    else others.push(word);
  }
  starts.set(words, byStart);
  return byStart;
}
