import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Pseudonyms } from '../../src/broadcast/recipients/pseudonyms.ts';
import { generatePermitKey, newConsent, newRevocation, openEngine } from '../../src/index.ts';
import { openFileKeyStore } from '../../src/keyring/file-key-store.ts';
import { openKeyring } from '../../src/keyring/keyring.ts';
import { systemRandom } from '../../src/ports/random.ts';
import { PersonTable } from '../../src/spool/person-table.ts';
import { Spool } from '../../src/spool/spool.ts';
import { hex, tempDir } from '../engine/support.ts';
import { canaries, canaryRows, scan } from './canaries.ts';

const { dir, remove } = tempDir();
afterAll(remove);

const PHONE = `+86${canaries.phone}`;
const WHO = [{ id: canaries.id }, { phone: PHONE }, { email: canaries.email }] as const;

it('who opted out, and who agreed, is nowhere: not in a file, a log line, a report, nor as a pseudonym in the clear', async () => {
  const lines: string[] = [];
  const record = (...args: unknown[]): void => {
    lines.push(JSON.stringify(args));
  };
  const { privateKey, publicKey } = generatePermitKey();
  const engine = await openEngine({
    ...{ dir, threads: 1, consentRegistries: [publicKey], profile: { version: 1, name: 'own', consent: {} } },
    logger: { debug: record, info: record, warn: record, error: record },
  });
  for (const who of WHO) engine.recipients.optOut(who);
  const answers: unknown[] = [
    await engine.recipients.importOptOuts([...WHO, { email: canaries.name } as never]),
    await engine.recipients.recordConsent([
      ...WHO.map((who) => newConsent(privateKey, who, { purpose: 'news' })),
      ...WHO.map((who) => newRevocation(privateKey, who)),
    ]),
    engine.recipients.counts(),
  ];
  const request = { from: 'city-hall', message: 'x', to: canaryRows() as never, newSender: true, purpose: 'news' };
  const broadcast = await engine.send(request);
  answers.push(await broadcast.done);
  expect((await broadcast.done).suppressedBy['opt-out']).toBe(1);
  expect(scan(Buffer.from([...lines, ...answers.map((one) => JSON.stringify(one))].join('\n')))).toEqual([]);

  const files = (): Buffer[] => readdirSync(dir).map((name) => readFileSync(join(dir, name)));
  expect(files().flatMap((bytes) => scan(bytes))).toEqual([]);
  await engine.close();
  const store = await openFileKeyStore(join(dir, 'keyring'), { random: systemRandom, create: false, readOnly: true });
  const keyring = await openKeyring(store, { random: systemRandom, create: false });
  const addresses = [
    { kind: 'id', text: canaries.id },
    { kind: 'phone', text: PHONE },
    { kind: 'email', text: canaries.email },
  ] as const;
  const keys = new Pseudonyms(keyring, undefined).keysOf(addresses, [0, 0, 0]);
  const prints = [0, 1, 2].map((i) => Buffer.from(keys.slice(i * 19, i * 19 + 16)));
  // With the keyring they are there, so that it means something that without it they are not.
  const spool = new Spool(dir, keyring.subkey('spool-record'), systemRandom, { readOnly: true });
  const stored: string[] = [];
  await new PersonTable(spool.notes(), 'opt-outs', 0).each((entry) => stored.push(hex(entry.subarray(0, 16))));
  expect(stored.sort()).toEqual(prints.map(hex).sort());
  await spool.close();
  const closed = files();
  expect(closed.flatMap((bytes) => scan(bytes))).toEqual([]);
  expect(closed.length).toBeGreaterThan(1);
  for (const bytes of closed)
    for (const print of prints)
      expect([bytes.includes(Buffer.from(print)), bytes.includes(hex(print))]).toEqual([false, false]);
  keyring.close();
  await store.close();
});
