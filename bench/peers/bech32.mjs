const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** BIP 173, the writing of age's keys; without its limit of 90 characters. @param {string} prefix @param {Uint8Array} bytes */
export function bech32(prefix, bytes) {
  const words = [];
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) words.push((held >> (bits - 5)) & 31);
    held &= (1 << bits) - 1;
  }
  if (bits > 0) words.push((held << (5 - bits)) & 31);
  const letters = [...prefix].map((letter) => letter.charCodeAt(0));
  const expanded = [...letters.map((code) => code >> 5), 0, ...letters.map((code) => code & 31)];
  const sum = polymod([...expanded, ...words, 0, 0, 0, 0, 0, 0]) ^ 1;
  const check = [5, 4, 3, 2, 1, 0].map((k) => (sum >> (5 * k)) & 31);
  return `${prefix}1${[...words, ...check].map((word) => ALPHABET[word]).join('')}`;
}

/** @param {number[]} values */
function polymod(values) {
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    for (let k = 0; k < 5; k++) if ((top >> k) & 1) sum ^= GENERATOR[k];
  }
  return sum;
}
