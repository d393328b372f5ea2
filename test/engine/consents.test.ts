/** Consent by purpose in a whole engine: who has agreed is written to, whatever the order in which that became known. */
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeConsent, parseConsent } from '../../src/broadcast/recipients/consent-record.ts';
import { withConsent } from '../../src/broadcast/recipients/consents.ts';
import { verifyStrict } from '../../src/crypto/body.ts';
import {
  type Engine,
  type EngineOptions,
  generatePermitKey,
  newConsent,
  newRevocation,
  openEngine,
  type Report,
  type SendRequest,
} from '../../src/index.ts';
import { nodeVerifier } from '../../src/keyring/sender-keys.ts';
import { ManualClock } from '../../src/testing.ts';
import { device, expectConserved, hex, tempDir } from './support.ts';

const SEED = Number(process.env.SEALCAST_SEED ?? 20_261_125);
const { dir, remove } = tempDir();
afterAll(remove);
let count = 0;
const registry = generatePermitKey();
const other = generatePermitKey();
/** Past noon in Brussels: nobody is left out by the hour. */
const START = Date.UTC(2026, 10, 25, 12);
const DAY = 86_400_000;

const person = (n: number) => ({ id: `p${n}`, publicKey: hex(device(n).publicKey), phone: `+86138123456${70 + n}` });
const profile = { version: 1, name: 'own', consent: {} };

async function withEngine(
  work: (engine: Engine, clock: ManualClock) => Promise<void>,
  options: Partial<EngineOptions> = {},
): Promise<void> {
  const clock = new ManualClock(START);
  const engine = await openEngine({
    ...{ dir: join(dir, String(count++)), threads: 1, clock, timer: clock },
    ...{ consentRegistries: [other.publicKey, registry.publicKey], profile },
    ...options,
  });
  try {
    await work(engine, clock);
  } finally {
    await engine.close();
  }
}

async function sent(engine: Engine, request: Partial<SendRequest> = {}): Promise<Report> {
  const to = [0, 1, 2, 3].map(person);
  const asked = { from: 'tester', message: 'x', to, newSender: true, purpose: 'news', ...request };
  const report = await (await engine.send(asked)).done;
  expectConserved(report);
  return report;
}

const grant = (n: number, more = {}) =>
  newConsent(registry.privateKey, { id: `p${n}` }, { purpose: 'news', at: START, ...more });
const revocation = (n: number, more = {}) =>
  newRevocation(registry.privateKey, { id: `p${n}` }, { purpose: 'news', at: START, ...more });

describe('consent', () => {
  it('is asked before anything is sealed: who has not agreed to this purpose is left out', () =>
    withEngine(async (engine) => {
      expect(await sent(engine)).toMatchObject({ sealed: 0, suppressedBy: { consent: 4 } });
      const phone = newConsent(registry.privateKey, { phone: '+8613812345672' }, { purpose: 'news', at: START });
      const taken = await engine.recipients.recordConsent([grant(0), phone, grant(3, { purpose: 'other' }), grant(0)]);
      expect(taken).toEqual({ listed: 4, changed: 3, refused: 0, refusedBy: {}, refusedAt: [] });
      const report = await sent(engine);
      expect(report).toMatchObject({ sealed: 2, suppressedBy: { consent: 2 }, purpose: 'news' });
      await expect(engine.fetch(report.broadcast, 'p2')).resolves.toBeDefined();
      expect(await sent(engine, { purpose: 'other' })).toMatchObject({ sealed: 1, suppressed: 3 });
      expect(await sent(engine, { dryRun: true })).toMatchObject({ sealed: 2, suppressed: 2 });
      expect(engine.recipients.counts()).toEqual({ optOuts: 0, consents: 3 });
    }));

  it('is asked of the classes and purposes that the profile says, and of no others', () =>
    withEngine(async (engine) => {
      const consent = {
        classes: ['broadcast', 'chat'],
        purposes: { service: 'none', old: 'refused', news: 'required' },
      };
      const under = (otherwise: string) => ({
        ...profile,
        name: `own-${otherwise}`,
        consent: { ...consent, otherwise },
      });
      const left = async (request: Partial<SendRequest>) => (await sent(engine, request)).suppressed;
      await engine.recipients.recordConsent([grant(0)]);
      expect(await left({ profile: under('required') })).toBe(3);
      expect(await left({ profile: under('none') })).toBe(3);
      expect(await left({ profile: under('none'), purpose: 'any' })).toBe(0);
      expect(await left({ profile: under('required'), purpose: 'any' })).toBe(4);
      expect(await left({ profile: under('required'), purpose: 'service' })).toBe(0);
      expect(await left({ profile: under('required'), class: 'chat' })).toBe(3);
      expect(await left({ profile: under('required'), class: 'payment' })).toBe(0);
      expect(await left({ profile: under('required'), class: 'emergency', purpose: undefined as never })).toBe(0);
      expect(await left({ profile: 'open' })).toBe(0);
      for (const [request, says] of [
        [{ profile: under('refused'), purpose: 'any' }, 'purpose any, which is none of 2 allowed'],
        [{ profile: under('none'), purpose: 'old' }, 'purpose old, which is none of 2 allowed'],
        [{ profile: 'eu', purpose: undefined as never }, 'class broadcast without a purpose'],
      ] as const)
        await expect(sent(engine, request)).rejects.toMatchObject({
          code: 'POLICY_REFUSED',
          message: expect.stringContaining(`${says} (profile`),
        });
      expect(await left({ profile: 'eu' })).toBe(3);
      expect(await left({ profile: 'eu', class: 'emergency', purpose: undefined as never })).toBe(0);
    }));

  it('ends when it expires, to the millisecond, and when it is taken back', () =>
    withEngine(async (engine, clock) => {
      await engine.recipients.recordConsent([grant(0, { expires: START + DAY }), grant(1), grant(2)]);
      const left = async () => (await sent(engine)).suppressed;
      expect(await left()).toBe(1);
      clock.advance(DAY - 1);
      expect(await left()).toBe(1);
      clock.advance(1);
      expect(await left()).toBe(2);
      expect(engine.recipients.revokeConsent({ id: 'p1' }, { purpose: 'other' })).toBe(true);
      expect(await left()).toBe(2);
      expect(engine.recipients.revokeConsent({ id: 'p1' }, { purpose: 'news' })).toBe(true);
      expect(engine.recipients.revokeConsent({ id: 'p1' }, { purpose: 'news' })).toBe(false);
      expect(await left()).toBe(3);
      expect(engine.recipients.revokeConsent({ id: 'p2' })).toBe(true);
      expect(await left()).toBe(4);
      // Said again after that, it counts again; replayed from before, it does not.
      await engine.recipients.recordConsent([grant(1), grant(2), grant(1, { at: clock.now() })]);
      expect(await left()).toBe(4);
      await engine.recipients.recordConsent([grant(1, { at: clock.now() + 1 }), grant(2, { at: clock.now() + 1 })]);
      expect(await left()).toBe(2);
    }));

  it.each(['news', undefined])('is taken back from a registry whose clock is ahead, too: purpose %s', (purpose) =>
    withEngine(async (engine, clock) => {
      const ahead = START + 240_000;
      await engine.recipients.recordConsent([grant(0, { at: ahead }), grant(0, { at: START, purpose: 'other' })]);
      clock.advance(60_000);
      const revoke = () => engine.recipients.revokeConsent({ id: 'p0' }, purpose === undefined ? {} : { purpose });
      expect(revoke()).toBe(true);
      expect(revoke()).toBe(false);
      clock.advance(DAY);
      expect(await sent(engine)).toMatchObject({ sealed: 0, suppressed: 4 });
      expect((await sent(engine, { purpose: 'other' })).sealed).toBe(purpose === undefined ? 0 : 1);
      await engine.recipients.recordConsent([grant(0, { at: ahead }), grant(0, { at: ahead + 1 })]);
      expect(await sent(engine)).toMatchObject({ sealed: 1, suppressed: 3 });
    }),
  );

  it('is answered for only where taking it back changed something', () =>
    withEngine(async (engine, clock) => {
      const revoke = (n: number, purpose?: string) => {
        clock.advance(1);
        return engine.recipients.revokeConsent({ id: `p${n}` }, purpose === undefined ? {} : { purpose });
      };
      await engine.recipients.recordConsent([grant(0), grant(0, { purpose: 'other' }), grant(1)]);
      expect([revoke(0, 'news'), revoke(0, 'news'), revoke(0), revoke(0), revoke(0, 'other')]).toEqual([
        ...[true, false, true, false, false],
      ]);
      await engine.recipients.recordConsent([grant(0, { at: clock.now() + 1, purpose: 'other' })]);
      expect([revoke(0, 'news'), revoke(0, 'other'), revoke(0)]).toEqual([false, true, false]);
      // A no before any yes is one: a grant from before it that comes late does not count.
      expect([revoke(2), revoke(2), revoke(2, 'news')]).toEqual([true, false, false]);
      const before = clock.now();
      clock.advance(1_000);
      expect(revoke(3, 'news')).toBe(true);
      await engine.recipients.recordConsent([grant(2, { at: before - 1 }), grant(3, { at: before })]);
      expect((await sent(engine)).sealed).toBe(1);
      // Said again while it holds: answered with false, and kept all the same.
      expect([revoke(1, 'news'), revoke(1, 'news')]).toEqual([true, false]);
      await engine.recipients.recordConsent([grant(1, { at: clock.now() })]);
      expect((await sent(engine)).sealed).toBe(0);
    }));

  it('is taken back by signed records as well, of one purpose or of all, also where they come first', () =>
    withEngine(async (engine) => {
      const all = newRevocation(registry.privateKey, { id: 'p1' }, { at: START });
      await engine.recipients.recordConsent([revocation(0), all]);
      await engine.recipients.recordConsent([0, 1, 2].map((n) => grant(n)));
      expect((await sent(engine)).suppressed).toBe(3);
      await engine.recipients.recordConsent([0, 1].map((n) => grant(n, { at: START + 1 })));
      expect((await sent(engine)).suppressed).toBe(1);
    }));

  it('is nothing an opt-out could not overrule, and counts for the first rule that says so', () =>
    withEngine(async (engine) => {
      await engine.recipients.recordConsent([grant(0), grant(1)]);
      engine.recipients.optOut({ id: 'p0' });
      engine.recipients.optOut({ id: 'p2' });
      expect((await sent(engine)).suppressedBy).toEqual({ 'opt-out': 2, consent: 1 });
    }));
});

describe('a record of consent', () => {
  it('is refused where it was changed, is of a stranger, of the future, or no record; the others count', () =>
    withEngine(async (engine, clock) => {
      const changed = grant(0);
      changed[changed.length - 70]! ^= 1;
      const forged = grant(0);
      forged[forged.length - 1]! ^= 1;
      const stranger = newConsent(generatePermitKey().privateKey, { id: 'p0' }, { purpose: 'news', at: START });
      const skew = 300_000;
      const records = [
        ...[changed, stranger, grant(1, { at: START + skew + 1 }), new Uint8Array(3), null as never, forged],
        ...[grant(2, { at: START + skew }), newConsent(other.privateKey, { id: 'p3' }, { purpose: 'news', at: START })],
      ];
      expect(await engine.recipients.recordConsent(records)).toEqual({
        ...{ listed: 8, changed: 2, refused: 6, refusedAt: [1, 2, 3, 4, 5, 6] },
        refusedBy: { 'bad-signature': 2, 'unknown-registry': 1, 'of-the-future': 1, malformed: 2 },
      });
      expect((await sent(engine)).suppressed).toBe(2);
      clock.advance(1);
      expect((await engine.recipients.recordConsent([grant(1, { at: START + skew + 1 })])).changed).toBe(1);
    }));

  it('of a list that breaks off counts as far as it went', () =>
    withEngine(async (engine) => {
      async function* records() {
        yield* [grant(0), revocation(0), grant(1)];
        throw new Error('the line is dead');
      }
      await expect(engine.recipients.recordConsent(records())).rejects.toThrow('the line is dead');
      expect(engine.recipients.counts().consents).toBeGreaterThan(0);
      expect(await sent(engine)).toMatchObject({ sealed: 1, suppressedBy: { consent: 3 } });
    }));

  it('counts for nothing in an engine that trusts no registry', () =>
    withEngine(
      async (engine) => {
        expect((await engine.recipients.recordConsent([grant(0)])).refusedBy).toEqual({ 'unknown-registry': 1 });
        expect(engine.recipients.counts().consents).toBe(0);
      },
      { consentRegistries: [] },
    ));

  it('is not made of what would be refused', () => {
    const key = registry.privateKey;
    for (const make of [
      () => newConsent(key, { id: '' }, { purpose: 'news' }),
      () => newConsent(key, { phone: '138 1234 5678' }, { purpose: 'news' }),
      () => newConsent(key, { id: 'a' }, { purpose: '' }),
      () => newConsent(key, { id: 'a' }, { purpose: 'News' }),
      () => newConsent(key, { id: 'a' }, { purpose: 'news', at: 0 }),
      () => newConsent(key, { id: 'a' }, { purpose: 'news', at: 5, expires: 5 }),
      () => newConsent(key.subarray(1), { id: 'a' }, { purpose: 'news' }),
    ])
      expect(make).toThrowError(expect.objectContaining({ code: 'USAGE' }));
  });

  it('has an address in the one spelling that audiences are brought to, or is none', () => {
    const said = { kind: 'grant', purpose: 'news', registry: registry.publicKey, at: 5, expires: 6 } as const;
    const record = (kind: 'id' | 'phone' | 'email', text: string) => () =>
      parseConsent(new Uint8Array([...encodeConsent({ ...said, address: { kind, text } }), ...new Uint8Array(64)]));
    for (const [kind, right, wrong] of [
      ['id', 'p\u00e9', 'pe\u0301'],
      ['id', 'p', ' p'],
      ['phone', '+8613812345678', '+86 138 1234 5678'],
      ['email', 'ann@example.com', 'Ann@example.com'],
    ] as const) {
      expect(record(kind, right)().record.address.text).toBe(right);
      expect(record(kind, wrong)).toThrowError(/another spelling/);
    }
  });

  it('comes to the same in every order, however often it comes', () => {
    const record = fc.record({
      kind: fc.constantFrom('grant', 'revocation'),
      at: fc.integer({ min: 1, max: 5 }),
      expires: fc.constantFrom(6, 7, Number.POSITIVE_INFINITY),
    });
    const fold = (records: readonly { kind: 'grant' | 'revocation'; at: number; expires: number }[]) =>
      records.reduce<Uint8Array | null>((value, one) => withConsent(value, one), null);
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 8 }), fc.infiniteStream(fc.nat()), (records, draws) => {
        const shuffled = [...records, ...records]
          .map((one) => [draws.next().value as number, one] as const)
          .sort(([a], [b]) => a - b)
          .map(([, one]) => one);
        const value = fold(records)!;
        expect(fold(shuffled)).toEqual(value);
        const view = new DataView(value.buffer);
        const latest = (kind: string) => Math.max(0, ...records.filter((one) => one.kind === kind).map(({ at }) => at));
        expect([view.getFloat64(0), view.getFloat64(16)]).toEqual([latest('grant'), latest('revocation')]);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('is verified by OpenSSL as by noble', () => {
    const verify = nodeVerifier(registry.publicKey);
    const record = grant(0);
    const message = new Uint8Array([...Buffer.from('sealcast v1 consent\0'), ...record.subarray(0, -64)]);
    for (const [signature, signed] of [
      [record.slice(-64), message],
      [record.slice(-64), message.slice(1)],
      [new Uint8Array(64), message],
      [record.slice(-63), message],
      [new Uint8Array(64).fill(0xff), message],
    ] as const)
      expect(verify(signature, signed)).toBe(verifyStrict(signature, signed, registry.publicKey));
    expect(verify(record.slice(-64), message)).toBe(true);
  });
});
