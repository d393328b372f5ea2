import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  fileTransport,
  httpTransport,
  memoryTransport,
  type Outcome,
  type Parcel,
  readEnvelopeFile,
  type Transport,
} from '../../src/index.ts';
import { generatePullKey, type PullKey, pullMailbox } from '../../src/pull.ts';
import { type ConformanceOptions, type TransportHarness, transportConformance } from '../../src/testing.ts';
import { tempDir } from '../engine/support.ts';
import { mailboxIn, NAME } from '../mailbox/support.ts';
import { certificateIn, type GatewayProcess, startGateway } from './gateway.ts';

const { dir, remove } = tempDir();
afterAll(remove);
const certificate = certificateIn(dir);
const ca = readFileSync(certificate.cert);
let places = 0;

/** The other side of memory and files: whoever collects knows a mailbox again, and takes its envelope once. */
function onceEach(envelopes: readonly Uint8Array[]): Uint8Array[] {
  const byMailbox = new Map(
    envelopes.map((envelope) => [Buffer.from(envelope.subarray(24, 40)).toString('hex'), envelope]),
  );
  return [...byMailbox.values()];
}

function memory(): TransportHarness {
  const transport = memoryTransport();
  return {
    transport,
    route: (n) => `secret-route-${n}`,
    received: () => onceEach(transport.parcels.map(({ envelope }) => envelope)),
  };
}

function file(): TransportHarness {
  const out = join(dir, `files-${++places}`);
  return {
    transport: fileTransport(out),
    route: (n) => `secret-route-${n}`,
    async received() {
      const found: Uint8Array[] = [];
      for (const name of existsSync(out) ? readdirSync(out) : [])
        if (name.endsWith('.envelopes')) for await (const one of readEnvelopeFile(join(out, name))) found.push(one);
      return onceEach(found);
    },
  };
}

/** One process for all checks, but where a check has killed it. */
function http(options: Parameters<typeof startGateway>[1] = {}, repeatLost = false): () => Promise<TransportHarness> {
  let gateway: GatewayProcess | undefined;
  afterAll(() => gateway?.kill());
  return async () => {
    if (gateway?.alive !== true) gateway = await startGateway(dir, options);
    await gateway.forget();
    const { url, received, kill } = gateway;
    return {
      transport: httpTransport({ url, repeatLost, attempts: 3, timeoutMs: 2_000, tls: { ca } }),
      route: (n) => `good-secret-route-${n}`,
      badRoute: (n) => `bad-secret-route-${n}`,
      received,
      die: kill,
    };
  };
}

/** What a mailbox has taken is what its inboxes hold, collected as a device does. */
async function mailbox(): Promise<TransportHarness> {
  const opened = await mailboxIn(dir, { limits: { ipRequests: 1_000_000, challenges: 1_000_000 } });
  const { url } = await opened.listen();
  const keys = new Map<number, PullKey>();
  const keyOf = (n: number): PullKey => {
    // A thousand X25519 keys a check would say no more than eight: parcels share inboxes.
    const key = keys.get(n % 8) ?? generatePullKey();
    keys.set(n % 8, key);
    return key;
  };
  let collected: Uint8Array[] = [];
  const collect = async (): Promise<void> => {
    collected = [];
    for (const key of keys.values())
      for await (const { envelope } of pullMailbox({ url, ...key, name: NAME, follow: false }))
        collected.push(envelope);
  };
  let alive = true;
  return {
    transport: opened.transport,
    route: (n) => keyOf(n).route,
    badRoute: (n) => `bad-secret-route-${n}`,
    async received() {
      if (alive) await collect();
      return collected;
    },
    async die() {
      await collect();
      alive = false;
      await opened.close();
    },
    close: () => opened.close(),
  };
}

const harnesses: Record<
  string,
  [() => TransportHarness | Promise<TransportHarness>, notApplicable: number, groupSize?: number]
> = {
  memory: [memory, 3],
  file: [file, 3],
  mailbox: [mailbox, 0],
  'http to an HTTP/1.1 gateway': [http(), 0],
  'http to an HTTP/2 gateway': [http({ tls: certificate }), 0, 128],
  'http to an HTTP/2 gateway that goes away every seven requests': [
    http({ tls: certificate, goawayEvery: 7 }, true),
    0,
    128,
  ],
};

describe.each(Object.entries(harnesses))('%s', (_name, [make, notApplicable, groupSize]) => {
  const checks = transportConformance(make, groupSize === undefined ? {} : { groupSize });
  let skipped = 0;
  it.each(checks.map(({ name, run }) => [name, run] as const))('%s', async (_check, run) => {
    if ((await run()) === 'not applicable') skipped++;
  });
  it('was asked everything that applies', () => {
    expect(checks.length).toBe(14);
    expect(skipped).toBe(notApplicable);
  });
});

/** Memory behind a door that refuses bad routes and drops repeats by id, with one fault planted in front of it. */
function planted(fault: (deliver: Transport['deliver']) => Transport['deliver'], close?: () => Promise<void>) {
  return (): TransportHarness => {
    const taken = new Map<string, Uint8Array>();
    const honest: Transport['deliver'] = async (parcels) =>
      parcels.map(({ id, envelope, route }): Outcome => {
        if (route?.reveal().startsWith('bad')) return { state: 'failed', reason: 'gone' };
        taken.set(id, envelope);
        return { state: 'delivered' };
      });
    return {
      transport: { name: 'planted', deliver: fault(honest), ...(close === undefined ? {} : { close }) },
      route: (n) => `good-secret-route-${n}`,
      badRoute: (n) => `bad-secret-route-${n}`,
      received: () => [...taken.values()],
    };
  };
}

const aside = (parcel: Parcel): Parcel => ({ ...parcel, id: `${parcel.id.slice(2)}ff` });

const faults: Record<string, [TransportHarness | (() => TransportHarness), RegExp]> = {
  'loses the last of a group': [
    planted((deliver) => async (parcels, signal) => {
      await deliver(parcels.slice(0, -1), signal);
      return parcels.map((): Outcome => ({ state: 'delivered' }));
    }),
    /called delivered, and did not arrive/,
  ],
  'answers in the order in which answers came': [
    planted((deliver) => async (parcels, signal) => [...(await deliver(parcels, signal))].reverse()),
    /outcome \d+ is (failed|delivered)/,
  ],
  'delivers twice, under a key of its own for each attempt': [
    planted((deliver) => async (parcels, signal) => {
      await deliver(parcels.map(aside), signal);
      return deliver(parcels, signal);
    }),
    /arrived 2 times/,
  ],
  'answers too little': [
    planted((deliver) => async (parcels, signal) => (await deliver(parcels, signal)).slice(1)),
    /20 parcels, and 19 outcomes/,
  ],
  'calls a group failed for the sake of one': [
    planted((deliver) => async (parcels, signal) => {
      if (!parcels.some(({ route }) => route?.reveal().startsWith('bad'))) return deliver(parcels, signal);
      return parcels.map((): Outcome => ({ state: 'failed', reason: 'gone' }));
    }),
    /others than the refused one were not delivered/,
  ],
  'names the route in its reason': [
    planted(
      (deliver) => async (parcels, signal) =>
        (await deliver(parcels, signal)).map((outcome, n) =>
          outcome.state === 'failed' ? { state: 'failed', reason: `gone: ${parcels[n]!.route?.reveal()}` } : outcome,
        ),
    ),
    /a route is to be seen/,
  ],
  'throws with the route in its message': [
    planted((deliver) => async (parcels, signal) => {
      const bad = parcels.find(({ route }) => route?.reveal().startsWith('bad'));
      if (bad !== undefined) throw new Error('cannot reach', { cause: { url: bad.route!.reveal() } });
      return deliver(parcels, signal);
    }),
    /a route is to be seen/,
  ],
  'hangs when it is aborted': [
    planted((deliver) => (parcels, signal) => (signal.aborted ? new Promise(() => {}) : deliver(parcels, signal))),
    /deliver has not settled/,
  ],
  'writes into the envelopes': [
    planted((deliver) => async (parcels, signal) => {
      const outcomes = await deliver(parcels, signal);
      for (const { envelope } of parcels) envelope.fill(0);
      return outcomes;
    }),
    /bytes that are not its own|did not arrive as it was/,
  ],
  'fails at the second close': [
    (() => {
      let closed = 0;
      return planted(
        (deliver) => deliver,
        async () => {
          if (++closed % 3 === 2) throw new Error('closed before');
        },
      );
    })(),
    /closed before/,
  ],
};

describe('the suite finds a transport that', () => {
  it.each(Object.entries(faults))('%s', async (_name, [make, message]) => {
    const options: ConformanceOptions = { patienceMs: 100, groupSize: 64 };
    const found: string[] = [];
    for (const { run } of transportConformance(make as () => TransportHarness, options)) {
      try {
        await run();
      } catch (error) {
        found.push((error as Error).message);
      }
    }
    expect(found.join('\n')).toMatch(message);
  });

  it('does nothing of the kind, to hold', async () => {
    for (const { run } of transportConformance(planted((deliver) => deliver))) await run();
  });
});
