import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { unpackSealing } from '../../src/broadcast/secrets.ts';
import { bodyDigest, openBody } from '../../src/crypto/body.ts';
import { type Broadcast, openEngine } from '../../src/index.ts';
import { audience, bytesOf, copyFiles, fieldsOf, onCommit, openSecret, tempDir } from './support.ts';

const { dir, remove } = tempDir();
afterAll(remove);

const people = audience(24, 9).map(fieldsOf);

describe('copies of the spool from the time of sealing', () => {
  it('open with the keyring of that time, and never again with the one after it', async () => {
    const home = join(dir, 'home');
    let broadcast: Broadcast | undefined;
    const copies: string[] = [];
    const engine = await openEngine({
      dir: home,
      threads: 2,
      logger: onCommit((commit) => {
        copies.push(copyFiles(home, join(dir, `copy-${commit}`)));
      }),
    });
    broadcast = await engine.send({
      from: 'city-hall',
      message: 'For your eyes.',
      to: people as never,
      batchRecipients: 4,
      windowChunks: 1,
    });
    const report = await broadcast.done;
    expect(report.erased).toBe(true);
    const body = await engine.body(broadcast);
    const after = copyFiles(home, join(dir, 'after'));

    expect(copies.length).toBeGreaterThan(5);
    for (const copy of copies) {
      // The attack works while the secret lives: spool and keyring of one moment give the body key, and that the body.
      const stolen = unpackSealing(await openSecret(copy, join(copy, 'keyring'), 'sealing', broadcast.id));
      const fields = openBody(body, stolen.bodyKey, bytesOf(broadcast.id), bytesOf(report.sender));
      expect(typeof fields === 'string' ? fields : Buffer.from(fields.content).toString()).toContain('For your eyes.');
      expect(stolen.fingerprintKey).toHaveLength(32);
      // With the keyring of today every copy of the spool is deaf.
      for (const keyring of [join(after, 'keyring'), join(home, 'keyring')])
        await expect(openSecret(copy, keyring, 'sealing', broadcast.id)).rejects.toMatchObject({ code: 'KEY_ERASED' });
    }
    // What must live on does: envelopes are read, under the other class.
    expect(await openSecret(after, join(after, 'keyring'), 'retention', broadcast.id)).toHaveLength(96);
    expect(bodyDigest(body)).toHaveLength(32);

    await engine.purge(broadcast);
    await engine.close();
    for (const copy of [...copies, after])
      await expect(openSecret(copy, join(home, 'keyring'), 'retention', broadcast.id)).rejects.toMatchObject({
        code: 'KEY_ERASED',
      });
    expect(await openSecret(after, join(after, 'keyring'), 'retention', broadcast.id)).toHaveLength(96);
  });

  it('of one broadcast are erased while another goes on sealing', async () => {
    const home = join(dir, 'two');
    let copy: string | undefined;
    const engine = await openEngine({ dir: home, threads: 2 });
    async function* never(): AsyncGenerator<never> {
      yield* people.slice(0, 5) as never[];
      await new Promise(() => {});
    }
    const waiting = await engine.send({ from: 'city-hall', message: 'a', to: never(), idempotencyKey: 'a' });
    async function* copying(): AsyncGenerator<never> {
      copy = copyFiles(home, join(dir, 'two-copy'));
      yield* people as never[];
    }
    const done = await engine.send({ from: 'city-hall', message: 'b', to: copying() });
    expect((await done.done).erased).toBe(true);
    const keyring = join(copyFiles(home, join(dir, 'two-after')), 'keyring');
    expect(await openSecret(copy!, join(copy!, 'keyring'), 'sealing', done.id)).toHaveLength(64);
    await expect(openSecret(copy!, keyring, 'sealing', done.id)).rejects.toMatchObject({ code: 'KEY_ERASED' });
    // The old copy of the one that goes on is deaf as well; the spool of today has its secret under the new root.
    await expect(openSecret(copy!, keyring, 'sealing', waiting.id)).rejects.toMatchObject({ code: 'KEY_ERASED' });
    expect(await openSecret(join(dir, 'two-after'), keyring, 'sealing', waiting.id)).toHaveLength(64);
    await engine.close();
    const again = await openEngine({ dir: home, threads: 2 });
    const resumed = await again.send({ from: 'city-hall', message: 'a', to: people as never, idempotencyKey: 'a' });
    expect((await resumed.done).erased).toBe(true);
    await again.close();
  });
});
