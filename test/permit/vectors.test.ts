/** The worked values of docs/permissions.md, made once more with node:crypto alone, and read by the library. */
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { actionDigest, readPresentation } from '../../src/broadcast/permit/proof.ts';
import { grantOf } from '../../src/broadcast/permit/token.ts';
import { attenuatePermit, newPermit, verifyPermit } from '../../src/index.ts';

const PAGE = readFileSync(new URL('../../docs/permissions.md', import.meta.url), 'utf8');
const START = 1_763_800_000_000;
const DAY = 86_400_000;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const pattern = (first: number, length = 32) => Uint8Array.from({ length }, (_, i) => (first + i) & 0xff);
const sha256 = (...parts: (string | Uint8Array)[]): Buffer =>
  createHash('sha256')
    .update(Buffer.concat(parts.map((part) => Buffer.from(part as string))))
    .digest();

/** Names and values of the page; a value goes on in lines that begin with spaces. */
function worked(): Map<string, string> {
  const block = /## Worked values[\s\S]*?```text\n([\s\S]*?)```/.exec(PAGE)![1]!;
  const lines = block.replace(/\n +/g, '').trim().split('\n');
  return new Map(lines.map((line) => line.split(/ +/) as [string, string]));
}

/** PKCS #8 of RFC 8410 around a seed. */
function keyOf(seed: Uint8Array) {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
  return { publicKey, sign: (message: Uint8Array) => sign(null, message, key) };
}

function u64(n: number): Buffer {
  const out = Buffer.alloc(8);
  out.writeBigUInt64LE(BigInt(n));
  return out;
}

const root = keyOf(pattern(0x10));
const ada = keyOf(pattern(0x30));
const bo = keyOf(pattern(0x50));

function byHand(): Record<string, string> {
  const name = (text: string) => Buffer.concat([Buffer.from([Buffer.byteLength(text)]), Buffer.from(text)]);
  const times = Buffer.concat([u64(START), u64(START + 30 * DAY)]);
  const block0 = Buffer.concat([
    ada.publicKey,
    times,
    Buffer.from('0f000000ffffffff', 'hex'),
    name('city-hall'),
    name(''),
  ]);
  const block1 = Buffer.concat([
    bo.publicKey,
    times,
    Buffer.from('02000000c8000000', 'hex'),
    name('city-hall'),
    name('wechat'),
  ]);
  const label = Buffer.from('sealcast v1 permit block\0');
  const signed0 = Buffer.concat([label, Buffer.from([0]), root.publicKey, Buffer.alloc(64), block0]);
  const signature0 = root.sign(signed0);
  const signed1 = Buffer.concat([label, Buffer.from([1]), root.publicKey, signature0, block1]);
  const signature1 = ada.sign(signed1);
  const head = Buffer.concat([Buffer.from('SCP1'), Buffer.from([1, 2, 0, 0]), root.publicKey]);
  const token = Buffer.concat([head, block0, signature0, block1, signature1]);
  // ["approve", "a1a2…b0"], in MessagePack.
  const broadcast = hex(pattern(0xa1, 16));
  const record = Buffer.concat([Buffer.from('92a7617070726f7665d920', 'hex'), Buffer.from(broadcast)]);
  const digest = sha256('sealcast v1 permit request\0', record);
  const time = u64(START + 1000);
  const first = Buffer.concat([Buffer.from('SCP2'), Buffer.from([1, 0, 0, 0]), time, pattern(0xc0, 16), digest]);
  const proof = bo.sign(
    Buffer.concat([Buffer.from('sealcast v1 permit proof\0'), sha256(token), sha256('harbour'), first]),
  );
  return {
    rootKey: hex(root.publicKey),
    holder0: hex(ada.publicKey),
    holder1: hex(bo.publicKey),
    block0: hex(block0),
    signature0: hex(signature0),
    id0: hex(sha256('sealcast v1 permit id\0', signed0)).slice(0, 32),
    block1: hex(block1),
    signature1: hex(signature1),
    id1: hex(sha256('sealcast v1 permit id\0', signed1)).slice(0, 32),
    tokenDigest: hex(sha256(token)),
    requestDigest: hex(digest),
    proofHead: hex(first),
    proof: hex(proof),
  };
}

describe('worked values of permits', () => {
  const values = byHand();
  const token = Buffer.concat(
    ['head', 'block0', 'signature0', 'block1', 'signature1'].map((name) =>
      Buffer.from(name === 'head' ? `5343503101020000${values.rootKey}` : values[name]!, 'hex'),
    ),
  );

  it('are on the page', () => {
    expect(Object.fromEntries(worked())).toEqual(values);
  });

  it('are what the library makes', () => {
    const terms = { notBefore: START, expires: START + 30 * DAY, sender: 'city-hall' };
    const rights = ['compose', 'approve', 'send', 'read-report'] as const;
    const first = newPermit(pattern(0x10), new Uint8Array(ada.publicKey), { ...terms, rights });
    const more = { rights: ['approve'], recipients: 200, profile: 'wechat' } as const;
    expect(hex(attenuatePermit(first, pattern(0x30), new Uint8Array(bo.publicKey), more))).toBe(hex(token));
  });

  it('are what the library reads', () => {
    const permit = verifyPermit(new Uint8Array(token));
    expect(permit.ids).toEqual([values.id0, values.id1]);
    expect(grantOf(permit)).toMatchObject({
      rights: ['approve'],
      recipients: 200,
      sender: 'city-hall',
      profile: 'wechat',
    });
    const presented = Buffer.concat([Buffer.from(values.proofHead! + values.proof!, 'hex'), token]);
    const presentation = readPresentation(new Uint8Array(presented), 'harbour');
    expect(presentation.isBy(new Uint8Array(bo.publicKey))).toBe(true);
    expect(readPresentation(new Uint8Array(presented), '').isBy(new Uint8Array(bo.publicKey))).toBe(false);
    const action = { do: 'approve', broadcast: hex(pattern(0xa1, 16)) } as const;
    expect(hex(presentation.digest)).toBe(hex(actionDigest(action, START)));
  });
});
