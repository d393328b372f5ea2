import { expect, it } from 'vitest';
import { encodeConsent, parseConsent } from '../../src/broadcast/recipients/consent-record.ts';
import { generatePermitKey, newConsent, newRevocation, SealcastError } from '../../src/index.ts';
import { numbers } from '../engine/support.ts';

/** The long form: SEALCAST_FUZZ_RUNS=100000. */
const runs = Number(process.env.SEALCAST_FUZZ_RUNS ?? 5_000);
const seed = Number(process.env.SEALCAST_FUZZ_SEED ?? 20_261_125);

const { privateKey } = generatePermitKey();
const CORPUS = [
  newConsent(privateKey, { id: 'resident-1' }, { purpose: 'newsletter', at: 1_795_000_000_000 }),
  newConsent(privateKey, { phone: '+8613812345678' }, { purpose: 'a', at: 1, expires: 2 }),
  newConsent(privateKey, { email: 'ann@bücher.example' }, { purpose: 'a'.repeat(32), at: 1_795_000_000_000 }),
  newRevocation(privateKey, { id: '字'.repeat(85) }, { at: 1_795_000_000_000 }),
  newRevocation(privateKey, { id: 'x' }, { purpose: 'news', at: 2 ** 40 }),
];

it(`a record of consent is read to the byte, or refused: seed ${seed}`, () => {
  const { below } = numbers(seed);
  let [read, refused] = [0, 0];
  for (let run = 0; run < runs; run++) {
    let bytes = new Uint8Array(CORPUS[below(CORPUS.length)]!);
    for (let steps = below(4); steps > 0; steps--) {
      const at = below(bytes.length);
      const how = below(6);
      if (how === 0) bytes = bytes.slice(0, at);
      else if (how === 1) bytes = new Uint8Array([...bytes.subarray(0, at), below(256), ...bytes.subarray(at)]);
      else if (how === 2) bytes = new Uint8Array([...bytes.subarray(0, at), ...bytes.subarray(at + 1)]);
      // The head and the lengths, where a byte says something.
      else bytes[how === 3 ? at : 4 + below(70)] = [0, 1, 2, 3, 0x20, 0x80, 0xff, below(256)][below(8)]!;
      if (bytes.length === 0) break;
    }
    try {
      const { record, signed, signature } = parseConsent(bytes);
      read++;
      const again = new Uint8Array([...encodeConsent(record), ...signature]);
      expect(Buffer.from(again).equals(bytes)).toBe(true);
      expect(Buffer.from(signed.subarray(-again.length + 64)).equals(bytes.subarray(0, -64))).toBe(true);
    } catch (error) {
      expect(error).toBeInstanceOf(SealcastError);
      expect(error).toMatchObject({ code: 'USAGE' });
      refused++;
    }
  }
  expect(read).toBeGreaterThan(runs / 20);
  expect(refused).toBeGreaterThan(runs / 4);
});
