import { describe, expect, it } from 'vitest';
import {
  type Engine,
  type EngineOptions,
  memoryTransport,
  newPermit,
  openEngine,
  type Pass,
  type PermitTerms,
  type Presented,
  presentPermit,
  readPermit,
  type SealcastError,
  type SendRequest,
} from '../../src/index.ts';
import { limits } from '../../src/limits.ts';
import { ada, bo, DAY, permitFor, root, START } from '../permit/keys.ts';
import { deliveryPlace, people } from './delivery-support.ts';

const place = deliveryPlace();
const guards = ['read-report', 'unmask'] as const;
const permissions = { roots: [root.publicKey], guards };

type Right = (typeof guards)[number];
const ALL = '*';

function shown(right: Right, broadcast: string, terms: PermitTerms = {}, now = START): Uint8Array {
  const permit = permitFor(ada, { rights: [right], ...terms });
  return presentPermit(permit, ada.privateKey, { do: right, broadcast }, { now });
}

/** Two broadcasts of city-hall, one of them held and under a profile of its own; one of the school. Nobody gets through. */
async function filled(options: Pick<EngineOptions, 'permissions'> = {}) {
  const transport = memoryTransport();
  const failing = { ...transport, name: 'dead', deliver: async (all: readonly unknown[]) => all.map(() => GONE) };
  const made = await place.open({ permissions, transport: failing, ...options });
  const { engine } = made;
  const send = async (more: Partial<SendRequest>): Promise<string> => {
    const request: SendRequest = { from: 'city-hall', message: 'Water is off.', to: people(3), ...more };
    const permit = presentPermit(permitFor(bo), bo.privateKey, { do: 'send', request }, { now: START });
    const broadcast = await engine.send({ ...request, permit });
    await broadcast.done;
    if (broadcast.report().admission === 'released') await broadcast.settled;
    return broadcast.id;
  };
  const rows = [...people(2), { id: '', publicKey: 'no key' }];
  const first = await send({ to: rows });
  const held = await send({ profile: { version: 1, name: 'two-eyes', approval: { above: 0 } } });
  const other = await send({ from: 'school', newSender: true });
  return { ...made, first, held, other };
}
const GONE = { state: 'failed', reason: 'gone' } as const;

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const out: T[] = [];
  for await (const one of items) out.push(one);
  return out;
}

/** Everything that a right allows to see of a broadcast. */
const VIEWS: Record<Right, Record<string, (engine: Engine, id: string, permit?: Presented) => Promise<unknown>>> = {
  'read-report': {
    report: (engine, id, permit) => engine.report(id, permit),
    refusals: (engine, id, permit) => all(engine.refusals(id, permit)),
  },
  unmask: {
    failures: (engine, id, permit) => all(engine.failures(id, permit === undefined ? {} : { permit })),
    fetch: (engine, id, permit) => engine.fetch(id, 'person-1', permit),
  },
};
const views = guards.flatMap((right) =>
  Object.entries(VIEWS[right]).map(([name, view]) => [name, right, view] as const),
);

describe('what is shown only for a permit', () => {
  it.each(views)('%s takes %s, and nothing else will do', async (_, right, view) => {
    const { engine, first, other } = await filled();
    const message = (permit?: Presented, id = first) =>
      view(engine, id, permit).then(
        () => 'shown',
        (error: SealcastError) => `${error.code}: ${error.message}`,
      );
    const another: Right = right === 'unmask' ? 'read-report' : 'unmask';
    expect(await message()).toBe('PERMIT_REFUSED: a permit is needed');
    expect(await message([])).toBe('PERMIT_REFUSED: a permit is needed');
    expect(await message(shown(right, first, { rights: [another, 'send', 'compose'] }))).toContain('no permit for');
    expect(await message(shown(another, first))).toContain('for another request');
    expect(await message(shown(right, other))).toContain('for another request');
    expect(await message(shown(right, first, { sender: 'school' }))).toContain('for another sender');
    expect(await message(shown(right, first, { profile: 'two-eyes' }))).toContain('for another profile');
    const good = shown(right, first, { sender: 'city-hall', profile: 'open' });
    expect(await message(good)).toBe('shown');
    expect(await message(good)).toContain('was used before');
    // What is for all of somebody's is for each of them, as a pass.
    expect(await message(shown(right, ALL))).toContain('for another request');
    const pass = engine.permits.pass({ do: right, broadcast: ALL }, shown(right, ALL, { sender: 'city-hall' }));
    expect(await message(pass)).toBe('shown');
    expect(await message(pass)).toBe('shown');
    expect(await message(pass, other)).toContain('for another sender, or profile');
    await engine.close();
  });

  it('is listed as far as the permit goes', async () => {
    const { engine, first, held, other } = await filled();
    const listed = async (terms?: PermitTerms) =>
      (await engine.list(shown('read-report', ALL, terms))).map(({ broadcast }) => broadcast).sort();
    await expect(engine.list()).rejects.toMatchObject({ code: 'PERMIT_REFUSED' });
    await expect(engine.held()).rejects.toMatchObject({ code: 'PERMIT_REFUSED' });
    expect((await engine.ids()).sort()).toEqual([first, held, other].sort());
    expect(await listed()).toEqual([first, held, other].sort());
    expect(await listed({ sender: 'city-hall' })).toEqual([first, held].sort());
    expect(await listed({ sender: 'city-hall', profile: 'two-eyes' })).toEqual([held]);
    expect(await listed({ sender: 'nobody' })).toEqual([]);
    // Of two permits each counts for what it is for, and only with that right.
    const two = [
      shown('read-report', ALL, { sender: 'school' }),
      presentPermit(
        permitFor(bo, { rights: ['unmask'] }),
        bo.privateKey,
        { do: 'read-report', broadcast: ALL },
        { now: START },
      ),
    ];
    expect((await engine.list(two)).map(({ broadcast }) => broadcast)).toEqual([other]);
    expect((await engine.held(shown('read-report', ALL))).map(({ broadcast }) => broadcast)).toEqual([held]);
    expect(await engine.held(shown('read-report', ALL, { sender: 'school' }))).toEqual([]);
    await engine.close();
  });

  it('is asked for where the host says so, each for itself, and by who sent it not at all', async () => {
    const { engine, first } = await filled({ permissions: { ...permissions, guards: ['unmask'] } });
    expect(await engine.report(first)).toMatchObject({ sealed: 2, failed: 2 });
    expect(engine.permits.guards('unmask')).toBe(true);
    expect(engine.permits.guards('read-report')).toBe(false);
    await expect(all(engine.failures(first))).rejects.toThrow('a permit is needed');
    await expect(engine.fetch(first, 'person-1')).rejects.toThrow('a permit is needed');
    const found = await all(engine.failures(first, { permit: shown('unmask', first), reason: 'gone' }));
    expect(found.map(({ reason }) => reason)).toEqual(['gone', 'gone']);
    await engine.close();
    for (const wrong of [['send'], 'unmask', [null]])
      await expect(place.open({ permissions: { ...permissions, guards: wrong as never } })).rejects.toMatchObject({
        code: 'USAGE',
      });
  });
});

describe('a pass', () => {
  it('ends at its time, with its permit, and when that is revoked, to the millisecond', async () => {
    const { engine, clock, first } = await filled();
    const passAt = (terms: PermitTerms = {}) =>
      engine.permits.pass({ do: 'read-report', broadcast: first }, shown('read-report', first, terms, clock.now()));
    const pass = passAt();
    expect(pass).toEqual({ do: 'read-report', broadcast: first, until: START + limits.permitWindowMs });
    clock.advance(limits.permitWindowMs - 1);
    expect((await engine.report(first, pass)).sealed).toBe(2);
    clock.advance(1);
    await expect(engine.report(first, pass)).rejects.toThrow('the pass is over');
    const short = passAt({ expires: clock.now() + 1_000 });
    clock.advance(999);
    expect((await engine.report(first, short)).sealed).toBe(2);
    clock.advance(1);
    await expect(engine.report(first, short)).rejects.toThrow('has expired');
    const permit = newPermit(root.privateKey, ada.publicKey, {
      rights: ['read-report'],
      expires: START + DAY,
      notBefore: START,
    });
    const action = { do: 'read-report', broadcast: first } as const;
    const revoked = engine.permits.pass(action, presentPermit(permit, ada.privateKey, action, { now: clock.now() }));
    expect((await engine.report(first, revoked)).sealed).toBe(2);
    engine.permits.revoke(readPermit(permit).ids[0]!);
    await expect(engine.report(first, revoked)).rejects.toThrow('was revoked');
    await engine.close();
  });

  it('is for what it says, of the engine that gave it, and cannot be made by hand', async () => {
    const { engine, options, first, other } = await filled();
    const pass = engine.permits.pass({ do: 'read-report', broadcast: first }, shown('read-report', first));
    await expect(engine.report(other, pass)).rejects.toThrow('for something else');
    await expect(engine.list(pass)).rejects.toThrow('for something else');
    await expect(engine.fetch(first, 'person-1', pass)).rejects.toThrow('for something else');
    await expect(engine.report(first, { ...pass })).rejects.toThrow('of another engine');
    const forged: Pass = { do: 'read-report', broadcast: ALL, until: Number.POSITIVE_INFINITY };
    await expect(engine.list(forged)).rejects.toThrow('of another engine');
    expect(() => engine.permits.pass({ do: 'send' as never, broadcast: first }, shown('unmask', first))).toThrow(
      'a pass is for',
    );
    await engine.close();
    // One that writes nothing asks as well, knows what was spent before, and remembers what is spent with it.
    const reader = await openEngine({ ...options, readOnly: true });
    await expect(reader.report(first, pass)).rejects.toThrow('of another engine');
    await expect(reader.report(first)).rejects.toThrow('a permit is needed');
    const permit = shown('read-report', first);
    expect((await reader.report(first, permit)).sealed).toBe(2);
    await expect(reader.report(first, permit)).rejects.toThrow('was used before');
    await reader.close();
  });

  it('learns, where it writes nothing, of what is revoked and spent beside it, from the next request on', async () => {
    const { engine, options, first } = await filled();
    const reader = await openEngine({ ...options, readOnly: true });
    const permit = permitFor(ada, { rights: ['read-report'] });
    const proof = () => presentPermit(permit, ada.privateKey, { do: 'read-report', broadcast: first }, { now: START });
    const pass = reader.permits.pass({ do: 'read-report', broadcast: first }, proof());
    expect((await reader.report(first, pass)).sealed).toBe(2);
    const spent = proof();
    expect((await engine.report(first, spent)).sealed).toBe(2);
    await expect(reader.report(first, spent)).rejects.toThrow('was used before');
    expect((await reader.report(first, proof())).sealed).toBe(2);
    const id = readPermit(permit).ids[0]!;
    engine.permits.revoke(id);
    await expect(reader.report(first, proof())).rejects.toThrow('permit 1 was revoked');
    await expect(reader.report(first, pass)).rejects.toThrow('permit 1 was revoked');
    expect(reader.permits.revoked()).toEqual(new Map([[id, START]]));
    await reader.close();
    await engine.close();
  });

  it('needs an engine that looks at permits', async () => {
    const { engine } = await place.open();
    expect(() => engine.permits.pass({ do: 'unmask', broadcast: ALL }, shown('unmask', ALL))).toThrow(
      'without permissions',
    );
    expect(await engine.list()).toEqual([]);
    await engine.close();
  });
});
