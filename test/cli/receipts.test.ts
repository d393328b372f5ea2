import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
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
