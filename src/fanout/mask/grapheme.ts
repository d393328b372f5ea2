let made: Intl.Segmenter | undefined;

/** Made when it is first asked for: its tables take 15 ms to load, and most processes never mask. */
function segments(text: string): Intl.Segments {
  made ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return made.segment(text);
}

/** The first grapheme cluster of `text` (UAX #29): what a reader calls its first character. Empty for empty text. */
export function firstGrapheme(text: string): string {
  // No character below U+0300 extends the one before it, CR LF aside: for most text there is no need to ask.
  if (text.charCodeAt(0) < 0x300 && !(text.charCodeAt(1) >= 0x300) && text[0] !== '\r') return text[0]!;
  return segments(text).containing(0)?.segment ?? '';
}

/** The grapheme clusters of `text`, at most `max` of them. */
export function graphemes(text: string, max: number): string[] {
  const found: string[] = [];
  for (const { segment } of segments(text)) {
    if (found.length === max) break;
    found.push(segment);
  }
  return found;
}
