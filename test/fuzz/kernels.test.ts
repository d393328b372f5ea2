import { describe, expect, it } from 'vitest';
import { ReferenceClaimTable } from '../../src/fanout/dedup.ts';
import { fingerprint } from '../../src/fanout/fingerprint.ts';
import { maskText } from '../../src/fanout/mask/text.ts';
import { parsedPhone } from '../../src/fanout/normalise.ts';
import { commonPhone } from '../../src/fanout/phone-forms.ts';
import { ClaimTable, DEVICE_PRINT_BYTES, ROW_PRINT_BYTES } from '../../src/kernels/claim.ts';
import { FingerprintKernel } from '../../src/kernels/fingerprint.ts';
import { instantiateKernels, loadKernels } from '../../src/kernels/load.ts';
import { MaskKernel } from '../../src/kernels/mask.ts';
import { builds, numbers } from '../kernels/implementations.ts';
import { randomText } from '../kernels/random-texts.ts';

/** The long form: SEALCAST_FUZZ_RUNS=1000000, of texts, of rows to claim, of prints (six a row), of numbers. */
const RUNS = Number(process.env.SEALCAST_FUZZ_RUNS ?? 2000);
const SEED = 20_261_124;

describe.each(builds)('against their twins, the kernels of %s', (build) => {
  const kernel = () => instantiateKernels(loadKernels({ kernels: build }));

  it('mask', () => {
    const random = numbers(SEED);
    const masker = new MaskKernel(kernel());
    for (let done = 0; done < RUNS; done += 50) {
      const texts = Array.from({ length: 50 }, () => randomText(random));
      const found = masker.maskStrings(texts);
      for (const [i, text] of texts.entries())
        if (found[i] !== maskText(text)) expect(found[i], `seed ${SEED}: ${JSON.stringify(text)}`).toBe(maskText(text));
    }
  });

  it('claim', () => {
    const random = numbers(SEED);
    let table = new ClaimTable(kernel(), { bucketsLog2: 0 });
    let twin = new ReferenceClaimTable();
    for (let done = 0; done < RUNS; ) {
      const rows = 1 + (random() % 64);
      done += rows;
      // Few values, so that everything repeats; one in sixteen differs from another in its last bit only.
      const prints = (bytes: number) =>
        Uint8Array.from({ length: bytes / 16 }, () => random() % 5000).reduce((all, _, i) => {
          const value = random() % 5000;
          const view = new DataView(all.buffer, i * 16);
          for (let at = 0; at < 16; at += 4) view.setUint32(at, Math.imul(value + 1, 0x9e3779b1 + at * 2) >>> 0);
          if (random() % 16 === 0) all[i * 16 + 15]! ^= 1;
          return all;
        }, new Uint8Array(bytes));
      const batch = {
        eligible: Uint8Array.from({ length: rows }, () => (random() % 8 === 0 ? 0 : 1)),
        rowPrints: prints(rows * ROW_PRINT_BYTES),
        deviceEnd: Uint32Array.from({ length: rows }, (_, row) => row + 1),
        devicePrints: prints(rows * DEVICE_PRINT_BYTES),
        dims: done % 16,
      };
      const before = twin.size;
      const [found, expected] = [table.claim(batch), twin.claim(batch)];
      expect(Buffer.compare(found.verdict, expected.verdict), `seed ${SEED}, ${done}`).toBe(0);
      expect(Buffer.compare(found.kept, expected.kept), `seed ${SEED}, ${done}`).toBe(0);
      const claimed = [table.claimedSince(before), twin.claimedSince(before)] as const;
      expect(Buffer.compare(...claimed), `seed ${SEED}, ${done}`).toBe(0);
      if (twin.size > 20_000) {
        table.wipe();
        [table, twin] = [new ClaimTable(kernel(), { bucketsLog2: random() % 9 }), new ReferenceClaimTable()];
      }
    }
  });

  it('fingerprint', () => {
    const random = numbers(SEED);
    const fingerprints = new FingerprintKernel(kernel());
    const bytes = (length: number) => Uint8Array.from({ length }, () => random() & 0xff);
    for (let done = 0; done < RUNS / 4; ) {
      const rows = 1 + (random() % 40);
      done += rows;
      const ends = (most: number) => {
        let end = 0;
        return Uint32Array.from({ length: rows }, () => {
          end += random() % most;
          return end;
        });
      };
      const [idEnd, deviceEnd, phoneEnd, emailEnd] = [ends(257), ends(4), ends(16), ends(80)];
      const last = (column: Uint32Array) => column[rows - 1]!;
      const columns = {
        ...{ idEnd, deviceEnd, phoneEnd, emailEnd },
        ...{ ids: bytes(last(idEnd)), keys: bytes(32 * last(deviceEnd)) },
        ...{ phones: bytes(last(phoneEnd)), emails: bytes(last(emailEnd)) },
      };
      const keys = bytes(80);
      const room = () => [new Uint8Array(rows * ROW_PRINT_BYTES), new Uint8Array(columns.keys.length)] as const;
      const [found, expected] = [room(), room()];
      fingerprints.write(keys, columns, ...found);
      fingerprint(keys, columns, ...expected);
      expect(Buffer.compare(found[0], expected[0]), `seed ${SEED}, ${done}`).toBe(0);
      expect(Buffer.compare(found[1], expected[1]), `seed ${SEED}, ${done}`).toBe(0);
    }
  });
});

it('phone numbers in common forms mean what the parser reads', () => {
  const random = numbers(SEED);
  const pieces = [
    '+',
    '00',
    '0',
    '86',
    '1',
    '44',
    '49',
    '33',
    '91',
    '13',
    '15',
    '7',
    '212',
    '415',
    '30',
    ' ',
    '-',
    '.',
    '(',
    ')',
    '３',
  ];
  for (let done = 0; done < RUNS; done++) {
    let text = pieces[random() % pieces.length]!;
    for (let i = random() % 4; i > 0; i--) text += pieces[random() % pieces.length];
    for (let i = 5 + (random() % 7); i > 0; i--)
      text += random() % 8 === 0 ? pieces[random() % pieces.length] : random() % 10;
    const country = ['', 'CN', 'US', 'GB', 'DE', 'FR', 'IN', 'IT'][random() % 8]!;
    const number = commonPhone(text, country);
    if (number !== undefined && number !== parsedPhone(text, country))
      expect(number, `seed ${SEED}: ${JSON.stringify(text)} in ${country}`).toBe(parsedPhone(text, country));
  }
});
