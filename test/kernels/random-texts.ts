import { NEGATIVE, POSITIVE } from '../fanout/mask/text-cases.ts';

/** Pieces that meet in every order: all classes, half numbers, marks, what begins and what ends each kind. */
const PIECES = (
  '13812345678 138 1234 5678 0 1 4111 1111 110000 19900307 7713 86 + - . ( ) @ _ x X a com q.cn 张 あ م ３ ٤ ۴ ५ 👨 🎉 , * tel ' +
  '0371 88888888 00 xn-- E KJ 12345678 京A 粤B· D1234 港 10. 192.168 255 : :: 2001:db8 fe80: f ＠ ． － ＋ Ｘ （ 。 ， · é ß и 한 ก ' +
  '010 415 555 2671 21 4111111111111111 6222021234567890128 110000199003077713 44000019850812007 0044 20 79460958 b@c.cc wx vx ' +
  'PHONE 学 O 12 7 9 999 1.2.3.4 0086 ﹫ 💳 ; : ¥ 2026-11-22 09:30:00 \u0301 \u200d \ufe0f \u00ad \u00a0 \u3000 \ufffd \u0e33 \t \n'
).split(' ');

/** The table's texts: those in which something is masked, then the others. */
export const CASES = [...POSITIVE.map((row) => row.text), ...NEGATIVE.map(([, text]) => text)];

/** A text with half a phone here and the end of an address there, without half a surrogate pair. */
export function randomText(random: () => number): string {
  const mode = random() % 4;
  const pieces = random() % (mode === 0 ? 6 : 40);
  let text = '';
  for (let i = 0; i < pieces; i++) {
    if (mode === 3 && random() % 6 === 0) {
      const from = CASES[random() % CASES.length]!;
      const start = random() % (from.length + 1);
      // No half of a pair: no UTF-8 says it.
      text += from.slice(start, start + (random() % 12)).replace(/[\ud800-\udfff]/gu, '');
    } else if (mode === 2 && random() % 3 > 0) text += '0123456789 -.'[random() % 13];
    else text += random() % 8 === 0 ? ' ' : PIECES[random() % PIECES.length];
  }
  return text;
}
