import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '../../dist/index.js';
import { generateDeviceKey } from '../../dist/open.js';
import { compare, measure } from '../measure.mjs';
import { mustHold } from '../peers/keys.mjs';
import { alone, ours } from '../report.mjs';

const BENCH = 'admission';
/** Every rule is asked, none is violated. */
const PROFILE = {
  version: 1,
  name: 'all-rules',
  senders: Array.from({ length: 100 }, (_, n) => `office-${n}`).concat('city-hall'),
  classes: ['payment', 'chat', 'broadcast'],
  caps: {
    recipientsPerBroadcast: 1_000_000,
    broadcasts: [
      { most: 10_000_000, per: 'day', timeZone: 'Asia/Shanghai' },
      { most: 10_000_000, per: '24h' },
    ],
    recipients: [{ most: 1_000_000_000, per: '30d' }],
  },
  approval: { above: 1_000_000 },
  burst: { recipients: 1_000_000_000, window: '24h' },
  keywords: { words: Array.from({ length: 1_000 }, (_, n) => `forbidden word ${n}`) },
  retain: '30d',
};
const TEXT =
  'Water is off on Friday from 9 to 12 in all of the old town. Please fill a bucket before, and look after others. ';

/**
 * What a profile costs a broadcast, and never a recipient: sends of one person, under a profile that asks every rule and under `open`,
 * in turn, each in a directory of its own. All have the same text, so each is compared with all before it. And what the rules
 * alone cost, asked in a directory with so many broadcasts of one sender: the first time, when all records are read, and then.
 *
 * @param {import('../run.mjs').Options} options
 */
export async function bench({ quick, effort, say }) {
  const place = mkdtempSync(join(tmpdir(), 'sealcast-bench-'));
  const before = quick ? 50 : 500;
  const open = await openEngine({ dir: join(place, 'open'), threads: 1 });
  const ruled = await openEngine({ dir: join(place, 'ruled'), threads: 1, profile: PROFILE });
  try {
    say(`${BENCH}: sends of one person, with all rules and with none, in turn`);
    const sends = await compare(sender(ruled), sender(open), effort);
    say(`${BENCH}: the rules alone, after ${before} broadcasts`);
    const filling = sender(ruled);
    for (let sent = (await ruled.list()).length; sent < before; sent++) await filling.run(1);
    const count = (await ruled.list()).length;
    await ruled.close();
    const reader = await openEngine({ dir: join(place, 'ruled'), readOnly: true, profile: PROFILE });
    try {
      const question = { from: 'city-hall', message: TEXT, recipients: 200 };
      const from = performance.now();
      mustHold(reader.policy(question).violations.length === 0, 'no rule is violated');
      const first = performance.now() - from;
      const rates = await measure({ run: (n) => ask(reader, question, n) }, effort);
      return [
        ours(BENCH, 'sealcast', sends.a, { note: 'sends a second of one person each, every rule asked' }),
        {
          ...alone(BENCH, 'sealcast open', sends.b, 'the same without rules'),
          ratio: sends.ratio,
          ofMedians: sends.ofMedians,
          ofTenths: sends.ofTenths,
        },
        {
          ...alone(BENCH, 'sealcast rules', rates, `asked alone, ${count} broadcasts of the sender in all windows`),
          milliseconds: 1000 / rates.toSorted((a, b) => a - b)[rates.length >> 1],
        },
        {
          ...alone(BENCH, 'sealcast first', [1000 / first], 'the first of a process, which reads all records'),
          milliseconds: first,
        },
      ];
    } finally {
      await reader.close();
    }
  } finally {
    await open.close();
    await ruled.close();
    rmSync(place, { recursive: true, force: true });
  }
}

/** @param {import('../../dist/index.js').Engine} engine @param {import('../../dist/index.js').PolicyQuestion} question @param {number} n */
function ask(engine, question, n) {
  for (let i = 0; i < n; i++) engine.policy(question);
}

/** @param {import('../../dist/index.js').Engine} engine @returns {import('../measure.mjs').Subject} */
function sender(engine) {
  const to = [{ id: 'resident-1', publicKey: generateDeviceKey().publicKey }];
  return {
    async run(recipients) {
      for (let n = 0; n < recipients; n++) {
        const { done } = await engine.send({ from: 'city-hall', message: TEXT, to });
        mustHold((await done).admission === 'released', 'it was let through');
      }
    },
  };
}
