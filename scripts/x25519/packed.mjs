// Integer limbs from and to 32 bytes, for the builds whose limbs have changing widths. Limb i has width(i) bits and begins
// at bit start(i) of the number.

export function layout(count) {
  const start = (i) => Math.ceil((255 / count) * i);
  return { count, start, width: (i) => BigInt(start(i + 1) - start(i)) };
}

/** Locals h0, h1, … from the words w0 … w3, each in [0, 2^width). */
export function unpack({ count, start, width }) {
  let text = '';
  for (let i = 0; i < count; i++) {
    const [word, bit, w] = [start(i) >> 6, start(i) & 63, Number(width(i))];
    const bits = bit + w > 64 ? `(w${word} >>> ${bit}) | (w${word + 1} << ${64 - bit})` : `w${word} >>> ${bit}`;
    text += `  let h${i} = <i64>((${bits}) & ${2 ** w - 1});\n`;
  }
  return text;
}

/** Stores the locals h0, h1, …, carried and of either sign, as 32 bytes at `to`, fully reduced. */
export function pack({ count, start, width }) {
  const limbs = Array.from({ length: count }, (_, i) => i);
  const last = count - 1;
  const carry = (i) => {
    const next = i === last ? 'h0 += 19 * c' : `h${i + 1} += c`;
    return `c = h${i} >> ${width(i)}; h${i} -= c << ${width(i)}; ${next};\n`;
  };
  const words = [0, 1, 2, 3].map((word) => {
    const parts = limbs.flatMap((i) => {
      const at = start(i) - 64 * word;
      if (at <= -Number(width(i)) || at >= 64) return [];
      return at < 0 ? [`(<u64>h${i} >>> ${-at})`] : [`(<u64>h${i} << ${at})`];
    });
    return `  store<u64>(to, ${parts.join(' | ')}, ${8 * word});\n`;
  });
  return `  let c: i64;
  // A carried value V is less than 2^254 + 2^250 in size, so what leaves the top is 0 or -1: the first round leaves V or
  // V + p, both in [0, 2^255), with a lowest limb that may be negative; the second puts that right, and nothing leaves.
  for (let i = 0; i < 2; i++) {
${limbs.map((i) => `    ${carry(i)}`).join('')}  }
  // 1 when the value is p or more: then 19 carries through all limbs.
  let q = (h0 + 19) >> ${width(0)};
${limbs
  .slice(1)
  .map((i) => `  q = (h${i} + q) >> ${width(i)};\n`)
  .join('')}  h0 += 19 * q;
${limbs
  .slice(0, last)
  .map((i) => `  ${carry(i)}`)
  .join('')}  h${last} &= ${2 ** Number(width(last)) - 1};
${words.join('')}`;
}
