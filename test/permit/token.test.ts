import { createHash, createPublicKey, verify } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grantOf } from '../../src/broadcast/permit/token.ts';
import {
  attenuatePermit,
  newPermit,
  type PermitTerms,
  RIGHTS,
  readPermit,
  SealcastError,
  verifyPermit,
} from '../../src/index.ts';
import { limits } from '../../src/limits.ts';
import { ALL, ada, bo, cy, DAY, type Pair, pair, permitFor, root, START } from './keys.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const signature = (token: Uint8Array): Uint8Array => token.subarray(token.length - 64);

function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof SealcastError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'accepted';
}

/** The layout once more, by hand: head, then for each block its fields and the signature by its signer. */
function byHand(blocks: readonly { fields: Uint8Array; signer: Pair }[], rootKey = root.publicKey): Uint8Array {
  const head = Buffer.concat([Buffer.from('SCP1'), Buffer.from([1, blocks.length, 0, 0]), rootKey]);
  let before: Uint8Array = new Uint8Array(64);
  const parts = blocks.flatMap(({ fields, signer }, i) => {
    const label = Buffer.from('sealcast v1 permit block\0');
    const signed = Buffer.concat([label, Buffer.from([i]), rootKey, before, fields]);
    before = ed25519.sign(signed, signer.privateKey);
    return [fields, before];
  });
  return new Uint8Array(Buffer.concat([head, ...parts]));
}

interface Fields {
  holder?: Uint8Array;
  notBefore?: bigint;
  expires?: bigint;
  rights?: number;
  zero?: number;
  recipients?: number;
  sender?: Uint8Array;
  profile?: Uint8Array;
}

function fieldsOf(more: Fields = {}): Uint8Array {
  const out = Buffer.alloc(56);
  out.set(more.holder ?? ada.publicKey);
  out.writeBigUInt64LE(more.notBefore ?? BigInt(START), 32);
  out.writeBigUInt64LE(more.expires ?? BigInt(START + DAY), 40);
  out.writeUInt16LE(more.rights ?? 0b101, 48);
  out.writeUInt16LE(more.zero ?? 0, 50);
  out.writeUInt32LE(more.recipients ?? 0xffff_ffff, 52);
  const names = [more.sender, more.profile].map((name) => Buffer.from(name ?? []));
  return Buffer.concat([out, ...names.flatMap((name) => [Buffer.from([name.length]), name])]);
}

describe('a permit', () => {
  it('is what the page says, byte for byte', () => {
    const terms: PermitTerms = { rights: ['send', 'compose'], recipients: 200, sender: '市政厅', profile: 'wechat' };
    const token = permitFor(ada, terms);
    const sender = Buffer.from('市政厅');
    const first = fieldsOf({
      expires: BigInt(START + 30 * DAY),
      recipients: 200,
      sender,
      profile: Buffer.from('wechat'),
    });
    expect(hex(token)).toBe(hex(byHand([{ fields: first, signer: root }])));
    const less = attenuatePermit(token, ada.privateKey, bo.publicKey, { rights: ['send'], recipients: 50 });
    const second = fieldsOf({
      holder: bo.publicKey,
      expires: BigInt(START + 30 * DAY),
      rights: 0b100,
      recipients: 50,
      sender,
      profile: Buffer.from('wechat'),
    });
    expect(hex(less)).toBe(
      hex(
        byHand([
          { fields: first, signer: root },
          { fields: second, signer: ada },
        ]),
      ),
    );
    expect(grantOf(verifyPermit(less))).toMatchObject({ rights: ['send'], recipients: 50, sender: '市政厅' });
  });

  it('is signed as node:crypto has Ed25519, and named by a hash of what is signed', () => {
    const token = permitFor(ada);
    const block = token.subarray(40, token.length - 64);
    const label = Buffer.from('sealcast v1 permit block\0');
    const signed = Buffer.concat([label, Buffer.from([0]), root.publicKey, new Uint8Array(64), block]);
    const x = Buffer.from(root.publicKey).toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    expect(verify(null, signed, key, signature(token))).toBe(true);
    const named = createHash('sha256').update('sealcast v1 permit id\0').update(signed).digest('hex').slice(0, 32);
    expect(readPermit(token).ids).toEqual([named]);
  });

  it('cannot be handed on by who does not hold it, nor widened', () => {
    const token = permitFor(ada, { rights: ['send'], recipients: 10, sender: 'a', profile: 'p' });
    const on = (terms: PermitTerms, key = ada) =>
      refusal(() => attenuatePermit(token, key.privateKey, bo.publicKey, terms));
    expect(on({})).toBe('accepted');
    expect(on({}, bo)).toBe('USAGE: the permit is held by another key');
    expect(on({ rights: ['send', 'compose'] })).toBe('USAGE: a permit cannot be widened: rights');
    expect(on({ recipients: 11 })).toBe('USAGE: a permit cannot be widened: recipients');
    expect(on({ expires: START + 31 * DAY })).toBe('USAGE: a permit cannot be widened: expires');
    expect(on({ notBefore: START - 1 })).toBe('USAGE: a permit cannot be widened: not before');
    expect(on({ sender: 'b' })).toBe('USAGE: a permit cannot be widened: sender');
    expect(on({ profile: 'q' })).toBe('USAGE: a permit cannot be widened: profile');
  });

  it('grants no more than its first block, whatever a holder writes into the next', () => {
    const first = fieldsOf({ rights: 0b100, recipients: 10, sender: Buffer.from('a') });
    const wide = fieldsOf({ holder: bo.publicKey, rights: 0b111111, expires: BigInt(START + 300 * DAY) });
    const token = byHand([
      { fields: first, signer: root },
      { fields: wide, signer: ada },
    ]);
    expect(grantOf(verifyPermit(token))).toMatchObject({
      rights: ['send'],
      recipients: 10,
      sender: 'a',
      expires: START + DAY,
      notBefore: START,
    });
    const other = fieldsOf({ holder: bo.publicKey, rights: 0b100, sender: Buffer.from('b') });
    const torn = byHand([
      { fields: first, signer: root },
      { fields: other, signer: ada },
    ]);
    expect(refusal(() => grantOf(verifyPermit(torn)))).toContain('leave nothing that it grants');
  });

  it('is handed on seven times, not eight', () => {
    let token = permitFor(ada);
    for (let block = 1; block < limits.permitBlocks; block++)
      token = attenuatePermit(token, ada.privateKey, ada.publicKey, {});
    expect(verifyPermit(token).blocks).toHaveLength(8);
    expect(refusal(() => attenuatePermit(token, ada.privateKey, ada.publicKey, {}))).toContain('at most 8 blocks');
  });

  it('does not verify with blocks of other chains, in another order, or without its first', () => {
    const fields = (holder: Pair, rights = 0b101) => fieldsOf({ holder: holder.publicKey, rights });
    // Two chains through the same holder, whose key signs in both.
    const one = byHand([
      { fields: fields(ada), signer: root },
      { fields: fields(bo, 0b001), signer: ada },
    ]);
    const two = byHand([
      { fields: fields(ada, 0b111), signer: root },
      { fields: fields(bo, 0b100), signer: ada },
    ]);
    const length = fields(ada).length + 64;
    const at = (token: Uint8Array, block: number) => token.subarray(40 + block * length, 40 + (block + 1) * length);
    const join = (blocks: readonly Uint8Array[]) => {
      const head = one.slice(0, 40);
      head[5] = blocks.length;
      return new Uint8Array(Buffer.concat([head, ...blocks]));
    };
    expect(refusal(() => verifyPermit(join([at(one, 0), at(one, 1)])))).toBe('accepted');
    expect(refusal(() => verifyPermit(join([at(two, 0), at(one, 1)])))).toContain('block 1');
    expect(refusal(() => verifyPermit(join([at(one, 0), at(two, 1)])))).toContain('block 1');
    expect(refusal(() => verifyPermit(join([at(one, 1), at(one, 0)])))).toContain('block 0');
    expect(refusal(() => verifyPermit(join([at(one, 1)])))).toContain('block 0');
    // What comes before a block is left out only by its own holder: here the key that was taken away.
    expect(grantOf(verifyPermit(join([at(one, 0)]))).holders.map(hex)).toEqual([hex(ada.publicKey)]);
  });

  it('does not verify under a root of small order, or with S beyond the group order', () => {
    // The point of order 1: under it R = identity, S = 0 verifies any message where a verifier is lax.
    const identity = new Uint8Array(32);
    identity[0] = 1;
    const head = Buffer.concat([Buffer.from('SCP1'), Buffer.from([1, 1, 0, 0]), identity]);
    const forged = new Uint8Array(Buffer.concat([head, fieldsOf(), identity, new Uint8Array(32)]));
    expect(refusal(() => verifyPermit(forged))).toContain('block 0');
    const token = permitFor(ada);
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const tail = Buffer.from(token.subarray(token.length - 32))
      .reverse()
      .toString('hex');
    const beyond = (BigInt(`0x${tail}`) + order).toString(16).padStart(64, '0');
    const other = token.slice();
    other.set(Buffer.from(beyond, 'hex').reverse(), token.length - 32);
    expect(refusal(() => verifyPermit(other))).toContain('block 0');
  });

  it.each<[string, Uint8Array, string]>([
    ['no right', fieldsOf({ rights: 0 }), 'no right'],
    ['an unknown right', fieldsOf({ rights: 1 << 6 }), 'an unknown right'],
    ['reserved bytes', fieldsOf({ zero: 1 }), 'reserved bytes'],
    ['no time between', fieldsOf({ expires: BigInt(START) }), 'it expires before it begins'],
    [
      'one millisecond more than 400 days',
      fieldsOf({ expires: BigInt(START + 400 * DAY + 1) }),
      'longer than 400 days',
    ],
    ['a time beyond 2^53', fieldsOf({ expires: 2n ** 53n }), 'times out of range'],
    ['a name that is too long', fieldsOf({ sender: new Uint8Array(65).fill(97) }), 'longer than 64 bytes'],
    ['a name that is not UTF-8', fieldsOf({ sender: Uint8Array.of(0xff) }), 'not UTF-8'],
    ['a name that is not in NFC', fieldsOf({ profile: Buffer.from('e\u0301') }), 'in NFC'],
  ])('with %s is none', (_, fields, says) => {
    expect(refusal(() => readPermit(byHand([{ fields, signer: root }])))).toContain(says);
  });

  it('has its neighbours on the other side of each border', () => {
    for (const fields of [
      fieldsOf({ rights: 1 << 5 }),
      fieldsOf({ expires: BigInt(START + 1) }),
      fieldsOf({ expires: BigInt(START + 400 * DAY) }),
      fieldsOf({ sender: new Uint8Array(64).fill(97) }),
      fieldsOf({ recipients: 0 }),
    ])
      expect(refusal(() => verifyPermit(byHand([{ fields, signer: root }])))).toBe('accepted');
  });

  it('is made of what can be read again', () => {
    const make = (terms: PermitTerms) => refusal(() => permitFor(ada, terms));
    expect(make({ rights: [] })).toContain('no right');
    expect(make({ rights: ['fly' as never] })).toContain('an unknown right');
    expect(make({ recipients: 2 ** 32 - 1 })).toContain('cap of recipients');
    expect(make({ recipients: 1.5 })).toContain('cap of recipients');
    expect(make({ expires: START })).toContain('expires before');
    expect(
      refusal(() => newPermit(root.privateKey, new Uint8Array(31), { rights: ['send'], expires: START + DAY }, START)),
    ).toContain('public key of 32 bytes');
  });

  it('attenuates to the least of everything, whatever the order', () => {
    const terms = fc.record({
      rights: fc.subarray([...RIGHTS], { minLength: 1 }),
      days: fc.integer({ min: 1, max: 400 }),
      recipients: fc.option(fc.integer({ min: 0, max: 1000 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(terms, { minLength: 1, maxLength: 8 }), (steps) => {
        const holders = [ada, bo, cy];
        const blocks = steps.map(({ rights, days, recipients }, i) => ({
          fields: fieldsOf({
            holder: holders[i % 3]!.publicKey,
            rights: RIGHTS.reduce((bits, right, bit) => bits | (rights.includes(right) ? 1 << bit : 0), 0),
            expires: BigInt(START + days * DAY),
            recipients: recipients ?? 0xffff_ffff,
          }),
          signer: i === 0 ? root : holders[(i - 1) % 3]!,
        }));
        const permit = verifyPermit(byHand(blocks));
        const rights = RIGHTS.filter((right) => steps.every((step) => step.rights.includes(right)));
        if (rights.length === 0) expect(() => grantOf(permit)).toThrow('leave nothing');
        else
          expect(grantOf(permit)).toMatchObject({
            rights,
            expires: START + Math.min(...steps.map(({ days }) => days)) * DAY,
            recipients: Math.min(...steps.map(({ recipients }) => recipients ?? Number.POSITIVE_INFINITY)),
          });
      }),
      { numRuns: 30 },
    );
  });

  it('has the same bytes for the same terms, in whichever order the rights are named', () => {
    expect(permitFor(ada, { rights: [...ALL].reverse() })).toEqual(permitFor(ada, { rights: ALL }));
    expect(permitFor(pair('ada'))).toEqual(permitFor(ada));
  });
});
