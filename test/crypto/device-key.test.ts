import { existsSync, readFileSync } from 'node:fs';
import { x25519 } from '@noble/curves/ed25519.js';
import { describe, expect, test } from 'vitest';
import { parseDeviceKey, parseDeviceKeys } from '../../src/crypto/device-key.ts';

const P = 2n ** 255n - 19n;
const KEY = Buffer.from('0900000000000000000000000000000000000000000000000000000000000123', 'hex');

function littleEndian(u: bigint): Buffer {
  return Buffer.from(u.toString(16).padStart(64, '0'), 'hex').reverse();
}

/** What the list in device-key.ts claims, asked of noble: is the shared secret zero, whatever the private key? */
function sharedIsZero(key: Uint8Array): boolean {
  try {
    return x25519.getSharedSecret(new Uint8Array(32).fill(7), key).every((byte) => byte === 0);
  } catch {
    return true;
  }
}

describe('notations', () => {
  const base64 = KEY.toString('base64');
  const jwk = { kty: 'OKP', crv: 'X25519', x: KEY.toString('base64url') };
  test.each([
    ['raw bytes', new Uint8Array(KEY)],
    ['Buffer', KEY],
    ['hex', KEY.toString('hex')],
    ['hex in capitals, with spaces around', ` ${KEY.toString('hex').toUpperCase()}\n`],
    ['base64', base64],
    ['base64 without padding', base64.slice(0, 43)],
    ['base64url', KEY.toString('base64url')],
    ['base64url with padding', `${KEY.toString('base64url')}=`],
    ['JWK', jwk],
    ['JWK as JSON, other members ignored', JSON.stringify({ ...jwk, kid: 'a;b', d: null })],
  ])('%s', (_, input) => {
    expect(parseDeviceKey(input)).toEqual(new Uint8Array(KEY));
  });

  test('both base64 alphabets, each alone', () => {
    const key = Buffer.alloc(32, 0xfb).fill(0x0f, 31);
    expect(key.toString('base64')).toMatch(/[+/]/);
    expect(parseDeviceKey(key.toString('base64'))).toEqual(new Uint8Array(key));
    expect(parseDeviceKey(key.toString('base64url'))).toEqual(new Uint8Array(key));
    const mixed = key.toString('base64').replace('+', '-');
    expect(mixed).toMatch(/[+/]/);
    expect(parseDeviceKey(mixed)).toBe('key-malformed');
    expect(parseDeviceKey({ ...jwk, x: key.toString('base64').slice(0, 43) })).toBe('key-malformed');
  });

  test('a copy: the caller may wipe its own', () => {
    const mine = new Uint8Array(KEY);
    const read = parseDeviceKey(mine) as Uint8Array;
    mine.fill(0);
    expect(read).toEqual(new Uint8Array(KEY));
    expect(read.buffer.byteLength).toBe(32);
  });

  test.each([
    ['31 bytes', KEY.subarray(1)],
    ['33 bytes', Buffer.concat([KEY, KEY.subarray(0, 1)])],
    ['hex of 31 bytes', KEY.toString('hex').slice(2)],
    ['hex with one wrong digit', KEY.toString('hex').replace(/.$/, 'g')],
    ['hex with a letter beyond ASCII', KEY.toString('hex').replace(/.$/, 'é')],
    ['base64 with a space inside', `${base64.slice(0, 20)} ${base64.slice(21)}`],
    ['base64 with two paddings', `${base64.slice(0, 42)}==`],
    ['base64 whose spare bits are not zero', base64.replace(/.=$/, (end) => `${next(end[0]!)}=`)],
    ['text', 'n/a'],
    ['number', 7],
    ['JWK of another curve', { ...jwk, crv: 'Ed25519' }],
    ['JWK of another type', { ...jwk, kty: 'EC' }],
    ['JWK with padding', { ...jwk, x: `${jwk.x}=` }],
    ['JWK without x', { kty: 'OKP', crv: 'X25519' }],
    ['broken JSON', '{"kty":"OKP"'],
    [
      'a getter that throws',
      Object.defineProperty({}, 'kty', {
        get: () => {
          throw new Error('mine');
        },
      }),
    ],
  ])('refuses %s', (_, input) => {
    expect(parseDeviceKey(input)).toBe('key-malformed');
  });

  test.each([undefined, null, '', '  '])('missing: %j', (input) => {
    expect(parseDeviceKey(input)).toBe('key-missing');
  });

  test('a private key in the list is noticed', () => {
    expect(parseDeviceKey({ ...jwk, d: KEY.toString('base64url') })).toBe('key-private');
    expect(parseDeviceKey(JSON.stringify({ ...jwk, d: 'x' }))).toBe('key-private');
    expect(parseDeviceKey('-----BEGIN PRIVATE KEY----- MC4CAQ')).toBe('key-private');
  });

  function next(digit: string): string {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    return alphabet[alphabet.indexOf(digit) + 1]!;
  }
});

describe('several keys', () => {
  const other = Buffer.from(KEY).fill(5, 3, 9);
  const hex = (key: Uint8Array): string => Buffer.from(key).toString('hex');
  const read = (input: unknown, max = 3): unknown => {
    const keys = parseDeviceKeys(input, max);
    return typeof keys === 'string' ? keys : [keys.keys.map(hex), keys.duplicates];
  };

  test.each([
    ['text', `${hex(KEY)};${other.toString('base64')}`],
    ['text with empty parts', `; ${hex(KEY)} ;; ${hex(other)};`],
    ['array', [KEY, null, hex(other), '']],
    ['JSON array', JSON.stringify([hex(KEY), { kty: 'OKP', crv: 'X25519', x: other.toString('base64url') }])],
    [
      'JWKs with ; between',
      [KEY, other].map((key) => JSON.stringify({ kty: 'OKP', crv: 'X25519', x: key.toString('base64url') })).join(';'),
    ],
  ])('%s', (_, input) => {
    expect(read(input)).toEqual([[hex(KEY), hex(other)], 0]);
  });

  test('repeated ones are counted and left out, whatever their notation', () => {
    expect(read([KEY, other, KEY.toString('base64')])).toEqual([[hex(KEY), hex(other)], 1]);
  });

  test('the bound counts repeated ones, too', () => {
    expect(read(new Array(3).fill(KEY))).toEqual([[hex(KEY)], 2]);
    expect(read(new Array(4).fill(KEY))).toBe('too-many-devices');
  });

  test('one bad key refuses all', () => {
    expect(read([KEY, 'n/a'])).toBe('key-malformed');
    expect(read([KEY, new Uint8Array(32)])).toBe('key-low-order');
  });

  test.each([[[]], [';'], [''], [undefined], [[null, '']]])('none: %j', (input) => {
    expect(read(input)).toBe('key-missing');
  });
});

describe('points', () => {
  const lowOrder = [
    0n,
    1n,
    P - 1n,
    325606250916557431795983626356110631294008115727848805560023387167927233504n,
    39382357235489614581723060781553021112529911719440698176882885853963445705823n,
  ];

  test('every low-order u is refused, and noble agrees that it is one', () => {
    for (const u of lowOrder) {
      expect(sharedIsZero(littleEndian(u))).toBe(true);
      expect(parseDeviceKey(littleEndian(u))).toBe('key-low-order');
    }
  });

  test('u = p and above, and bit 255', () => {
    expect(parseDeviceKey(littleEndian(P - 2n))).toBeInstanceOf(Uint8Array);
    for (let u = P; u < 2n ** 255n; u++) expect(parseDeviceKey(littleEndian(u))).toBe('key-non-canonical');
    expect(parseDeviceKey(littleEndian(9n + 2n ** 255n))).toBe('key-non-canonical');
    expect(parseDeviceKey(littleEndian(9n))).toBeInstanceOf(Uint8Array);
  });

  const path = new URL('../../../shared/vectors/wycheproof/x25519_test.json', import.meta.url);
  if (!existsSync(path)) console.log('device keys: Wycheproof skipped, ../shared/vectors is not there');
  test.skipIf(!existsSync(path))('Wycheproof: refused exactly where the key is low-order or not canonical', () => {
    const { testGroups } = JSON.parse(readFileSync(path, 'utf8')) as {
      testGroups: { tests: { public: string; flags: string[] }[] }[];
    };
    const tests = testGroups.flatMap((group) => group.tests);
    const publics = new Map(tests.map((one) => [one.public, one.flags]));
    let low = 0;
    for (const [hex, flags] of publics) {
      const key = Buffer.from(hex, 'hex');
      const u = BigInt(`0x${Buffer.from(key).reverse().toString('hex')}`);
      const canonical = u < P;
      const zero = flags.includes('LowOrderPublic') || flags.includes('ZeroSharedSecret');
      if (zero) {
        low++;
        // The list is complete: reduced, each of them is one of the five.
        expect(lowOrder).toContain((u % 2n ** 255n) % P);
        expect(sharedIsZero(key)).toBe(true);
      }
      const read = parseDeviceKey(key);
      expect(typeof read === 'string' ? read : 'accepted').toBe(
        !canonical ? 'key-non-canonical' : zero ? 'key-low-order' : 'accepted',
      );
    }
    expect([tests.length, low]).toEqual([518, 14]);
  });
});
