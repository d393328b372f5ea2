/**
 * Letters that look like one of a to z, by that letter: those of Latin, Greek, Cyrillic, Armenian, Coptic, Cherokee and Lisu whose
 * prototype in Unicode's confusables.txt (UTS #39, version 10) is one ASCII letter, in small or in capitals, and the small capitals.
 * What NFKD and dropping of marks make of a letter anyway is not here, and nothing with a stroke or a hook: that is seen.
 */
const BY_LETTER: Readonly<Record<string, string>> = {
  a: 'ɑαаꭺꓮᴀ',
  b: 'ƅьꮟꞵβвᏼꓐʙ',
  c: 'ᴄⲥсꮯꓚ',
  d: 'ԁꮷꓒꭰꓓᴅ',
  e: 'ꬲеҽεꭼꓰᴇ',
  f: 'ꬵꞙẝքϝꓝ',
  g: 'ɡᶃƍցԍꮐᏻꓖ',
  h: 'һհꮒηⲏнꮋꓧʜ',
  i: 'ɪɩıιіꙇӏꭵ',
  j: 'ϳјʝꭻꓙᴊ',
  k: 'κⲕкꮶꓗᴋ',
  l: 'ǀⲓꓲⳑꮮꓡʟ',
  m: 'μϻⲙмꮇꓟᴍ',
  n: 'ոռⲛꓠɴ',
  o: 'σᴏᴑꬽοⲟоօꓳ',
  p: 'ρⲣрꮲꓑᴘ',
  q: 'ԛգզ',
  r: 'ꭇꭈᴦⲅгꮁʀꭱꮢꓣ',
  s: 'ꜱƽѕꮪտꮥꓢ',
  t: 'τⲧтꭲꓔᴛ',
  u: 'ꞟᴜꭎꭒʋսꓴ',
  v: 'νᴠѵꮩꓦ',
  w: 'ɯᴡѡԝաꮃꮤꓪ',
  x: 'хꭓχⲭꓫ',
  y: 'υɣᶌʏỿꭚγуүⲩꭹꮍꓬ',
  z: 'ᴢꮓζꓜ',
};

const LETTERS: ReadonlyMap<string, string> = new Map(
  Object.entries(BY_LETTER).flatMap(([letter, likes]) => [...likes].map((like) => [like, letter] as const)),
);
const LIKE = new RegExp(`[${[...LETTERS.keys()].join('')}]`, 'gu');

/** @param text in small letters */
export function asLatin(text: string): string {
  return text.replace(LIKE, (letter) => LETTERS.get(letter)!);
}

/**
 * Of these Greek letters the small and the capital one look like two different Latin ones, or NFKD makes another of them. In Greek the two
 * are to be one, as case is everywhere; in a word that has Latin letters each is what it looks like.
 */
const AMONG_LATIN: Readonly<Record<string, string>> = { Ν: 'n', η: 'n', υ: 'u', ϲ: 'c', Ϲ: 'c' };
const AMBIGUOUS = new RegExp(`[${Object.keys(AMONG_LATIN).join('')}]`, 'gu');

export function mixedAsLatin(text: string): string {
  if (text.search(AMBIGUOUS) < 0) return text;
  return text.replace(/[\p{L}\p{M}]+/gu, (word) =>
    /[a-z]/i.test(word) ? word.replace(AMBIGUOUS, (letter) => AMONG_LATIN[letter]!) : word,
  );
}
