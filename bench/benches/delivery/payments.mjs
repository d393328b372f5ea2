// One run of the delivery bench, in a process of its own: `seal` makes the spool; `drain` hands it over, with payments beside it.
//
//     broadcast   ── paused ──┬── drains ──┬── paused ──┬── drains ── … ── all delivered
//     payments    ·  ·  ·  ·  │ ·  ·  ·  · │ ·  ·  ·  · │ ·  ·  ·
//                    alone        beside       alone        beside
//
// In turn and in one process, so that what else the machine does, and what the spool and the heap have become, is the same for both.
import { setTimeout as wait } from 'node:timers/promises';
import { openEngine } from '../../../dist/index.js';
import { anyPublicKey, audience } from '../../audience.mjs';
import { done } from '../../child.mjs';
import { median } from '../../measure.mjs';

const { what, dir, count, threads, turns, perTurn, atMostEvery, latency } = JSON.parse(process.argv[2]);

await (what === 'seal' ? seal() : drain());

async function seal() {
  const engine = await openEngine({ dir, threads });
  const broadcast = await engine.send({ from: 'bench', message: 'a'.repeat(256), to: audience(count) });
  const { sealed } = await broadcast.done;
  await engine.close();
  done({ sealed });
}

async function drain() {
  /** When the window of a payment was committed, as the engine's own log says in the same turn. @type {Map<string, number>} */
  const committed = new Map();
  const waits = { alone: [], beside: [] };
  let turn = 'alone';
  const nothing = () => {};
  const engine = await openEngine({
    dir,
    threads,
    logger: {
      debug: ({ broadcast }, message) => {
        if (message === 'window committed') committed.set(broadcast, performance.now());
      },
      info: nothing,
      warn: nothing,
      error: nothing,
    },
    transport: {
      name: 'memory',
      async deliver(parcels) {
        const now = performance.now();
        const at = committed.get(Buffer.from(parcels[0].broadcast).toString('hex'));
        // Once the broadcast is through, a payment is alone again, though the turn is not over.
        if (at !== undefined && (turn === 'alone' || many.report().pending > 0)) waits[turn].push(now - at);
        await wait(latency);
        return parcels.map(() => ({ state: 'delivered' }));
      },
    },
  });
  const many = (await engine.resume()).resumed[0];
  many.pause();

  let payments = 0;
  const pay = async () => {
    payments++;
    const to = [{ id: `payer-${payments}`, publicKey: anyPublicKey() }];
    const { delivered } = await (await engine.send({ from: 'bench', message: 'Paid.', class: 'payment', to })).settled;
    if (delivered !== 1) throw new Error('a payment was not delivered');
  };
  // The first of everything loads and compiles: not measured. Then, how long one takes from end to end on this machine, now: payments that
  // come faster than they can be sealed wait for each other, and would say so, not what the broadcast does to them.
  const took = [];
  for (let n = 0; n < 10; n++) {
    const begun = performance.now();
    await pay();
    took.push(performance.now() - begun);
  }
  const every = Math.max(atMostEvery, 2 * median(took.slice(5)));
  waits.alone = [];

  /** Payments at that rate, whether those before are through or not. */
  const payFor = async (most, goesOn) => {
    const begun = performance.now();
    const paying = [];
    for (let n = 0; n < most && goesOn(); n++) {
      await wait(Math.max(0, begun + n * every - performance.now()));
      paying.push(pay());
    }
    await Promise.all(paying);
  };

  const pending = () => many.report().pending;
  const seconds = { alone: 0, beside: 0 };
  for (let left = pending(), n = 0; left > 0 && n < turns; left = pending(), n++) {
    turn = 'alone';
    const begun = performance.now();
    await payFor(perTurn, () => true);
    turn = 'beside';
    const middle = performance.now();
    many.unpause();
    await payFor(perTurn, () => pending() > 0);
    many.pause();
    seconds.alone += (middle - begun) / 1000;
    seconds.beside += (performance.now() - middle) / 1000;
    if (pending() === left) throw new Error('nothing of the broadcast was delivered');
  }
  const handed = count - pending();
  many.unpause();
  const { delivered } = await many.settled;
  const latencies = engine.latency();
  await engine.close();
  const own = latencies.payment.wait;
  if (own.count !== payments) throw new Error(`the engine counts ${own.count} payments, not ${payments}`);
  done({ delivered, handed, every, waits, seconds, ownP99: own.p99Ms });
}
