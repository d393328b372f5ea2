import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type * as Fs from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { p256 } from '@noble/curves/nist.js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Private } from '../../../src/index.ts';
import type { Parcel } from '../../../src/ports/transport.ts';
import { decryptPush } from './aes128gcm.ts';

const closing: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  vi.doUnmock('node:fs');
  vi.doUnmock('../../../src/threads/workers.ts');
  vi.resetModules();
});

async function pushService() {
  const got: Uint8Array[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    got.push(new Uint8Array(Buffer.concat(chunks)));
    response.writeHead(201).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, got };
}

const { secretKey, publicKey } = p256.keygen();
const auth = new Uint8Array(randomBytes(16));

function parcels(origin: string, count: number): Parcel[] {
  const p256dh = Buffer.from(p256.Point.fromBytes(publicKey).toBytes(false)).toString('base64url');
  const keys = { p256dh, auth: Buffer.from(auth).toString('base64url') };
  return Array.from({ length: count }, (_, n) => ({
    id: new Uint8Array(32).fill(n),
    broadcast: new Uint8Array(16),
    mailbox: new Uint8Array(32).fill(n),
    class: 'chat',
    expires: Date.now() + 3_600_000,
    envelope: new Uint8Array(100),
    body: new Uint8Array(200),
    route: new Private(JSON.stringify({ endpoint: `${origin}/${n}`, keys }), () => '…'),
  })) as never;
}

/** Modules anew, so that what is replaced is asked. */
async function transportTo(origin: string, kernels?: 'reference') {
  const { webPushTransport } = await import('../../../src/transports/webpush.ts');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const vapid = {
    subject: 'mailto:operator@city.example',
    privateKey: new Uint8Array(Buffer.from(privateKey.export({ format: 'jwk' }).d!, 'base64url')),
  };
  const transport = webPushTransport({ vapid, origins: [origin], ...(kernels === undefined ? {} : { kernels }) });
  closing.push(() => transport.close?.());
  return transport;
}

describe('the kernels of Web Push', () => {
  it('are left out where the reference is asked for', async () => {
    const { origin, got } = await pushService();
    vi.stubEnv('SEALCAST_KERNELS', 'reference');
    const transport = await transportTo(origin);
    vi.unstubAllEnvs();
    const outcomes = await transport.deliver(parcels(origin, 5), new AbortController().signal);
    expect(outcomes.map(({ state }) => state)).toEqual(Array(5).fill('delivered'));
    expect(got.map((content) => decryptPush(content, secretKey, auth).length)).toHaveLength(5);
    await expect(transportTo(origin, 'reference')).resolves.toBeDefined();
  });

  it('give way to OpenSSL where the file of the second one is damaged', async () => {
    vi.resetModules();
    vi.doMock('node:fs', async (original) => {
      const fs = await original<typeof Fs>();
      const readFileSync = (path: string | URL, ...rest: []) =>
        String(path).includes('p256-') ? Buffer.alloc(3_000) : fs.readFileSync(path, ...rest);
      return { ...fs, readFileSync };
    });
    const { loadP256, p256BesideOpenSsl } = await import('../../../src/kernels/p256.ts');
    expect(() => loadP256('fma')).toThrow(expect.objectContaining({ code: 'KERNEL_UNAVAILABLE' }));
    expect(p256BesideOpenSsl({ build: 'fma' } as never)).toBeUndefined();
  });

  it('of a thread that died leave nothing at an end: it was not posted', async () => {
    vi.resetModules();
    vi.doMock('../../../src/threads/workers.ts', () => ({
      Workers: class {
        run = () => Promise.reject(new Error('the thread died'));
        close = async () => {};
      },
    }));
    const { origin, got } = await pushService();
    const transport = await transportTo(origin);
    const outcomes = await transport.deliver(parcels(origin, 3), new AbortController().signal);
    expect(outcomes).toEqual(Array(3).fill(expect.objectContaining({ state: 'deferred', reason: 'unavailable' })));
    expect(got).toHaveLength(0);
  });
});
