import { describe, expect, it } from 'vitest';
import { encodeBlock } from '../../src/broadcast/permit/block.ts';
import { readPresentation } from '../../src/broadcast/permit/proof.ts';
import { attenuatePermit, presentPermit, readPermit, SealcastError, verifyPermit } from '../../src/index.ts';
import { ada, bo, cy, permitFor, START } from '../permit/keys.ts';

/** The long form: SEALCAST_FUZZ_RUNS=100000. */
const runs = Number(process.env.SEALCAST_FUZZ_RUNS ?? 5_000);
/** Through Ed25519, a millisecond a block: a tenth, and never more than 5000. */
const cryptoRuns = Math.min(5_000, Math.ceil(runs / 10));
const seed = Number(process.env.SEALCAST_FUZZ_SEED ?? 20_261_125);

/** xorshift32: the same mutations for the same seed, on every machine. */
function generator(from: number) {
  let state = from >>> 0 || 1;
  return (below: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}

const one = permitFor(ada, { sender: 'city-hall', profile: 'wechat', recipients: 200 });
const two = attenuatePermit(one, ada.privateKey, bo.publicKey, { rights: ['send'], recipients: 50 });
const three = attenuatePermit(two, bo.privateKey, cy.publicKey, { recipients: 5 });
const TOKENS = [permitFor(ada), permitFor(bo, { rights: ['emergency'] }), one, two, three];

function mutate(corpus: readonly Uint8Array[], below: (n: number) => number): Uint8Array {
  let bytes = new Uint8Array(corpus[below(corpus.length)]!);
  for (let steps = 1 + below(3); steps > 0; steps--) {
    const at = below(bytes.length);
    const other = corpus[below(corpus.length)]!;
    const pieces = [
      () => bytes.subarray(0, at),
      () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(8))]),
      () => Buffer.concat([bytes.subarray(0, at), other.subarray(below(other.length))]),
      () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + 1 + below(200)), bytes.subarray(at)]),
    ];
    const how = below(4 + pieces.length);
    // Mostly one byte: what still parses is what says something.
    if (how >= 4) bytes = new Uint8Array(pieces[how - 4]!());
    else if (bytes.length > 0) bytes[at % bytes.length] = how === 0 ? [0, 1, 2, 0x80, 0xff][below(5)]! : below(256);
  }
  return bytes;
}

/** What was read, written again; signatures as they stood. */
function again(token: Uint8Array): Uint8Array {
  const { root, blocks } = readPermit(token);
  const parts: Uint8Array[] = [Buffer.from('SCP1'), Uint8Array.of(1, blocks.length, 0, 0), root];
  let at = 40;
  for (const block of blocks) {
    const bytes = encodeBlock(block);
    at += bytes.length + 64;
    parts.push(bytes, token.subarray(at - 64, at));
  }
  return new Uint8Array(Buffer.concat(parts));
}

function refusedBy(action: () => unknown): boolean {
  try {
    action();
    return false;
  } catch (error) {
    if (error instanceof SealcastError && error.code === 'PERMIT_REFUSED') return true;
    throw error;
  }
}

describe(`permits that were changed, seed ${seed}`, () => {
  it('encode to the same bytes where they are read at all', () => {
    const below = generator(seed);
    const count = { read: 0, refused: 0 };
    for (let run = 0; run < runs; run++) {
      const input = mutate(TOKENS, below);
      const where = `seed ${seed}, run ${run}: ${Buffer.from(input).toString('hex')}`;
      let back: Uint8Array | undefined;
      if (refusedBy(() => (back = again(input)))) count.refused++;
      else {
        count.read++;
        expect(Buffer.from(back!).toString('hex'), where).toBe(Buffer.from(input).toString('hex'));
      }
    }
    expect(count.read).toBeGreaterThan(runs / 20);
    expect(count.refused).toBeGreaterThan(runs / 20);
  });

  it('never verify', () => {
    const below = generator(seed + 1);
    const genuine = new Set(TOKENS.map((token) => Buffer.from(token).toString('hex')));
    let read = 0;
    for (let run = 0; run < cryptoRuns; run++) {
      const input = mutate(TOKENS, below);
      const text = Buffer.from(input).toString('hex');
      if (genuine.has(text)) continue;
      if (!refusedBy(() => readPermit(input))) read++;
      expect(
        refusedBy(() => verifyPermit(input)),
        `seed ${seed}, run ${run}: ${text}`,
      ).toBe(true);
    }
    expect(read).toBeGreaterThan(cryptoRuns / 20);
    for (const token of TOKENS) expect(refusedBy(() => verifyPermit(token))).toBe(false);
  });

  it('are not presented: not by their holder, or of another token', () => {
    const below = generator(seed + 2);
    const action = { do: 'approve', broadcast: '00'.repeat(16) } as const;
    const genuine = presentPermit(three, cy.privateKey, action, { now: START });
    expect(readPresentation(genuine, '').isBy(cy.publicKey)).toBe(true);
    let read = 0;
    for (let run = 0; run < cryptoRuns; run++) {
      const input = mutate([genuine], below);
      if (Buffer.compare(input, genuine) === 0) continue;
      let stands = false;
      const refused = refusedBy(() => {
        stands = readPresentation(input, '').isBy(cy.publicKey);
      });
      if (!refused) read++;
      expect(stands, `seed ${seed}, run ${run}: ${Buffer.from(input).toString('hex')}`).toBe(false);
    }
    expect(read).toBeGreaterThan(cryptoRuns / 20);
  });
});
