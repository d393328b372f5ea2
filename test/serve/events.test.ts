import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { limits } from '../../src/limits.ts';
import { Events } from '../../src/serve/events.ts';
import { html } from '../../src/serve/html.ts';
import { Watch } from '../../src/serve/watch.ts';
import { ManualClock } from '../../src/testing.ts';
import { DELIVERED, heldTransport, people, request, START, turn } from '../engine/delivery-support.ts';
import { ask, type LoggedIn, login, operatorPlace } from './support.ts';

const { start, open } = operatorPlace();

interface Event {
  readonly at: number;
  readonly pieces: Readonly<Record<string, string>>;
}

interface Listening {
  readonly events: Event[];
  readonly status: Promise<number>;
  over: boolean;
  readonly closed: Promise<void>;
  close(): void;
}

function listen(url: string, { cookie }: LoggedIn, path = '/events'): Listening {
  const events: Event[] = [];
  let response: IncomingMessage | undefined;
  let ended: () => void = () => {};
  const closed = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const request = get(new URL(path, url), { headers: { cookie } });
  const status = new Promise<number>((resolve) => {
    request.on('response', (answer) => {
      response = answer;
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const block = text.slice(0, end);
          text = text.slice(end + 2);
          if (block.startsWith('event: over')) listening.over = true;
          else if (block.startsWith('data: ')) events.push(JSON.parse(block.slice(6)) as Event);
        }
      });
      answer.on('close', ended);
      resolve(answer.statusCode!);
    });
    request.on('error', ended);
  });
  const listening: Listening = { events, status, closed, over: false, close: () => (response ?? request).destroy() };
  return listening;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turn();
}

describe('events', () => {
  it('bring what has changed, and nothing else', async () => {
    const slow = heldTransport('slow');
    const { engine, operator } = await start({ transport: slow });
    const inside = await login(operator.url);
    const listening = listen(operator.url, inside);
    await until(() => listening.events.length > 0);
    expect(Object.keys(listening.events[0]!.pieces).sort()).toEqual([
      'attention',
      'ended',
      'headline',
      'mailbox',
      'notices',
      'open',
    ]);
    const broadcast = await engine.send({ ...request, to: people(6) });
    const changed = (): Event[] => listening.events.filter(({ pieces }) => Object.keys(pieces).length > 0).slice(1);
    await until(() => changed().some(({ pieces }) => pieces.open?.includes(broadcast.id)));
    await until(() => slow.groups.length > 0);
    for (const group of slow.groups) group.answer(DELIVERED);
    await broadcast.settled;
    await until(() => changed().some(({ pieces }) => pieces.ended?.includes(broadcast.id)));
    for (const { pieces } of changed()) expect(pieces.attention).toBeUndefined();
    listening.close();
    await listening.closed;
  });

  it('of one broadcast, and over when the operator is logged out', async () => {
    const { engine, operator } = await start();
    const inside = await login(operator.url);
    const broadcast = await engine.send({ ...request, to: people(6) });
    await broadcast.done;
    const one = listen(operator.url, inside, `/events?of=${broadcast.id}`);
    await until(() => one.events.length > 0);
    expect(Object.keys(one.events[0]!.pieces).sort()).toEqual(['detail', 'notices']);
    const none = listen(operator.url, inside, `/events?of=${'0'.repeat(32)}`);
    await none.closed;
    expect([none.over, none.events]).toEqual([true, []]);
    await inside.post('/logout');
    await one.closed;
    expect(one.over).toBe(true);
  });

  it('go to so many pages and no more, and a place that is left is free', async () => {
    const { operator } = await start();
    const inside = await login(operator.url);
    const all = Array.from({ length: limits.operatorStreams }, () => listen(operator.url, inside));
    for (const one of all) expect(await one.status).toBe(200);
    const refused = await ask(operator.url, '/events', { headers: { cookie: inside.cookie } });
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '10']);
    all[0]!.close();
    await all[0]!.closed;
    let status = 503;
    while (status === 503) {
      const again = listen(operator.url, inside);
      status = await again.status;
      again.close();
    }
    expect(status).toBe(200);
    for (const one of all) one.close();
  });

  it('wait for nobody: who does not read gets no queue, and is let go', async () => {
    const clock = new ManualClock(START);
    const { engine } = await open();
    const watch = new Watch(engine, clock, clock, { approving: 'nothing' });
    const events = new Events(watch, clock);
    const part = 'x'.repeat(1_000_000);
    let asked = 0;
    let response: ServerResponse | undefined;
    const server = createServer((_request, answer) => {
      response = answer;
      events.open(answer, {}, { allowed: () => true, pieces: () => ({ all: html`<p>${part}${asked++}</p>` }) });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.pause();
    socket.on('error', () => {});
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await until(() => asked > 0);
    // Until what the kernel holds is full; from then on nothing is made for it.
    for (let before = -1; before < asked; ) {
      before = asked;
      await watch.look();
      for (let n = 0; n < 20; n++) await turn();
    }
    const full = asked;
    for (let n = 0; n < 200; n++) await watch.look();
    expect(asked).toBe(full);
    expect(response!.writableLength).toBeLessThan(2 * part.length);
    expect(events.count).toBe(1);
    clock.advance(limits.operatorStallMs);
    socket.resume();
    await closed;
    await until(() => events.count === 0);
    watch.stop();
    await new Promise((resolve) => server.close(resolve));
    await engine.close();
  });
});
