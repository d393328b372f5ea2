import { describe, expect, it } from 'vitest';
import { decodeRecord, encodeRecord } from '../../src/codec/msgpack.ts';
import { checkBodyFrame, openBody, sealBody } from '../../src/crypto/body.ts';
import { encodeEnvelope, parseEnvelope } from '../../src/crypto/envelope.ts';
import { parseSlotPlain, writeSlotPlain } from '../../src/crypto/slot.ts';
import { SealcastError } from '../../src/errors.ts';
import { openEnvelope } from '../../src/open.ts';
import { CREATED, makeBroadcast, makeRecipients, makeSender, seeded } from '../crypto/fixture.ts';
import { digestOf, forgeBody, forgePlain, signEd25519 } from '../crypto/forge.ts';

/** The long form: SEALCAST_FUZZ_RUNS=100000. */
const runs = Number(process.env.SEALCAST_FUZZ_RUNS ?? 20_000);
/** Through X25519 and Ed25519, 5 ms each: a hundredth, and never more than 2000. */
const cryptoRuns = Math.min(2_000, Math.ceil(runs / 100));
const seed = Number(process.env.SEALCAST_FUZZ_SEED ?? 20_261_122);

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

/** Bytes that mean something somewhere: magics, heads of MessagePack, edges of integers. */
const TELLING = [
  0, 1, 2, 3, 4, 5, 0x10, 0x20, 0x53, 0x70, 0x7f, 0x80, 0x81, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc4, 0xc6,
];
TELLING.push(0xca, 0xcb, 0xcf, 0xd3, 0xd4, 0xd9, 0xdb, 0xdc, 0xdd, 0xde, 0xdf, 0xe0, 0xfe, 0xff);

function mutate(corpus: readonly Uint8Array[], below: (n: number) => number): Uint8Array {
  let bytes = new Uint8Array(corpus[below(corpus.length)]!);
  for (let steps = 1 + below(4); steps > 0; steps--) {
    const at = below(bytes.length + 1);
    switch (below(9)) {
      case 0:
        bytes[at]! ^= 1 << below(8);
        break;
      case 1:
        bytes[at] = TELLING[below(TELLING.length)]!;
        break;
      case 2:
        bytes = bytes.slice(0, at);
        break;
      case 3:
        bytes = join(bytes.subarray(0, at), Uint8Array.of(TELLING[below(TELLING.length)]!), bytes.subarray(at));
        break;
      case 4:
        bytes = join(bytes.subarray(0, at), bytes.subarray(at + 1 + below(8)));
        break;
      case 5: {
        const other = corpus[below(corpus.length)]!;
        bytes = join(bytes.subarray(0, at), other.subarray(below(other.length + 1)));
        break;
      }
      case 6:
        bytes = join(bytes, bytes.subarray(at, at + 1 + below(64)));
        break;
      case 7:
        bytes.fill(0, at, at + below(40));
        break;
      default:
        if (bytes.length >= 4) {
          const number = [0, 1, 0xff, 0x100, 0xffff, 0x1_0000, 0x7fff_ffff, 0xffff_ffff][below(8)]!;
          new DataView(bytes.buffer).setUint32(below(bytes.length - 3), number, below(2) === 0);
        }
    }
  }
  return bytes;
}

function join(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(parts));
}

/**
 * Mutates, parses, and counts: accepted input must come back as the same bytes, refused input must be one of `codes`.
 * `again` answers null for refused.
 */
function fuzz(
  name: string,
  corpus: readonly Uint8Array[],
  times: number,
  codes: readonly string[],
  again: (input: Uint8Array) => Uint8Array | null,
): { accepted: number; refused: number } {
  const below = generator(seed);
  const count = { accepted: 0, refused: 0 };
  for (let run = 0; run < times; run++) {
    const input = mutate(corpus, below);
    const where = () => `${name}, seed ${seed}, run ${run}: ${Buffer.from(input).toString('hex').slice(0, 400)}`;
    let back: Uint8Array | null;
    try {
      back = again(input);
    } catch (error) {
      if (!(error instanceof SealcastError && codes.includes(error.code))) expect.fail(`${where()}: ${String(error)}`);
      back = null;
    }
    if (back === null) count.refused++;
    else if (Buffer.compare(back, input) === 0) count.accepted++;
    else expect.fail(`${where()}: accepted, but encodes to ${Buffer.from(back).toString('hex').slice(0, 400)}`);
  }
  // A run in which all is refused or all accepted tests nothing.
  expect(count.accepted, name).toBeGreaterThan(times / 1000);
  expect(count.refused, name).toBeGreaterThan(times / 10);
  return count;
}

const values: unknown[] = [
  { format: 'plain', text: 'Water is off on Friday.' },
  { format: 'markdown', text: '# 停水 🚰\n'.repeat(8), language: 'zh', urgent: true, sent: 1_763_800_000_000 },
  { a: [1, -1, 127, 128, -33, 65_535, 65_536, -40_000, 2 ** 40, 1.5, null, false], b: { c: { d: [] } } },
  { bytes: seeded('bytes', 40), long: 'x'.repeat(300), big: 2n ** 63n, small: -(2n ** 60n), '': '' },
  Array.from({ length: 20 }, (_, i) => ({ i, s: String.fromCodePoint(0x4e00 + i) })),
];

describe('parsers, mutated input: a clear error or the same bytes back', () => {
  it('records', () => {
    const corpus = values.map((value) => encodeRecord(value));
    const before = process.memoryUsage().heapUsed;
    fuzz('record', corpus, runs, ['UNREADABLE'], (input) => encodeRecord(decodeRecord(input)));
    globalThis.gc?.();
    // No growth: a decoder that believes lengths would leave hundreds of megabytes, or not get here.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(64e6);
  });

  it('records in any encoding: a clear error, or a value that the codec itself can store', () => {
    const corpus = values.map((value) => encodeRecord(value));
    const below = generator(seed);
    for (let run = 0; run < runs; run++) {
      const input = mutate(corpus, below);
      let value: unknown;
      try {
        value = decodeRecord(input, { anyEncoding: true });
      } catch (error) {
        expect(error).toMatchObject({ code: 'UNREADABLE' });
        continue;
      }
      let stored: Uint8Array;
      try {
        stored = encodeRecord(value);
      } catch (error) {
        // Only what any encoding may hold and a record may not: NaN and infinities.
        expect(error).toMatchObject({ message: expect.stringContaining('not finite') });
        continue;
      }
      expect(Buffer.compare(encodeRecord(decodeRecord(stored)), stored)).toBe(0);
    }
  });

  it('envelopes', () => {
    const corpus = ([1, 2, 3, 4] as const).flatMap((suite) =>
      [112, 272].map((slotBytes) => {
        const enc = seeded('enc', suite === 4 ? 1120 : 32);
        if (suite === 3) enc.fill(0, 28);
        const [broadcast, mailbox, slot] = [seeded('b', 16), seeded('m', 16), seeded('s', slotBytes)];
        return encodeEnvelope({ suite, broadcast, mailbox, enc, slot });
      }),
    );
    fuzz('envelope', corpus, runs, ['ENVELOPE_INVALID'], (input) => encodeEnvelope(parseEnvelope(input)));
  });

  it('slot plaintexts', () => {
    const corpus = [0, 1, 166].map((personal) => {
      const out = new Uint8Array(256);
      const fields = { bodyKey: seeded('k', 32), bodyDigest: seeded('d', 32), receiptToken: seeded('t', 16) };
      writeSlotPlain(out, { ...fields, sessionEpoch: 3, personal: seeded('p', personal) });
      return out;
    });
    fuzz('slot', [...corpus, new Uint8Array(96), new Uint8Array(128)], runs, [], (input) => {
      const slot = parseSlotPlain(input);
      if (slot === null) return null;
      const out = new Uint8Array(input.length).fill(0xee);
      writeSlotPlain(out, slot);
      return out;
    });
  });

  it('body frames', () => {
    const corpus = [160, 1024, 65_536, 67_584].map((plain) => {
      const out = seeded('body', 40 + plain + 16 * Math.ceil(plain / 65_536));
      out.set([0x53, 0x43, 0x42, 0x31, 1, 0, 0, 0]);
      return out;
    });
    // The frame is checked, not parsed: accepted means that every chunk and the padded length exist.
    fuzz('body frame', corpus.slice(0, 2), runs, ['ENVELOPE_INVALID'], (input) => {
      checkBodyFrame(input);
      return input;
    });
    fuzz('body frame, long', corpus, Math.ceil(runs / 20), ['ENVELOPE_INVALID'], (input) => {
      checkBodyFrame(input);
      return input;
    });
  });
});

describe(`through the crypto, ${cryptoRuns} mutations each`, () => {
  const from = makeSender();
  const bodyKey = seeded('fuzz body key', 32);
  const broadcast = seeded('fuzz broadcast', 16);

  it('body plaintexts, signed after the mutation: a fault, or the fields seal to the same bytes', () => {
    const base = { sender: from.sender, signSecret: from.signSecret, signedBroadcast: broadcast };
    const corpus = values.slice(0, 2).map((value) => {
      const plain = forgePlain({ ...base, content: encodeRecord(value) });
      return new Uint8Array(plain);
    });
    fuzz('body plaintext', corpus, cryptoRuns, [], (input) => {
      // The signature goes where the mutated length says, so that most runs get past it to the layout.
      const plain = Buffer.from(input);
      const at = plain.length >= 92 ? 92 + plain.readUInt32LE(88) : plain.length;
      if (at + 64 <= plain.length) {
        const signed = Buffer.concat([Buffer.from('sealcast v1 body\0'), broadcast, plain.subarray(0, at)]);
        plain.set(signEd25519(from.signSecret, signed), at);
      }
      const body = forgeBody(plain, bodyKey, broadcast);
      const opened = openBody(body, bodyKey, broadcast, from.sender);
      if (typeof opened === 'string') return null;
      const secrets = { bodyKey, broadcast, signSecret: from.signSecret };
      expect(Buffer.compare(sealBody(opened, secrets).body, body)).toBe(0);
      return input;
    });
  });

  it('envelopes and bodies as they travel: the message only from the bytes that were sent', async () => {
    const [alice] = makeRecipients(1);
    const sent = makeBroadcast(2, [{ ...alice!, personal: { name: '张伟' } }]);
    const options = { privateKey: alice!.privateKey, sender: from.sender, now: CREATED };
    const below = generator(seed);
    const ends: Record<string, number> = {};
    for (let run = 0; run < cryptoRuns; run++) {
      const which = below(4);
      const envelope = which === 0 ? sent.envelopes[0]! : mutate(sent.envelopes, below);
      const body = which > 0 ? sent.body : mutate([sent.body], below);
      const genuine = digestOf(envelope).equals(digestOf(sent.envelopes[0]!)) && digestOf(body).equals(sent.digest);
      const end = await openEnvelope(envelope, body, options).then(
        (message) => (message === null ? 'null' : 'message'),
        (error: unknown) => (error instanceof SealcastError ? error.code : String(error)),
      );
      expect(['null', 'message', 'ENVELOPE_INVALID', 'UNREADABLE'], `seed ${seed}, run ${run}`).toContain(end);
      expect(end === 'message', `seed ${seed}, run ${run}`).toBe(genuine);
      ends[end] = (ends[end] ?? 0) + 1;
    }
    expect(Object.keys(ends).sort()).toEqual(expect.arrayContaining(['ENVELOPE_INVALID', 'UNREADABLE', 'null']));
  });
});
