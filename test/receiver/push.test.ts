import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { encodeRecord } from '../../src/codec/msgpack.ts';
import { limits } from '../../src/limits.ts';
import { memorySeen, type OpenFault, openPush, type PushOptions } from '../../src/receiver.ts';
import { encodePushContent } from '../../src/transports/webpush/content.ts';
import { CREATED, makeBroadcast, makeRecipients, makeSender, seeded } from '../crypto/fixture.ts';
import { hex } from '../engine/support.ts';

const NOW = CREATED + 1000;
const city = makeSender('city-hall');
const [alice, carol] = makeRecipients(2) as [
  ReturnType<typeof makeRecipients>[0],
  ReturnType<typeof makeRecipients>[0],
];
const text = 'Water is off on Friday from 9 to 12.';
const sent = makeBroadcast(1, [alice], { content: encodeRecord({ format: 'plain', text }) });
const [envelope] = sent.envelopes as [Uint8Array];
const inline = encodePushContent({ envelope, body: sent.body });
const options = { privateKey: alice.privateKey, sender: city.sender, now: NOW };
const open = (data: Parameters<typeof openPush>[0], more: Partial<PushOptions> = {}) =>
  openPush(data, { ...options, ...more });

async function serving(listener: RequestListener) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.cookie} ${request.headers.referer}`);
    listener(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const by = (path: string) => encodePushContent({ envelope, bodyUrl: path.includes('://') ? path : origin + path });
  return { origin, asked, by };
}

describe('openPush', () => {
  it('opens a push with its body, as bytes and as an event has it', async () => {
    const wanted = { state: 'message', message: { text }, tag: hex(sent.broadcast) };
    expect(await open(inline)).toMatchObject(wanted);
    expect(await open({ arrayBuffer: () => inline.slice().buffer })).toMatchObject(wanted);
  });

  it('gives a recall the tag of what it recalls', async () => {
    const recalls = seeded('recalled', 16);
    const notice = makeBroadcast(1, [alice], { kind: 2, content: encodeRecord({ recalls }) });
    const pushed = await open(encodePushContent({ envelope: notice.envelopes[0]!, body: notice.body }));
    expect(pushed).toMatchObject({ state: 'recall', message: { kind: 'recall' }, tag: hex(recalls) });
  });

  it('says which pushes are not ours', async () => {
    const turned = inline.slice();
    turned[8]! ^= 1;
    for (const data of [null, new Uint8Array(0), Uint8Array.of(1, 2, 3), seeded('noise', 3000), turned])
      expect(await open(data)).toEqual({ state: 'not-ours' });
    expect(await open(inline, { privateKey: carol.privateKey })).toEqual({ state: 'not-ours' });
  });

  it('says what is unreadable, and why only to the log', async () => {
    const faults: OpenFault[] = [];
    const log = (fault: OpenFault): number => faults.push(fault);
    const seen = memorySeen();
    expect(await open(inline, { seen, log })).toMatchObject({ state: 'message' });
    expect(await open(inline, { seen, log })).toEqual({ state: 'unreadable' });
    expect(await open(inline, { sender: makeSender('mallory').sender, log })).toEqual({ state: 'unreadable' });
    expect(faults).toEqual(['replay', 'signature']);
  });

  it('passes on what is the app’s: a wrong key, a store that fails', async () => {
    await expect(open(inline, { privateKey: new Uint8Array(3) })).rejects.toMatchObject({ code: 'USAGE' });
    const seen = { add: () => Promise.reject(new Error('full')) };
    await expect(open(inline, { seen })).rejects.toThrow('full');
  });

  it('fetches a body that was left behind, from a listed origin, and tells nobody who asks', async () => {
    const { origin, asked, by } = await serving((_request, response) => response.end(sent.body));
    expect(await open(by('/body'), { bodyOrigins: [origin] })).toMatchObject({ state: 'message', message: { text } });
    expect(asked).toEqual(['/body undefined undefined']);
  });

  it('asks no origin that is not listed, nor by another scheme or with a password', async () => {
    const { origin, asked, by } = await serving((_request, response) => response.end(sent.body));
    const listed = [origin, 'http://bodies.example', 'https://bodies.example', 'null'];
    expect(await open(by('/body'))).toEqual({ state: 'no-body', reason: 'origin' });
    for (const address of [
      'http://bodies.example/body',
      'https://elsewhere.example/body',
      'https://bodies.example:8443/body',
      `${origin.replace('//', '//user:pass@')}/body`,
      'data:text/plain,body',
      'file:///body',
      '//body',
      'not an address',
    ])
      expect(await open(by(`${address.includes('://') ? '' : 'x://'}${address}`), { bodyOrigins: listed })).toEqual({
        state: 'no-body',
        reason: 'origin',
      });
    expect(asked).toEqual([]);
  });

  it('follows no redirect, and remembers nothing of a push whose body is missing', async () => {
    let works = false;
    const { origin, by } = await serving((request, response) => {
      if (works || request.url === '/there') response.end(sent.body);
      else if (request.url === '/moved') response.writeHead(302, { location: '/there' }).end();
      else if (request.url === '/broken') request.socket.destroy();
      else response.writeHead(404).end();
    });
    const seen = memorySeen();
    const more = { bodyOrigins: [origin], seen };
    for (const path of ['/moved', '/gone', '/broken'])
      expect(await open(by(path), more)).toEqual({ state: 'no-body', reason: 'fetch' });
    works = true;
    expect(await open(by('/gone'), more)).toMatchObject({ state: 'message' });
  });

  it('reads no more than a body can have', async () => {
    let written = 0;
    const piece = new Uint8Array(1 << 20);
    const { origin, by } = await serving((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(piece)) written += piece.length;
        if (!response.destroyed) written += piece.length;
      };
      response.on('drain', more);
      more();
    });
    expect(await open(by('/endless'), { bodyOrigins: [origin] })).toEqual({ state: 'no-body', reason: 'too-large' });
    expect(written).toBeGreaterThan(limits.bodyBytes);
    expect(written).toBeLessThan(3 * limits.bodyBytes);
  });
});
