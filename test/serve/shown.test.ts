import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { newPermit, openEngine, presentPermit, readPermit, type SendRequest } from '../../src/index.ts';
import { limits } from '../../src/limits.ts';
import { renewing } from '../../src/serve/pass.ts';
import { configOf, openService } from '../../src/serve.ts';
import { people } from '../engine/delivery-support.ts';
import { tempDir } from '../engine/support.ts';
import { ada, bo, DAY, pair, root } from '../permit/keys.ts';
import { ask, login, operatorPlace } from './support.ts';

const { dir, remove } = tempDir();
afterAll(remove);
const { operate, open } = operatorPlace();

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const permitOf = (holder: typeof ada, rights: Parameters<typeof newPermit>[2]['rights'], sender?: string) =>
  newPermit(root.privateKey, holder.publicKey, {
    rights,
    expires: Date.now() + DAY,
    ...(sender === undefined ? {} : { sender }),
  });

function secret(name: string, text: string): string {
  writeFileSync(join(dir, name), `${text}\n`);
  chmodSync(join(dir, name), 0o600);
  return name;
}

describe('a page before an engine that shows reports for a permit only', () => {
  it('needs a permit of its own, shows what that is for, and nothing once it is revoked', async () => {
    const home = join(dir, 'home');
    const permissions = { roots: [root.publicKey], realm: 'hall', guards: ['read-report'] as const };
    const engine = await openEngine({ dir: home, threads: 1, permissions });
    for (const from of ['city-hall', 'school']) {
      const request: SendRequest = { from, message: 'Hello.', to: people(3), newSender: true };
      const permit = permitOf(bo, ['compose', 'send']);
      const presented = presentPermit(permit, bo.privateKey, { do: 'send', request }, { realm: 'hall' });
      await (await engine.send({ ...request, permit: presented })).done;
    }
    const [hidden] = await engine.ids();
    await engine.close();

    const token = permitOf(ada, ['read-report'], 'city-hall');
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: base64url(ada.publicKey), d: base64url(ada.privateKey) };
    const config = (more: object = {}) =>
      configOf(
        {
          listen: { port: 0 },
          operator: {
            permitFile: secret('ada.permit', base64url(token)),
            permitKeyFile: secret('ada.key', JSON.stringify(jwk)),
            ...more,
          },
          permissions: { ...permissions, roots: [base64url(root.publicKey)] },
        },
        dir,
      );
    const other = pair('other');
    for (const [more, says] of [
      [{ permitKeyFile: secret('empty.key', '{}') }, 'holds no Ed25519 key'],
      [{ permitFile: secret('empty.permit', '{}') }, 'holds no permit'],
      [{ permitFile: secret('others.permit', base64url(permitOf(other, ['read-report']))) }, 'held by another key'],
      [{ permitFile: secret('send.permit', base64url(permitOf(ada, ['send']))) }, 'no permit for read-report'],
    ] as const)
      await expect(openService({ dir: home, config: config(more) })).rejects.toThrow(says);

    const service = await openService({ dir: home, config: config() });
    try {
      const { url } = service.operator;
      const page = await login(url, service.operator.token);
      const { text } = await page.get('/');
      expect(text).toContain('city-hall');
      expect(text).not.toContain('school');
      const ids = await service.engine.ids();
      const statuses = await Promise.all(ids.map(async (id) => (await page.get(`/broadcasts/${id}`)).status));
      expect(statuses.sort()).toEqual([200, 404]);
      expect(hidden).toBeDefined();
      // Pausing what one may not look at is not offered, and not done.
      const acts = await Promise.all(ids.map(async (id) => (await page.post(`/broadcasts/${id}/pause`)).status));
      expect(acts.sort()).toEqual([303, 403]);
      expect((await ask(url, '/metrics')).text).toContain('sealcast_broadcasts{state="sealed"} 1\n');
      service.engine.permits.revoke(readPermit(token).ids[0]!);
      const after = await page.get('/broadcasts');
      expect(after.text).not.toContain('city-hall');
      const metrics = await ask(url, '/metrics');
      expect(metrics.text).not.toContain('sealcast_broadcasts');
      expect((await page.post(`/broadcasts/${ids[0]}/pause`)).status).toBe(403);
    } finally {
      await service.close();
    }
  });

  it('is not opened without one', async () => {
    const permissions = { roots: [root.publicKey], guards: ['read-report'] as const };
    const { engine } = await open({ permissions });
    await expect(operate({ engine })).rejects.toMatchObject({ code: 'USAGE' });
    await engine.close();
  });

  it('presents it anew when half of its time is over, and not before', async () => {
    const permissions = { roots: [root.publicKey], guards: ['read-report'] as const };
    const { engine, clock } = await open({ permissions });
    const action = { do: 'read-report', broadcast: '*' } as const;
    const permit = newPermit(root.privateKey, ada.publicKey, {
      rights: ['read-report'],
      notBefore: clock.now(),
      expires: clock.now() + DAY,
    });
    let presented = 0;
    const present = () => {
      presented++;
      return engine.permits.pass(action, presentPermit(permit, ada.privateKey, action, { now: clock.now() }));
    };
    const operator = await operate({ engine, pass: renewing(present, clock) });
    const looks = async () => (await ask(operator.url, '/metrics')).status;
    for (const [ms, times] of [
      [0, 1],
      [limits.permitWindowMs / 2 - 1, 1],
      [1, 2],
      [limits.permitWindowMs - 1, 3],
    ] as const) {
      clock.advance(ms);
      expect(await looks()).toBe(200);
      expect(presented).toBe(times);
    }
    await engine.close();
  });
});
