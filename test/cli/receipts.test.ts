import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ReceiptReader } from '../../src/cli/confirm.ts';
import { openEngine } from '../../src/index.ts';
import { encodeReceipt, generateDeviceKey, openEnvelope } from '../../src/open.ts';
import { bytesOf, hex } from '../engine/support.ts';
import { json, NOTICE, place, run } from './run.ts';

it('asks for receipts, and shows how many came once they are ten', async () => {
  const dir = place();
  const devices = Array.from({ length: 12 }, () => generateDeviceKey());
  writeFileSync(join(dir, 'notice.md'), NOTICE);
  const rows = devices.map(({ publicKey }, n) => `resident-${n},${hex(publicKey)}`);
  writeFileSync(join(dir, 'people.csv'), `id,publicKey\n${rows.join('\n')}\n`);
  const send = 'send --dir data --from city-hall --message notice.md --audience people.csv'.split(' ');
  expect(await json(dir, send)).toMatchObject({ receipts: false, confirmed: null });
  const { broadcast, sender, receipts } = await json(dir, [...send, '--receipts']);
  expect(receipts).toBe(true);

  const confirm = async (from: number, to: number): Promise<void> => {
    await using engine = await openEngine({ dir: join(dir, 'data'), threads: 1 });
    for (let n = from; n < to; n++) {
      const { envelopes, body } = await engine.fetch(broadcast, `resident-${n}`);
      const { privateKey } = devices[n]!;
      const message = await openEnvelope(envelopes[0]!, body, { privateKey, sender: bytesOf(sender) });
      expect(await engine.confirm(encodeReceipt(message!))).toMatchObject({ confirmed: 1 });
    }
  };
  const report = ['report', '--dir', 'data', '--broadcast', broadcast];
  await confirm(0, 9);
  expect((await run(dir, report)).stdout).toMatch(/^ *< 10 {2}confirmed {4}opened, as their device says$/m);
  expect(await json(dir, report)).toMatchObject({ receipts: true, confirmed: null });
  await confirm(9, 12);
  expect((await run(dir, report)).stdout).toMatch(/^ *12 {2}confirmed {4}/m);
  expect(await json(dir, report)).toMatchObject({ receipts: true, confirmed: 12 });
});

describe('sealcast confirm', () => {
  it('counts a file of them once, names the lines that are none, and nothing that stands in them', async () => {
    const dir = place();
    const devices = Array.from({ length: 14 }, () => generateDeviceKey());
    writeFileSync(join(dir, 'notice.md'), NOTICE);
    const rows = devices.map(({ publicKey }, n) => `resident-${n},${hex(publicKey)}`);
    writeFileSync(join(dir, 'people.csv'), `id,publicKey\n${rows.join('\n')}\n`);
    const send = 'send --dir data --from city-hall --message notice.md --audience people.csv --receipts'.split(' ');
    const { broadcast, sender } = await json(dir, send);
    const receipts: Uint8Array[] = [];
    {
      await using engine = await openEngine({ dir: join(dir, 'data'), readOnly: true });
      for (const [n, { privateKey }] of devices.entries()) {
        const { envelopes, body } = await engine.fetch(broadcast, `resident-${n}`);
        const message = await openEnvelope(envelopes[0]!, body, { privateKey, sender: bytesOf(sender) });
        receipts.push(encodeReceipt(message!));
      }
    }
    const forged = receipts[0]!.map((byte, n) => (n === 47 ? byte ^ 1 : byte));
    const text = (one: Uint8Array): string => Buffer.from(one).toString('base64url');
    const torn = text(receipts[9]!).slice(0, 40);
    const lines = [
      ...receipts.slice(0, 8).map(text),
      '',
      ` ${hex(receipts[8]!).toUpperCase()}\r`,
      torn,
      `${text(receipts[9]!).slice(0, 63)}!`,
      text(receipts[0]!),
      text(forged),
      'x'.repeat(1_000),
    ];
    writeFileSync(join(dir, 'receipts.txt'), lines.join('\n'));
    const confirm = ['confirm', 'receipts.txt', '--dir', 'data'];
    const first = await run(dir, [...confirm, '--json']);
    expect([first.code, JSON.parse(first.stdout)]).toEqual([
      3,
      {
        confirmed: 9,
        repeated: 1,
        refused: 1,
        malformed: 3,
        at: [
          { line: 11, says: '40 characters, not 64 of base64url or 96 of hex' },
          { line: 12, says: 'a character that is none of base64url' },
          { line: 15, says: '1000 characters, not 64 of base64url or 96 of hex' },
        ],
      },
    ]);
    expect(first.stderr).toContain('sealcast: line 11 is no receipt: 40 characters');
    for (const said of [first.stdout, first.stderr])
      for (const one of receipts)
        expect(said).not.toMatch(new RegExp(`${text(one).slice(22, 40)}|${hex(one.slice(16))}`));
    // As devices post them, the torn one of a copy that was cut short included; nothing is counted twice.
    writeFileSync(join(dir, 'receipts.bin'), Buffer.concat([...receipts, receipts[0]!.subarray(0, 20)]));
    const second = await run(dir, ['confirm', '-', '--dir', 'data'], { input: `${receipts.map(text).join('\n')}\n` });
    expect([second.code, second.stdout]).toEqual([0, expect.stringMatching(/^ *5 {2}confirmed .*\n *9 {2}repeated/)]);
    const third = await run(dir, ['confirm', 'receipts.bin', '--dir', 'data', '--json']);
    expect([third.code, JSON.parse(third.stdout)]).toMatchObject([
      3,
      { confirmed: 0, repeated: 14, refused: 0, at: [{ line: 15, says: 'the file ends after 20 of its 48 bytes' }] },
    ]);
    expect(await json(dir, ['report', '--dir', 'data', '--broadcast', broadcast])).toMatchObject({ confirmed: 14 });
    const none = await run(dir, ['confirm', 'none.txt', '--dir', 'other']);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('the file of receipts does not exist')]);
    expect((await run(dir, ['list', '--dir', 'other'])).code).not.toBe(0);
  });

  it('reads the same whatever the pieces, in bounded memory', () => {
    const receipts = Array.from({ length: 2_500 }, (_, n) =>
      new Uint8Array(48).map((_, i) => (n * 31 + i * 17) & 0xff),
    );
    const text = Buffer.from(receipts.map((one) => `${Buffer.from(one).toString('base64url')}\r\n`).join(''));
    for (const [file, size] of [
      [text, 1],
      [text, 37],
      [text, 65_536],
      [Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), text]), 1_000],
      [Buffer.concat(receipts), 1],
      [Buffer.concat(receipts), 4_097],
    ] as const) {
      const reader = new ReceiptReader();
      const batches: Uint8Array[] = [];
      for (let from = 0; from < file.length; from += size) {
        reader.add(file.subarray(from, from + size));
        for (let one = reader.take(1_024); one.length > 0; one = reader.take(1_024)) batches.push(one);
      }
      reader.end();
      for (let one = reader.take(1); one.length > 0; one = reader.take(1)) batches.push(one);
      expect(batches.map(({ length }) => length / 48)).toEqual([1_024, 1_024, 452]);
      expect(Buffer.concat(batches).equals(Buffer.concat(receipts))).toBe(true);
      expect([reader.malformed, reader.named]).toEqual([0, []]);
    }
    // A line without an end is not kept.
    const reader = new ReceiptReader();
    const endless = Buffer.alloc(1_000_000, 'A');
    for (let n = 0; n < 20; n++) reader.add(endless);
    reader.end();
    expect(reader.named).toEqual([{ line: 1, says: '20000000 characters, not 64 of base64url or 96 of hex' }]);
  });
});
