import { join } from 'node:path';
import type { Facts } from '../../../src/broadcast/admit/facts.ts';
import { type Engine, type EngineOptions, openEngine, type SendRequest } from '../../../src/index.ts';
import { ManualClock } from '../../../src/testing.ts';
import { turns } from '../../delivery/memory-spool.ts';
import { device, hex, tempDir } from '../../engine/support.ts';

/** People n to n + count - 1, with a device each. */
export function people(count: number, first = 0): { id: string; publicKey: string }[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `person-${first + i}`,
    publicKey: hex(device(first + i).publicKey),
  }));
}

export async function* stream<T>(rows: readonly T[]): AsyncGenerator<T> {
  yield* rows;
}

/** Without pauses between groups: the clock of a test stands still. */
export const LADDER = (['emergency', 'payment', 'chat', 'broadcast'] as const).map((name) => ({
  class: name,
  floor: 0.1,
  group: 1024,
  jitterMs: 0,
}));

export const NOON = Date.UTC(2026, 10, 25, 12);

/** Of a broadcast that no rule is against, but those of the profile's own figures. */
export const facts: Facts = {
  now: NOON,
  sender: 'city-hall',
  senderKey: 'ab'.repeat(64),
  class: 'broadcast',
  purpose: 'news',
  ephemeral: 'batch',
  personalBytes: null,
  recallMs: 30 * 24 * 3_600_000,
  retainMs: 30 * 24 * 3_600_000,
  holdMs: 0,
  releaseAt: NOON,
  text: 'Water is off on Friday.',
  recipients: 100,
  devices: 100,
  goesOn: false,
  alike: 100,
  usage: { used: () => 0, roomAt: () => null },
  hoursBegin: null,
  capsAhead: null,
};

/** An engine on a directory of its own, with a clock that stands still, and what removes both. */
export async function place(options: Partial<EngineOptions> = {}): Promise<{
  engine: Engine;
  clock: ManualClock;
  again: (options?: Partial<EngineOptions>) => Promise<Engine>;
  end: () => Promise<void>;
}> {
  const { dir, remove } = tempDir();
  const clock = new ManualClock(NOON);
  let engine: Engine;
  const open = async (more: Partial<EngineOptions> = {}): Promise<Engine> => {
    engine = await openEngine({
      dir: join(dir, 'home'),
      threads: 2,
      clock,
      timer: clock,
      ladder: LADDER,
      ...options,
      ...more,
    });
    return engine;
  };
  return {
    engine: await open(),
    clock,
    async again(more) {
      await engine.close();
      return open(more);
    },
    async end() {
      await engine.close();
      remove();
    },
  };
}

export function request(to: SendRequest['to'], more: Partial<SendRequest> = {}): SendRequest {
  return { from: 'city-hall', message: 'Water is off on Friday.', to, ...more };
}

/** Until the transport has all that may go now: what a commit that failed has stopped is resumed at the same moment. */
export async function handOver(engine: Engine, now: number): Promise<void> {
  for (let looks = 0; ; looks++) {
    const waiting = (await engine.list()).filter(
      ({ admission, state, pending, releaseAt }) =>
        admission === 'released' && state === 'sealed' && pending > 0 && (releaseAt?.getTime() ?? 0) <= now,
    );
    if (waiting.length === 0) return;
    if (looks > 200) throw new Error(`${waiting.length} broadcasts are not handed over`);
    if (looks % 20 === 19) await engine.resume();
    await turns(5);
  }
}

/** Lets time pass: what is held to a moment in between goes out at that moment, and not later. */
export async function pass(engine: Engine, clock: ManualClock, ms: number): Promise<void> {
  for (const end = clock.now() + ms; clock.now() < end; ) {
    await handOver(engine, clock.now());
    const moments = (await engine.list()).map(({ releaseAt }) => releaseAt?.getTime() ?? 0);
    const next = Math.min(end, ...moments.filter((at) => at > clock.now()));
    clock.advance(next - clock.now());
  }
  await handOver(engine, clock.now());
}
