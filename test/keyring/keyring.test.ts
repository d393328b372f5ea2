import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nearestName, openKeyring, purposes } from '../../src/keyring/keyring.ts';
import { limits } from '../../src/limits.ts';
import { fixedRandom, hex, MemoryKeyStore } from './support.ts';

const random = fixedRandom(31);
const make = (store: MemoryKeyStore) => openKeyring(store, { random, create: true });

describe('subkeys', () => {
  test('are the same when opened again, and differ by purpose, context and root', async () => {
    const store = new MemoryKeyStore();
    const keyring = await make(store);
    const all = (k: typeof keyring) =>
      purposes
        .flatMap((purpose) => [
          k.subkey(purpose),
          k.subkey(purpose, Uint8Array.of(0)),
          k.subkey(purpose, Uint8Array.of(1)),
        ])
        .map(hex);
    const first = all(keyring);
    expect(new Set(first).size).toBe(3 * purposes.length);
    expect(first.every((key) => key.length === 64)).toBe(true);
    keyring.subkey('vault').fill(0);
    expect(all(keyring)).toEqual(first);
    keyring.close();
    expect(() => keyring.subkey('vault')).toThrowError(expect.objectContaining({ code: 'ENGINE_CLOSED' }));
    expect(all(await make(store))).toEqual(first);
    const other = all(await make(new MemoryKeyStore()));
    expect(other.some((key) => first.includes(key))).toBe(false);
  });

  test('are HKDF-Expand over the root, as its page says', async () => {
    const store = new MemoryKeyStore();
    const root = Uint8Array.from({ length: 32 }, (_, i) => i);
    await store.write('root', root);
    const { createHmac } = await import('node:crypto');
    const info = Buffer.concat([Buffer.from('sealcast v1 subkey idempotency\0'), Buffer.of(7, 8), Buffer.of(1)]);
    const expected = createHmac('sha256', root).update(info).digest('hex');
    expect(hex((await make(store)).subkey('idempotency', Uint8Array.of(7, 8)))).toBe(expected);
  });

  test('need a listed purpose', async () => {
    const keyring = await make(new MemoryKeyStore());
    expect(() => keyring.subkey('something else' as 'vault')).toThrowError(/no listed purpose/);
  });
});

describe('senders', () => {
  test('keep their keys, and give out copies', async () => {
    const store = new MemoryKeyStore();
    const keyring = await make(store);
    expect(keyring.senders()).toEqual([]);
    const made = await keyring.createSender('city-hall');
    await keyring.createSender('市政府');
    const sender = keyring.sender('city-hall');
    expect(sender.publicKey).toEqual(made.publicKey);
    expect(sender.publicKey.subarray(0, 32)).toEqual(ed25519.getPublicKey(sender.signSecret));
    expect(sender.publicKey.subarray(32)).toEqual(x25519.getPublicKey(sender.dhSecret));
    const kept = [hex(sender.signSecret), hex(sender.dhSecret), hex(sender.publicKey)];
    for (const bytes of [sender.signSecret, sender.dhSecret, sender.publicKey, made.publicKey]) bytes.fill(0);
    keyring.senders()[0]!.publicKey.fill(0);
    const untouched = keyring.sender('city-hall');
    expect([hex(untouched.signSecret), hex(untouched.dhSecret), hex(untouched.publicKey)]).toEqual(kept);
    keyring.close();
    const again = await make(store);
    expect(again.senders().map(({ name }) => name)).toEqual(['city-hall', '市政府']);
    const same = again.sender('city-hall');
    expect([hex(same.signSecret), hex(same.dhSecret), hex(same.publicKey)]).toEqual(kept);
    await again.createSender('third');
    expect((await make(store)).senders()).toHaveLength(3);
  });

  test('names are checked, brought to NFC, and unique even among calls made at once', async () => {
    const keyring = await make(new MemoryKeyStore());
    const bad = [
      '',
      ' a',
      'a ',
      'a\n',
      'a\tb',
      'x\u202ey',
      '\ud800',
      'a\u2028b',
      'x'.repeat(65),
      '水'.repeat(22),
      'a\u0000',
      'b\u0085',
    ];
    for (const name of bad)
      await expect(keyring.createSender(name), JSON.stringify(name)).rejects.toMatchObject({ code: 'USAGE' });
    await expect(keyring.createSender(undefined as unknown as string)).rejects.toMatchObject({ code: 'USAGE' });
    const twice = await Promise.allSettled([keyring.createSender('caf\u00e9'), keyring.createSender('cafe\u0301')]);
    expect(twice.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(keyring.sender('cafe\u0301').name).toBe('caf\u00e9');
    await keyring.createSender('x'.repeat(64));
    await keyring.createSender('Water & Power, district 9 🚰');
    expect(keyring.senders()).toHaveLength(3);
  });

  test('are bounded in number', async () => {
    const store = new MemoryKeyStore();
    const keyring = await make(store);
    await keyring.createSender('one');
    const value = store.secrets.get('sender/0000')!;
    for (let i = 1; i < limits.senders; i++) {
      const other = value.slice();
      other.set(new TextEncoder().encode(i.toString(36).padStart(3, '0')), 2);
      store.secrets.set(`sender/${String(i).padStart(4, '0')}`, other);
    }
    const full = await make(store);
    await expect(full.createSender('one too many')).rejects.toMatchObject({ code: 'USAGE' });
    store.secrets.set('sender/9999', value);
    await expect(make(store)).rejects.toMatchObject({ code: 'KEYRING_DAMAGED' });
  });

  test('an unknown one is an error that names the nearest', async () => {
    const keyring = await make(new MemoryKeyStore());
    const hint = (name: string) => {
      try {
        keyring.sender(name);
      } catch (error) {
        const { code, hint } = error as { code: string; hint: string };
        expect(code).toBe('SENDER_UNKNOWN');
        return hint;
      }
      throw new Error('found');
    };
    expect(hint('city-hall')).toContain('make it first');
    await keyring.createSender('city-hall');
    await keyring.createSender('fire-brigade');
    for (const typo of ['city-hal', 'cityhall', 'ctiy-hall', 'City-Hall', 'city-halls'])
      expect(hint(typo)).toContain('"city-hall"');
    expect(hint('fire-brigde')).toContain('"fire-brigade"');
    expect(hint('somebody else')).not.toContain('did you mean');
    expect(hint('c'.repeat(1e6))).not.toContain('did you mean');
  });

  test('the nearest name is the one with the fewest edits, by an obvious twin', () => {
    // Optimal string alignment by its recursive definition.
    const slow = (a: string, b: string): number => {
      if (a === '' || b === '') return a.length + b.length;
      const [x, y] = [a.slice(1), b.slice(1)];
      let least = Math.min(slow(x, b) + 1, slow(a, y) + 1, slow(x, y) + (a[0] === b[0] ? 0 : 1));
      if (a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0])
        least = Math.min(least, slow(a.slice(2), b.slice(2)) + 1);
      return least;
    };
    const name = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(name, fc.uniqueArray(name, { minLength: 1, maxLength: 4 }), (given, names) => {
        const near = names.filter((n) => slow(given, n) <= Math.max(1, Math.floor(n.length / 3)));
        const best = near.sort((a, b) => slow(given, a) - slow(given, b))[0];
        const found = nearestName(given, names);
        if (best === undefined) expect(found).toBeNull();
        else expect(slow(given, found!)).toBe(slow(given, best));
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});

describe('what can be wrong with a store', () => {
  test('no root: made only when asked for, and never beside senders', async () => {
    const store = new MemoryKeyStore();
    await expect(openKeyring(store, { random })).rejects.toMatchObject({ code: 'KEYRING_DAMAGED' });
    expect(store.secrets.size).toBe(0);
    await (await make(store)).createSender('one');
    store.secrets.delete('root');
    await expect(make(store)).rejects.toMatchObject({ code: 'KEYRING_DAMAGED' });
    expect(store.secrets.has('root')).toBe(false);
  });

  test('values of another shape', async () => {
    const store = new MemoryKeyStore();
    await (await make(store)).createSender('one');
    const good = store.secrets.get('sender/0000')!;
    const cases: Uint8Array[] = [
      new Uint8Array(0),
      good.slice(1),
      good.subarray(0, 100),
      Uint8Array.of(...good, 0),
      good.map((b, i) => (i === 0 ? 2 : b)),
      good.map((b, i) => (i === 2 ? 255 : b)),
    ];
    for (const value of cases) {
      store.secrets.set('sender/0000', value);
      await expect(make(store)).rejects.toMatchObject({ code: 'KEYRING_DAMAGED', position: { sender: 0 } });
    }
    store.secrets.set('sender/0000', good);
    store.secrets.set('root', new Uint8Array(31));
    await expect(make(store)).rejects.toMatchObject({ code: 'KEYRING_DAMAGED' });
  });

  test('a store that fails while a sender is made leaves no sender', async () => {
    const store = new MemoryKeyStore();
    const keyring = await make(store);
    store.before = () => {
      throw new Error('disk');
    };
    await expect(keyring.createSender('one')).rejects.toThrow('disk');
    store.before = () => {};
    expect(keyring.senders()).toEqual([]);
    await keyring.createSender('one');
    expect((await make(store)).senders()).toHaveLength(1);
  });
});
