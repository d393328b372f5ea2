import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { type Engine, type EngineOptions, type Random, SealcastError, type Transport } from '../../../src/index.ts';
import { systemRandom } from '../../../src/ports/random.ts';
import { hex } from '../../engine/support.ts';
import { handOver, NOON, pass, people, place, request, stream } from './support.ts';

const ends: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const end of ends.splice(0)) await end();
});

const HOUR = 3_600_000;
const BROADCASTS = 3;
const RECIPIENTS = 12;
const profile = {
  version: 1,
  name: 'mine',
  caps: {
    recipientsPerBroadcast: 6,
    broadcasts: [{ most: BROADCASTS, per: '5h' }],
    recipients: [{ most: RECIPIENTS, per: '5h' }],
  },
  // Longer than the windows: what is held has its place in all that come.
  approval: { above: 4, within: '12h' },
};

type Step =
  | { readonly kind: 'send'; readonly count: number; readonly streamed: boolean; readonly heldTo: number }
  | { readonly kind: 'approve' | 'abort'; readonly which: number }
  | { readonly kind: 'hours'; readonly hours: number }
  | { readonly kind: 'crash' }
  | { readonly kind: 'fail'; readonly after: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      count: fc.integer({ min: 1, max: 8 }),
      streamed: fc.boolean(),
      // Moments that many are held to, and such as are just in one window with them, or not; what is over by then goes at once.
      heldTo: fc
        .constantFrom(0, 0, 6, 12, 12, 12, 17, 18, 24)
        .chain((hours) => fc.constantFrom(0, 1).map((ms) => NOON + hours * HOUR - ms)),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('approve' as const, 'abort' as const), which: fc.nat(20) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('hours' as const), hours: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'crash' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('fail' as const), after: fc.nat(6) }) },
);

/** Twice as many as a window may have, of two windows, for one moment. */
const GATHERED: Step[][] = [0, 1].map(() => [
  ...[1, 2, 3].map((count) => ({ kind: 'send' as const, count, streamed: false, heldTo: NOON + 12 * HOUR })),
  { kind: 'hours', hours: 6 },
]);

interface HandOver {
  readonly at: number;
  readonly broadcast: string;
}

/** Of all that the transport was ever given: no 5 hours have more than the caps. */
function expectWithinCaps(given: readonly HandOver[]): void {
  for (const { at } of given) {
    const within = given.filter((one) => one.at <= at && one.at > at - 5 * HOUR);
    expect(within.length).toBeLessThanOrEqual(RECIPIENTS);
    expect(new Set(within.map(({ broadcast }) => broadcast)).size).toBeLessThanOrEqual(BROADCASTS);
  }
}

it('are never exceeded, whatever is sent at once, approved, aborted, and whichever commit fails or is the last of a process', async () => {
  let stopped = 0;
  let through = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { minLength: 3, maxLength: 8 }),
      fc.constantFrom(1, 3),
      async (rounds, threads) => {
        // Nonces of 24 bytes are drawn for what is committed: one that throws is a commit that fails.
        let failIn = -1;
        const random: Random = {
          bytes(length) {
            if (length === 24 && failIn >= 0 && failIn-- === 0)
              throw new SealcastError('DISK_FULL', 'as if the disk had failed');
            return systemRandom.bytes(length);
          },
          hedge: () => systemRandom.hedge(),
        };
        const given: HandOver[] = [];
        const transport: Transport = {
          name: 'given',
          async deliver(parcels) {
            for (const { broadcast } of parcels) given.push({ at: made.clock.now(), broadcast: hex(broadcast) });
            return parcels.map(() => ({ state: 'delivered' as const }));
          },
        };
        const options: Partial<EngineOptions> = { profile, threads, random, transport };
        const made = await place(options);
        ends.push(made.end);
        let { engine } = made;
        await engine.createSender('city-hall');
        const seen = new Set<string>();
        const look = async (one: Engine): Promise<void> => {
          await handOver(one, made.clock.now());
          for (const { broadcast, admission, state } of await one.list()) {
            if (admission === 'released' && state !== 'sealing') seen.add(broadcast);
            // What was let through once is let through for good.
            if (seen.has(broadcast)) expect(admission).toBe('released');
          }
        };
        let first = 0;
        for (const round of rounds) {
          const all = round.map(async (one): Promise<void> => {
            if (one.kind === 'send') {
              first = (first + 8) % 240;
              const rows = people(one.count, first);
              const holdMs = Math.max(0, one.heldTo - made.clock.now());
              const to = one.streamed ? (stream(rows) as never) : rows;
              const broadcast = await engine.send(request(to, { holdMs }));
              broadcast.settled.catch(() => undefined);
              await broadcast.done;
            } else if (one.kind === 'approve' || one.kind === 'abort') {
              const reports = await engine.list();
              const report = reports[one.which % Math.max(1, reports.length)];
              if (report !== undefined) await engine[one.kind](report.broadcast);
            } else if (one.kind === 'fail') failIn = one.after;
          });
          const ended = await Promise.allSettled(all);
          for (const one of ended) {
            if (one.status === 'fulfilled') continue;
            expect(one.reason).toMatchObject({
              code: expect.stringMatching(/^(POLICY_REFUSED|USAGE|DISK_FULL|ABORTED|INTERRUPTED)$/),
            });
            if (one.reason.code === 'POLICY_REFUSED') stopped++;
          }
          failIn = -1;
          await look(engine);
          for (const one of round) {
            if (one.kind === 'hours') await pass(engine, made.clock, one.hours * HOUR);
            // Another process finds what this one has committed.
            if (one.kind === 'crash') {
              engine = await made.again();
              await engine.resume();
            }
          }
          await look(engine);
        }
        await pass(engine, made.clock, Math.max(0, NOON + 24 * HOUR - made.clock.now()));
        through += new Set(given.map(({ broadcast }) => broadcast)).size;
        expectWithinCaps(given);
        await ends.pop()!();
      },
    ),
    { numRuns: 25, examples: [[GATHERED, 1]], interruptAfterTimeLimit: 200_000, markInterruptAsFailure: true },
  );
  // It was about something.
  expect(stopped).toBeGreaterThan(20);
  expect(through).toBeGreaterThan(20);
}, 240_000);
