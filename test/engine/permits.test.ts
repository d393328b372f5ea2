import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Permissions } from '../../src/broadcast/permit/permissions.ts';
import {
  attenuatePermit,
  type Engine,
  type EngineOptions,
  fromCsv,
  memoryTransport,
  openEngine,
  type PermissionOptions,
  type PermitAction,
  type PermitTerms,
  PROFILES,
  presentPermit,
  readPermit,
  SealcastError,
  type SendRequest,
  TRUST_MODELS,
} from '../../src/index.ts';
import { limits } from '../../src/limits.ts';
import type { NoteTable } from '../../src/spool/notes.ts';
import { ManualClock } from '../../src/testing.ts';
import { ada, bo, cy, DAY, type Pair, pair, permitFor, root, START } from '../permit/keys.ts';
import { deliveryPlace, people, turn } from './delivery-support.ts';
import { expectConserved } from './support.ts';

const place = deliveryPlace();
const request: SendRequest = { from: 'city-hall', message: 'Water is off.', to: people(3) };

async function opened(permissions: Partial<PermissionOptions> = {}, more: Pick<EngineOptions, 'transport'> = {}) {
  return place.open({ permissions: { roots: [root.publicKey], ...permissions }, ...more });
}

/** Answers the code and the message; what is sent is waited for. */
async function outcome(engine: Engine, asked: SendRequest): Promise<string> {
  try {
    const broadcast = await engine.send(asked);
    broadcast.settled.catch(() => {});
    return (await broadcast.done).state;
  } catch (error) {
    if (error instanceof SealcastError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

async function* never(): AsyncGenerator<never> {
  await new Promise(() => {});
}

interface Presenting {
  readonly holder?: Pair;
  readonly terms?: PermitTerms;
  readonly token?: Uint8Array;
  readonly asked?: SendRequest;
  readonly now?: number;
  readonly realm?: string;
}

function presented({ holder = ada, terms = {}, token, asked = request, now = START, realm = '' }: Presenting = {}) {
  return presentPermit(
    token ?? permitFor(holder, terms),
    holder.privateKey,
    { do: 'send', request: asked },
    { now, realm },
  );
}

describe('an engine with permissions', () => {
  it('sends with a permit, and not without', async () => {
    const { engine } = await opened();
    expect(await outcome(engine, request)).toBe('PERMIT_REFUSED: a permit is needed');
    expect(await outcome(engine, { ...request, permit: [] })).toBe('PERMIT_REFUSED: a permit is needed');
    expect(await engine.list()).toEqual([]);
    expect(await outcome(engine, { ...request, permit: presented() })).toBe('sealed');
    await engine.close();
  });

  it('refuses a token that was stolen without its key', async () => {
    const { engine } = await opened();
    const token = permitFor(ada);
    expect(await outcome(engine, { ...request, permit: token })).toContain('PERMIT_REFUSED: not a permit');
    // The thief has a key, and knows the format: proof by another than the holder.
    const own = permitFor(cy);
    const proof = presented({ holder: cy, token: own }).subarray(0, 128);
    const forged = new Uint8Array(Buffer.concat([proof, token]));
    expect(await outcome(engine, { ...request, permit: forged })).toContain('is not by its holder');
    // Or signs over the stolen token with his own key.
    const { publicKey } = ada;
    expect(() => presentPermit(token, cy.privateKey, { do: 'send', request })).toThrow('held by another key');
    expect(readPermit(token).blocks[0]!.holder).toEqual(publicKey);
    await engine.close();
  });

  it('takes a proof for the request it was made for, and no other', async () => {
    const { engine } = await opened();
    const permit = presented({ asked: { ...request, idempotencyKey: 'k1' } });
    for (const other of [
      { message: 'Water is on.' },
      { from: 'fire-brigade', newSender: true },
      { idempotencyKey: 'k2' },
      { idempotencyKey: undefined },
      { class: 'chat' },
      { dryRun: true },
      { expires: '2d' },
      { newSender: true },
    ] as const) {
      const asked = { ...request, idempotencyKey: 'k1', ...other, permit };
      if (other.idempotencyKey === undefined && 'idempotencyKey' in other) delete (asked as SendRequest).idempotencyKey;
      expect(await outcome(engine, asked)).toContain('is for another request');
    }
    expect(await outcome(engine, { ...request, idempotencyKey: 'k1', permit })).toBe('sealed');
    await engine.close();
  });

  it('takes a proof once, also after a restart, and after its clock was set back', async () => {
    const { engine, options, clock } = await opened();
    const permit = presented();
    expect(await outcome(engine, { ...request, permit })).toBe('sealed');
    expect(await outcome(engine, { ...request, permit })).toContain('was used before');
    expect(
      await outcome(engine, { ...request, permit: [presented(), presented()].map((_, __, all) => all[0]!) }),
    ).toContain('presented twice');
    await engine.close();
    const again = await openEngine(options);
    expect(await outcome(again, { ...request, permit })).toContain('was used before');
    // The time of the first one is over: it is forgotten with the next, and what may have been forgotten is refused.
    clock.advance(limits.permitWindowMs + 1);
    expect(await outcome(again, { ...request, permit: presented({ now: clock.now() }) })).toBe('sealed');
    await again.close();
    const back = await openEngine({ ...options, clock: new ManualClock(START) });
    expect(await outcome(back, { ...request, permit })).toContain('too old');
    expect(await outcome(back, { ...request, permit: presented({ now: START + 1 }) })).toBe('sealed');
    await back.close();
  });

  it('keeps a proof for the send that is taken: what was refused has not cost it', async () => {
    const { engine, dir } = await place.open({ permissions: { roots: [root.publicKey] } }).then(async (made) => ({
      ...made,
      dir: made.options.dir,
    }));
    await engine.createSender('city-hall');
    const cases: [string, Partial<SendRequest>, Partial<SendRequest>?][] = [
      ['POLICY_REFUSED', { profile: 'dingtalk' }],
      ['SENDER_UNKNOWN', { from: 'city-hal' }],
      ['AUDIENCE_UNREADABLE', { to: fromCsv(join(dir, 'none.csv')) }, { to: people(3) }],
    ];
    for (const [code, more, mended = {}] of cases) {
      const asked = { ...request, ...more };
      const permit = presented({ asked });
      for (let n = 0; n < 2; n++) expect(await outcome(engine, { ...asked, permit })).toContain(`${code}:`);
      if (code === 'SENDER_UNKNOWN') await engine.createSender('city-hal');
      // Of the refusal nothing is left: the same proof sends, where what was in its way is gone, and then never again.
      if (code === 'POLICY_REFUSED') continue;
      expect(await outcome(engine, { ...asked, ...mended, permit })).toBe('sealed');
      expect(await outcome(engine, { ...asked, ...mended, permit })).toContain('was used before');
    }
    expect(await engine.list()).toHaveLength(2);
    await engine.close();
  });

  it('lets one of many sends through that come at once with one proof, also under an idempotency key', async () => {
    const { engine } = await opened();
    for (const [n, more] of [{}, { idempotencyKey: 'k' }].entries()) {
      const asked = { ...request, ...more };
      const permit = presented({ asked });
      const all = await Promise.all(Array.from({ length: 6 }, () => outcome(engine, { ...asked, permit })));
      expect(all.filter((one) => one === 'sealed')).toHaveLength(1);
      expect(all.filter((one) => one.includes('was used before'))).toHaveLength(5);
      expect(await engine.list()).toHaveLength(n + 1);
    }
    // A repeated send takes a proof of its own, whether the first is under way or through; and spends that one, too.
    const asked = { ...request, idempotencyKey: 'k' };
    const second = presented({ asked });
    expect(await outcome(engine, { ...asked, permit: second })).toBe('sealed');
    expect(await outcome(engine, { ...asked, permit: second })).toContain('was used before');
    const running = { ...request, idempotencyKey: 'j', to: never() as never };
    const broadcast = await engine.send({ ...running, permit: presented({ asked: running }) });
    broadcast.settled.catch(() => {});
    broadcast.done.catch(() => {});
    const third = presented({ asked: running });
    expect((await engine.send({ ...running, permit: third })).id).toBe(broadcast.id);
    await expect(engine.send({ ...running, permit: third })).rejects.toThrow('was used before');
    await engine.close();
  });

  it('looks again when it begins: what was revoked while the audience was opened sends nothing', async () => {
    const { engine, clock } = await opened();
    const begun = (permit: Uint8Array) => {
      const heading = new PassThrough();
      const sending = engine.send({ ...request, to: fromCsv(heading), permit }).then(
        () => 'sent',
        (error: SealcastError) => error.message,
      );
      return { sending, go: () => heading.end('id,publicKey\n') };
    };
    const token = permitFor(ada);
    const one = begun(presented({ token }));
    await turn();
    engine.permits.revoke(readPermit(token).ids[0]!);
    one.go();
    expect(await one.sending).toContain('was revoked');
    const other = begun(presented({ holder: bo }));
    await turn();
    clock.advance(limits.permitWindowMs + 1);
    other.go();
    expect(await other.sending).toContain('too old');
    expect(await engine.list()).toEqual([]);
    await engine.close();
  });

  it('lets a refusal count against its sender once for each proof', async () => {
    const { engine } = await place.open({ permissions: { roots: [root.publicKey] }, trust: 'default' });
    const asked = { ...request, profile: 'dingtalk' };
    const permit = presented({ asked });
    expect(await outcome(engine, { ...asked, permit })).toContain('POLICY_REFUSED:');
    // Whoever has seen that proof brings nobody down with it.
    for (let n = 0; n < 3; n++) expect(await outcome(engine, { ...asked, permit })).toContain('was used before');
    expect(engine.trust.explain('city-hall').reasons).toMatchObject([{ rule: 'sender-listed' }]);
    await engine.close();
  });

  it('goes by the clock, exactly', async () => {
    const { engine, clock } = await opened();
    const window = limits.permitWindowMs;
    const at = (now: number) => outcome(engine, { ...request, permit: presented({ now }) });
    expect(await at(START - window - 1)).toContain('too old, or of a clock that is ahead');
    expect(await at(START + window + 1)).toContain('too old, or of a clock that is ahead');
    expect(await at(START - window)).toBe('sealed');
    expect(await at(START + window)).toBe('sealed');
    clock.advance(30 * DAY - 1);
    expect(await at(clock.now())).toBe('sealed');
    clock.advance(1);
    expect(await at(clock.now())).toContain('has expired');
    const future = (notBefore: number) =>
      outcome(engine, {
        ...request,
        permit: presented({ terms: { notBefore, expires: notBefore + DAY }, now: clock.now() }),
      });
    expect(await future(clock.now() + window + 1)).toContain('not yet in force');
    expect(await future(clock.now() + window)).toBe('sealed');
    await engine.close();
  });

  it('believes its own roots only', async () => {
    const { engine } = await opened();
    const other = pair('another root');
    const token = permitFor(ada, {}, other);
    expect(await outcome(engine, { ...request, permit: presented({ token }) })).toContain('root that does not count');
    await engine.close();
    const both = await opened({ roots: [root.publicKey, other.publicKey] });
    expect(await outcome(both.engine, { ...request, permit: presented({ token }) })).toBe('sealed');
    await both.engine.close();
  });

  it('is another place than the next one, by its realm', async () => {
    const { engine } = await opened({ realm: 'harbour' });
    expect(await outcome(engine, { ...request, permit: presented() })).toContain('is not by its holder');
    const refused = await engine.send({ ...request, permit: presented() }).catch((error: SealcastError) => error.hint);
    expect(refused).toContain('realm');
    expect(await outcome(engine, { ...request, permit: presented({ realm: 'harbour' }) })).toBe('sealed');
    await engine.close();
  });

  it('asks for each right, of one person or of several', async () => {
    const { engine } = await opened();
    const by = (holder: Pair, rights: PermitTerms['rights'], asked = request) =>
      presented({ holder, terms: { rights: rights! }, asked });
    expect(await outcome(engine, { ...request, permit: by(ada, ['send']) })).toContain('no permit for compose');
    expect(await outcome(engine, { ...request, permit: by(ada, ['compose']) })).toContain('no permit for send');
    expect(await outcome(engine, { ...request, permit: [by(ada, ['compose']), by(bo, ['send'])] })).toBe('sealed');
    const dry: SendRequest = { ...request, dryRun: true };
    expect(await outcome(engine, { ...dry, permit: by(ada, ['send'], dry) })).toContain('no permit for compose');
    expect(await outcome(engine, { ...dry, permit: by(ada, ['compose'], dry) })).toBe('dry-run');
    const alarm: SendRequest = { ...request, class: 'emergency' };
    const both = ['compose', 'send'] as const;
    expect(await outcome(engine, { ...alarm, permit: by(ada, both, alarm) })).toContain('no permit for emergency');
    const urgent = by(bo, ['emergency'], alarm);
    expect(await outcome(engine, { ...alarm, permit: [by(ada, both, alarm), urgent] })).toBe('sealed');
    await engine.close();
  });

  it('keeps to the sender a permit is for', async () => {
    const { engine } = await opened();
    const terms = { sender: 'fire-brigade' };
    expect(await outcome(engine, { ...request, permit: presented({ terms }) })).toContain('for another sender');
    const asked = { ...request, from: 'fire-brigade' };
    expect(await outcome(engine, { ...asked, permit: presented({ terms, asked }) })).toBe('sealed');
    await engine.close();
  });

  it('keeps to the profile a permit is for', async () => {
    const { engine } = await opened();
    const terms = { profile: 'wechat' };
    expect(await outcome(engine, { ...request, permit: presented({ terms }) })).toContain('for another profile');
    const asked = { ...request, profile: 'wechat' };
    expect(await outcome(engine, { ...asked, permit: presented({ terms }) })).toContain('for another request');
    expect(await outcome(engine, { ...asked, permit: presented({ terms, asked }) })).toBe('sealed');
    await engine.close();
    // The profile of the engine is as good as that of the request, and its holder need not know what it chooses.
    const { engine: wechat } = await place.open({ permissions: { roots: [root.publicKey] }, profile: 'wechat' });
    expect(await outcome(wechat, { ...request, permit: presented({ terms }) })).toBe('sealed');
    await wechat.close();
  });

  it('takes no document of the sender for the profile that a permit names', async () => {
    const { engine } = await opened();
    const under = async (at: Engine, name: string, profile: string | Readonly<Record<string, unknown>>) => {
      const asked = { ...request, profile };
      return outcome(at, { ...asked, permit: presented({ terms: { profile: name }, asked }) });
    };
    const mine = { version: 1, name: 'mine', caps: { recipientsPerBroadcast: 200 } };
    expect(await under(engine, 'wechat', { version: 1, name: 'wechat' })).toContain('not the one that comes along');
    expect(await under(engine, 'wechat', structuredClone(PROFILES.wechat!))).toBe('sealed');
    // Whoever brings it says what it is, and may say so with a permit for any profile only.
    expect(await under(engine, 'mine', mine)).toContain('for another profile');
    const asked = { ...request, profile: mine };
    expect(await outcome(engine, { ...asked, permit: presented({ asked }) })).toBe('sealed');
    await engine.close();
    const { engine: own } = await place.open({ permissions: { roots: [root.publicKey] }, profile: mine });
    expect(await under(own, 'mine', structuredClone(mine))).toBe('sealed');
    expect(await outcome(own, { ...request, permit: presented({ terms: { profile: 'mine' } }) })).toBe('sealed');
    expect(await under(own, 'mine', { version: 1, name: 'mine' })).toContain('for another profile');
    expect(await under(own, 'mine', { ...mine, name: 'yours' })).toContain('for another profile');
    expect(await under(own, 'wechat', 'wechat')).toBe('sealed');
    await own.close();
  });

  it('takes back a permit with all that was derived from it, durably, and nothing else', async () => {
    const { engine, options } = await opened();
    const token = permitFor(ada);
    const handed = attenuatePermit(token, ada.privateKey, bo.publicKey, { recipients: 3 });
    const [, last] = readPermit(handed).ids;
    engine.permits.revoke(last!.toUpperCase());
    const use = (at: Engine, holder: Pair, one: Uint8Array) =>
      outcome(at, { ...request, permit: presented({ holder, token: one }) });
    expect(await use(engine, bo, handed)).toContain('was revoked');
    expect(await use(engine, ada, token)).toBe('sealed');
    engine.permits.revoke(readPermit(token).ids[0]!);
    expect(await use(engine, ada, token)).toContain('was revoked');
    await engine.close();
    const again = await openEngine(options);
    expect([...again.permits.revoked().values()]).toEqual([START, START]);
    expect(await use(again, ada, token)).toContain('was revoked');
    const narrower = attenuatePermit(token, ada.privateKey, cy.publicKey, { rights: ['compose', 'send'] });
    expect(await use(again, cy, narrower)).toContain('was revoked');
    expect(await use(again, ada, permitFor(ada, { recipients: 5 }))).toBe('sealed');
    expect(() => again.permits.revoke('abc')).toThrow('32 hexadecimal digits');
    await again.close();
  });

  it('counts people, not rows: as many as permitted, and not one more', async () => {
    const transport = memoryTransport();
    const { engine } = await opened({}, { transport });
    const send = async (to: SendRequest['to']) => {
      const asked = { ...request, to, batchRecipients: 4, windowChunks: 1 };
      const broadcast = await engine.send({ ...asked, permit: presented({ terms: { recipients: 10 }, asked }) });
      return broadcast;
    };
    // Ten people on twelve rows, from a stream whose size nobody knows.
    const rows = [...people(10), ...people(2)];
    const ten = await send(
      (async function* () {
        yield* rows;
      })(),
    );
    expect(await ten.settled).toMatchObject({ sealed: 10, duplicates: 2, delivered: 10 });
    const before = transport.parcels.length;
    const eleven = await send(
      (async function* () {
        yield* people(11);
      })(),
    );
    eleven.settled.catch(() => {});
    // At eight, two chunks of four, nobody is too many; the third chunk is the last.
    await expect(eleven.done).rejects.toMatchObject({
      code: 'PERMIT_REFUSED',
      message: '11 people > 10 that are permitted',
    });
    const report = await engine.report(eleven);
    expectConserved(report);
    expect(report).toMatchObject({ state: 'aborted', delivered: 0 });
    expect(transport.parcels.length).toBe(before);
    await engine.close();
  });

  it('says of too many people what else they are too many for', async () => {
    const caps = { recipientsPerBroadcast: 4, recipients: [{ most: 6, per: 'day' }] };
    const { engine } = await place.open({
      permissions: { roots: [root.publicKey], twoPersonAbove: 1 },
      profile: { version: 1, name: 'small', caps },
      trust: { ...TRUST_MODELS.default, warmUp: [{ fromDays: 0, recipients: 5 }] },
    });
    engine.trust.signal('city-hall', { kind: 'account', created: START - DAY });
    const send = (count: number) => {
      const asked = { ...request, to: people(count) };
      return outcome(engine, { ...asked, permit: presented({ terms: { recipients: 3 }, asked }) });
    };
    const one = "PERMIT_REFUSED: 7 people > 1 that one person's permit is enough for; besides: ";
    expect(await send(7)).toBe(
      `${one}7 recipients > 5 for an account of this age (profile trust, rule trust-warm-up); 7 recipients > 4 (profile small, rule recipients-per-broadcast); 7 recipients > 6 in a calendar day (UTC) (profile small, rule recipients-per-day)`,
    );
    expect(await send(4)).toBe("PERMIT_REFUSED: 4 people > 1 that one person's permit is enough for");
    await engine.close();
  });

  it('holds a resumed send to the same number', async () => {
    const { engine, options } = await opened();
    const asked = { ...request, to: people(12), idempotencyKey: 'many', batchRecipients: 2, windowChunks: 1 };
    const broadcast = await engine.send({ ...asked, permit: presented({ terms: { recipients: 10 }, asked }) });
    broadcast.settled.catch(() => {});
    const ended = broadcast.done.catch((error: SealcastError) => error.code);
    await engine.close();
    const again = await openEngine(options);
    if ((await ended) === 'INTERRUPTED') {
      const wide = await again.send({ ...asked, permit: presented({ asked }) });
      wide.settled.catch(() => {});
      await expect(wide.done).rejects.toMatchObject({ code: 'PERMIT_REFUSED' });
    }
    expect(await again.report(broadcast)).toMatchObject({ state: 'aborted', delivered: 0 });
    await again.close();
  });

  describe('goes on under an idempotency key with no more than its first and its last permits allow:', () => {
    const both: Presenting[] = [{ terms: { recipients: 20 } }, { holder: bo, terms: { rights: ['approve'] } }];
    const key = { idempotencyKey: 'k', batchRecipients: 2, windowChunks: 1 } as const;
    async function* rows(count: number) {
      yield* people(count);
    }
    /** Breaks once all before is committed. */
    async function* broken(engine: Engine, after: number) {
      yield* people(after);
      while (after > 0 && (await engine.list())[0]!.sealed < after) await turn();
      throw new Error('the stream broke');
    }
    const begun = async (breakAfter: number, twoPersonAbove = 5) => {
      const transport = memoryTransport();
      const { engine, clock } = await opened({ twoPersonAbove }, { transport });
      const send = (to: SendRequest['to'], permits: Presenting[]) => {
        const asked = { ...request, ...key, to };
        // Each takes a proof of its own: its nonce is random.
        const permit = permits.map((one) => presented({ ...one, asked, now: clock.now() }));
        return outcome(engine, { ...asked, permit });
      };
      expect(await send(broken(engine, breakAfter), both)).toContain('AUDIENCE_UNREADABLE');
      const report = async () => (await engine.list())[0]!;
      expect(await report()).toMatchObject({ state: 'sealing', sealed: breakAfter });
      return { engine, transport, send, report };
    };

    it.each([
      ['a smaller permit', [{ holder: bo, terms: { recipients: 10 } }], 100, '> 10 that are permitted'],
      ['one person alone', [{ holder: bo }], 5, "> 5 that one person's permit"],
    ] as const)('%s', async (_, permits, twoPersonAbove, refusal) => {
      const { engine, transport, send, report } = await begun(0, twoPersonAbove);
      expect(await send(rows(12), [...permits])).toContain(refusal);
      expect(await report()).toMatchObject({ state: 'aborted', delivered: 0 });
      expect(transport.parcels).toHaveLength(0);
      await engine.close();
    });

    it('as many as those may send to', async () => {
      const { engine, send, report } = await begun(0);
      expect(await send(rows(5), [{ holder: bo }])).toBe('sealed');
      expect(await report()).toMatchObject({ sealed: 5 });
      await engine.close();
    });

    it('the same permits, or greater ones, all of it', async () => {
      for (const permits of [both, [{}, { holder: bo }]]) {
        const { engine, send, report } = await begun(8);
        expect(await send(rows(12), permits)).toBe('sealed');
        expect(await report()).toMatchObject({ sealed: 12 });
        await engine.close();
      }
    });

    it('what is sealed already is too much: it waits for those who may', async () => {
      const { engine, send, report } = await begun(8);
      const few = await send(rows(12), [{ holder: bo, terms: { recipients: 7 } }, {}]);
      expect(few).toContain('people or more > 7 that are permitted');
      expect(await send(rows(12), [{ holder: bo }])).toContain("> 5 that one person's permit");
      expect(await report()).toMatchObject({ state: 'sealing', sealed: 8 });
      expect(await send(rows(12), both)).toBe('sealed');
      expect(await report()).toMatchObject({ sealed: 12 });
      await engine.close();
    });

    it('also when the repeat breaks off in its turn, and the process with it', async () => {
      const { engine, options } = await opened();
      const asked = { ...request, ...key };
      const send = (at: Engine, to: SendRequest['to'], recipients: number) =>
        outcome(at, { ...asked, to, permit: presented({ terms: { recipients }, asked }) });
      expect(await send(engine, broken(engine, 0), 20)).toContain('AUDIENCE_UNREADABLE');
      expect(await send(engine, broken(engine, 2), 10)).toContain('AUDIENCE_UNREADABLE');
      await engine.close();
      const again = await openEngine(options);
      expect(await send(again, rows(12), 20)).toContain('> 10 that are permitted');
      await again.close();
    });
  });

  it('wants two people above a number, who are two', async () => {
    const { engine } = await opened({ twoPersonAbove: 3 });
    const send = (count: number, ...permits: Presenting[]) => {
      const asked = { ...request, to: people(count) };
      return outcome(engine, { ...asked, permit: permits.map((one) => presented({ ...one, asked })) });
    };
    const tooMany = "PERMIT_REFUSED: 4 people > 3 that one person's permit is enough for";
    expect(await send(3, {})).toBe('sealed');
    expect(await send(4, {})).toContain(tooMany);
    expect(await send(4, {}, { holder: bo, terms: { rights: ['approve'] } })).toBe('sealed');
    expect(await send(4, {}, { holder: bo })).toBe('sealed');
    // Not two: twice the same holder; a second key that the first handed a permit to; one who may only compose.
    expect(await send(4, {}, { terms: { recipients: 9 } })).toContain(tooMany);
    const token = attenuatePermit(permitFor(ada), ada.privateKey, bo.publicKey, { rights: ['approve'] });
    expect(await send(4, {}, { holder: bo, token })).toContain(tooMany);
    expect(await send(4, {}, { holder: bo, terms: { rights: ['compose'] } })).toContain(tooMany);
    // Two who second each other, but not the one who sends: what she holds came from the one, and is held by the other.
    const handed = attenuatePermit(permitFor(ada), ada.privateKey, bo.publicKey, {});
    const approve = { terms: { rights: ['approve'] } } as const;
    expect(await send(4, { holder: bo, token: handed }, approve, { ...approve, holder: bo })).toContain(tooMany);
    // Who may only approve cannot send, however many they are.
    const approving = { rights: ['approve', 'compose'] } as const;
    expect(await send(4, { terms: approving }, { holder: bo, terms: approving })).toContain('no permit for send');
    await engine.close();
  });

  it('answers a host that asks, with the sender of the broadcast in mind, and spends the proof', async () => {
    const { engine } = await opened();
    const broadcast = await engine.send({ ...request, permit: presented() });
    await broadcast.done;
    const action = { do: 'read-report', broadcast: broadcast.id } as const;
    const show = (terms: PermitTerms, other: PermitAction = action) =>
      presentPermit(permitFor(ada, terms), ada.privateKey, other, { now: START });
    const good = show({ rights: ['read-report'], sender: 'city-hall' });
    expect(engine.permits.authorise(action, good)[0]).toMatchObject({ rights: ['read-report'] });
    expect(() => engine.permits.authorise(action, good)).toThrow('was used before');
    expect(() => engine.permits.authorise(action, show({ rights: ['unmask'] }))).toThrow('no permit for read-report');
    expect(() => engine.permits.authorise(action, show({ sender: 'fire-brigade' }))).toThrow('for another sender');
    const unmask = { do: 'unmask', broadcast: broadcast.id } as const;
    expect(() => engine.permits.authorise(action, show({}, unmask))).toThrow('for another request');
    expect(engine.permits.authorise(unmask, show({}, unmask))).toHaveLength(1);
    await engine.close();
  });

  it('answers a host that asks about a send as the send itself would be answered', async () => {
    const { engine } = await opened();
    const profile = { version: 1, name: 'two-eyes' };
    const by: [Partial<SendRequest>, PermitTerms, string | null][] = [
      [{}, { rights: ['compose', 'send'] }, null],
      [{}, { rights: ['compose'] }, 'no permit for send'],
      [{ dryRun: true }, { rights: ['compose'] }, null],
      [{ class: 'emergency' }, { rights: ['compose', 'send'] }, 'no permit for emergency'],
      [{ class: 'emergency' }, { rights: ['compose', 'send', 'emergency'] }, null],
      [{}, { profile: 'wechat' }, 'for another profile'],
      [{ profile: 'wechat' }, { profile: 'wechat' }, null],
      [{ profile }, {}, null],
      // What only the send brings, no permit can name.
      [{ profile }, { profile: 'two-eyes' }, 'for another profile'],
      [{ profile }, { profile: 'open' }, 'for another profile'],
      [{}, { profile: 'open' }, null],
      [{}, { sender: 'fire-brigade' }, 'for another sender'],
    ];
    for (const [more, terms, refused] of by) {
      const asked = { ...request, ...more };
      const action = { do: 'send', request: asked } as const;
      const ask = () => engine.permits.authorise(action, presented({ terms, asked }));
      if (refused === null) expect(ask()).toHaveLength(1);
      else expect(ask).toThrow(refused);
      const sent = await outcome(engine, { ...asked, permit: presented({ terms, asked }) });
      if (refused === null) expect(sent).not.toContain('PERMIT_REFUSED');
      else expect(sent).toContain(refused);
    }
    await engine.close();
  });

  it('lets be approved what is held by a permit to approve, and by nothing else', async () => {
    const profile = { version: 1, name: 'two-eyes', approval: { above: 2 } };
    const permissions = { roots: [root.publicKey] };
    const asked: string[] = [];
    const approver = ({ by }: { by: string }) => {
      asked.push(by);
      return by !== 'nobody';
    };
    const { engine } = await place.open({ permissions, profile, approver });
    const broadcast = await engine.send({ ...request, permit: presented() });
    expect((await broadcast.done).admission).toBe('held');
    const approve = (terms: PermitTerms, by = 'bo', id = broadcast.id) => {
      const action = { do: 'approve', broadcast: id } as const;
      return engine.approve(broadcast, {
        by,
        token: presentPermit(permitFor(bo, terms), bo.privateKey, action, { now: START }),
      });
    };
    await expect(engine.approve(broadcast)).rejects.toThrow('a permit is needed');
    await expect(engine.approve(broadcast, { token: 'please' })).rejects.toThrow('a permit is needed');
    await expect(approve({ rights: ['send', 'compose'] })).rejects.toThrow('no permit for approve');
    await expect(approve({ sender: 'fire-brigade' })).rejects.toThrow('for another sender');
    await expect(approve({}, 'bo', '00'.repeat(16))).rejects.toThrow('for another request');
    // Neither under another profile, nor of more people than the permit says.
    await expect(approve({ profile: 'wechat' })).rejects.toThrow('for another profile');
    await expect(approve({ recipients: 2 })).rejects.toThrow('is for 2 people, and not for 3');
    expect(asked).toEqual([]);
    // The host's own approver is asked besides.
    await expect(approve({}, 'nobody')).rejects.toMatchObject({ code: 'POLICY_REFUSED' });
    expect(await approve({ rights: ['approve'], recipients: 3, profile: 'two-eyes' })).toMatchObject({
      admission: 'released',
      approvedBy: 'bo',
    });
    await engine.close();
  });

  it('forgets proofs when their time is over, and takes no more than it can remember', () => {
    const stored = new Map<string, unknown>();
    const notes: NoteTable = {
      get: (name) => stored.get(name),
      all: (prefix) =>
        new Map(
          [...stored].filter(([name]) => name.startsWith(prefix)).map(([name, v]) => [name.slice(prefix.length), v]),
        ),
      set: (changes) => {
        for (const [name, value] of changes)
          if (value === null) stored.delete(name);
          else stored.set(name, value);
      },
    };
    const clock = new ManualClock(START);
    const open = () => new Permissions({ roots: [root.publicKey] }, notes, clock);
    const permissions = open();
    const action = { do: 'approve', broadcast: '00'.repeat(16) } as const;
    const ask = (at: Permissions) =>
      at.authorise(action, presentPermit(permitFor(ada), ada.privateKey, action, { now: clock.now() }));
    const spent = () => [...stored.keys()].filter((name) => name.startsWith('permit/spent/')).length;
    for (let i = 0; i < 5; i++) {
      ask(permissions);
      clock.advance(limits.permitWindowMs / 2);
    }
    expect(spent()).toBe(3);
    for (let i = 0; i < limits.permitProofs - 3; i++) stored.set(`permit/spent/${i}`, clock.now());
    const full = open();
    expect(() => ask(full)).not.toThrow();
    for (let i = 0; spent() < limits.permitProofs; i++) stored.set(`permit/spent/more ${i}`, clock.now());
    expect(() => ask(open())).toThrow('proofs within their time');
  });

  it('needs sensible options', async () => {
    const open = (permissions: unknown) => place.open({ permissions: permissions as PermissionOptions });
    for (const wrong of [{}, { roots: [] }, { roots: [new Uint8Array(31)] }, { roots: ['ab'] }])
      await expect(open(wrong)).rejects.toMatchObject({ code: 'USAGE' });
    await expect(open({ roots: [root.publicKey], twoPersonAbove: -1 })).rejects.toMatchObject({ code: 'USAGE' });
    await expect(open({ roots: [root.publicKey], realm: 'x'.repeat(65) })).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('says so where nobody looks at permits', async () => {
    const { engine } = await place.open();
    expect(await outcome(engine, { ...request, permit: presented() })).toContain(
      'USAGE: the engine was opened without',
    );
    const action = { do: 'decide', sender: 'city-hall', appeal: 1, decision: 'lift' } as const;
    expect(() => engine.permits.authorise(action, presented())).toThrow('without permissions');
    expect(await outcome(engine, request)).toBe('sealed');
    await engine.close();
  });
});
