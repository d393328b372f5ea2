import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { sampleAudience } from '../../src/cli/sample.ts';
import { SealcastError } from '../../src/errors.ts';
import { type AudienceInput, fromCsv, fromNdjson, type Recipient } from '../../src/fanout/read/audience.ts';
import { inPieces, key, type ReadAudience, readAll } from '../fanout/read/reading.ts';

/** The long form: SEALCAST_FUZZ_RUNS=100000. */
const runs = Number(process.env.SEALCAST_FUZZ_RUNS ?? 250);
const seed = Number(process.env.SEALCAST_FUZZ_SEED ?? 20_261_122);
/** A hang is what this would find; 20 ms a run is far more than one takes. */
const timeout = 60_000 + 20 * runs;

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

type Below = ReturnType<typeof generator>;

/** Bytes that mean something to a reader of CSV, JSON or UTF-8. */
const TELLING = [
  ...['"', '""', ',', ';', '\t', '\n', '\r', '\r\n', '{', '}', '[', ']', ':', '\\', '\\ud800', ' ', '\0', '=', '-'],
  ...['\ufeff', '\u2028', '\u202e', '1e999', 'null', '9007199254740993', '"__proto__":', ',"\r\n', 'id', 'publicKey'],
].map((text) => Buffer.from(text));
const BROKEN = [[0xff], [0xfe, 0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]].map(
  (bytes) => Buffer.from(bytes),
);

function mutated(from: Buffer, below: Below): Buffer {
  let bytes = from;
  for (let n = 1 + below(6); n > 0; n--) {
    const at = below(bytes.length + 1);
    const to = Math.min(bytes.length, at + below(below(2) === 0 ? 4 : 400));
    const what = below(6);
    const telling = below(8) === 0 ? BROKEN[below(BROKEN.length)]! : TELLING[below(TELLING.length)]!;
    const instead =
      what === 0
        ? Buffer.from([below(256)])
        : what === 1
          ? Buffer.concat([bytes.subarray(at, to), bytes.subarray(at, to)])
          : what === 2
            ? Buffer.alloc(0)
            : what === 3
              ? Buffer.concat(new Array<Buffer>(below(100)).fill(telling))
              : telling;
    bytes = Buffer.concat([bytes.subarray(0, at), instead, bytes.subarray(what >= 4 ? at : to)]);
  }
  return bytes;
}

/** `readAll` checks that every row is accepted or refused, once; here: nothing else than an error of our own comes out. */
async function outcome(input: AudienceInput, below: Below): Promise<ReadAudience | SealcastError> {
  const options = { personal: ['name', 'note'], defaultCountry: 'CN', chunkRows: 1 + below(20) };
  try {
    return await readAll(input, options);
  } catch (error) {
    if (!(error instanceof SealcastError)) throw error;
    if (error.code !== 'AUDIENCE_UNREADABLE' || !error.hint) throw error;
    return error;
  }
}

const sizesOf = (below: Below): number[] =>
  Array.from({ length: 1 + below(4) }, () => 1 + below(below(2) === 0 ? 8 : 5000));

async function fuzzed(base: Buffer, open: (bytes: Buffer, sizes: number[]) => AudienceInput): Promise<void> {
  const below = generator(seed);
  let read = 0;
  let refused = 0;
  for (let run = 0; run < runs; run++) {
    const bytes = mutated(base, below);
    const sizes = sizesOf(below);
    const turn = below(1 << 30);
    try {
      const result = await outcome(open(bytes, sizes), generator(turn));
      // The same bytes in other pieces, every tenth time: the same result.
      if (run % 10 === 0) {
        const again = await outcome(open(bytes, [1_000_000]), generator(turn));
        if (result instanceof SealcastError)
          expect(again).toMatchObject({ code: result.code, message: result.message });
        else if (!isDeepStrictEqual(again, result)) expect(again).toEqual(result);
      }
      if (!(result instanceof SealcastError)) {
        read++;
        if (result.refusals.length > 0) refused++;
      }
    } catch (error) {
      throw new Error(`run ${run} of seed ${seed}: ${bytes.toString('base64')} in ${JSON.stringify(sizes)}`, {
        cause: error,
      });
    }
  }
  // Mutations that only break the heading would test little.
  expect(read).toBeGreaterThan(runs / 2);
  expect(refused).toBeGreaterThan(runs / 4);
}

test(`CSV, ${runs} mutations, seed ${seed}`, { timeout }, async () => {
  const base = Buffer.concat([...sampleAudience({ rows: 30, seed: 'fuzz' }).csv()]);
  await fuzzed(base, (bytes, sizes) => fromCsv(inPieces(bytes, sizes)));
});

test(`NDJSON, ${runs} mutations, seed ${seed}`, { timeout }, async () => {
  const rows = Array.from({ length: 30 }, (_, id) =>
    JSON.stringify({
      id,
      publicKey:
        id % 3 === 0
          ? [key(id), { kty: 'OKP', crv: 'X25519', x: Buffer.from(key(99), 'hex').toString('base64url') }]
          : key(id),
      name: 'Zoë 张',
      phone: 13_800_138_000 + id,
      tags: ['a', 'b;c'],
      route: { endpoint: 'https://push.example.net/', keys: { auth: 'x' } },
      note: id % 2 === 0 ? 1.5 : 'x',
    }),
  );
  await fuzzed(Buffer.from(rows.join('\r\n')), (bytes, sizes) => fromNdjson(inPieces(bytes, sizes)));
});

/** Any value a program can hand over, hostile ones among them. */
function anything(below: Below, depth: number): unknown {
  switch (below(depth > 4 ? 12 : 18)) {
    case 0:
      return null;
    case 1:
      return undefined;
    case 2:
      return below(2) === 0;
    case 3:
      return below(1000) - 500;
    case 4:
      return [Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60, 0.1, -0][below(5)];
    case 5:
      return key(below(50));
    case 6:
      return TELLING[below(TELLING.length)]!.toString();
    case 7:
      return ['\ud800', 'x'.repeat(below(100_000)), 'José', '+86 138 0013 8000', 'A@b.example'][below(5)];
    case 8:
      return BigInt(below(1 << 30)) ** BigInt(below(9));
    case 9:
      return new Uint8Array(below(3) === 0 ? below(40) : 32).fill(below(256));
    case 10:
      return [Symbol('x'), () => 1, new Date(0), new Map(), /x/, new Float64Array(4)][below(6)];
    case 11:
      return { kty: 'OKP', crv: 'X25519', x: Buffer.from(key(below(50)), 'hex').toString('base64url') };
    case 12:
    case 13:
      return Array.from({ length: below(40) }, () => anything(below, depth + 1));
    case 14:
      return new Proxy(
        {},
        {
          [(['get', 'ownKeys', 'has', 'getPrototypeOf', 'getOwnPropertyDescriptor'] as const)[below(5)]!]() {
            throw new TypeError('trapped');
          },
        },
      );
    case 15: {
      const cycle: Record<string, unknown> = { a: 1 };
      cycle.b = below(2) === 0 ? cycle : [cycle];
      return cycle;
    }
    default: {
      const out: Record<string, unknown> = {};
      for (let n = below(8); n > 0; n--) {
        const name = NAMES[below(NAMES.length)]!;
        if (below(12) > 0)
          Object.defineProperty(out, name, { value: anything(below, depth + 1), enumerable: true, configurable: true });
        else
          Object.defineProperty(out, name, {
            configurable: true,
            enumerable: true,
            get() {
              throw new RangeError('gotten');
            },
          });
      }
      return out;
    }
  }
}

const NAMES = [
  ...[
    'id',
    'publicKey',
    'public_key',
    'name',
    'phone',
    'email',
    'E-Mail',
    'avatar',
    'locale',
    'tags',
    'route',
    'note',
    'x',
  ],
  ...['__proto__', 'constructor', 'then', 'toJSON', 'd', 'length'],
];

test(`objects, ${runs} audiences, seed ${seed}`, { timeout }, async () => {
  const below = generator(seed);
  let accepted = 0;
  for (let run = 0; run < runs; run++) {
    const items: unknown[] = Array.from({ length: below(12) }, (_, n) => {
      const item = anything(below, 0);
      if (below(3) > 0 || typeof item !== 'object' || item === null) return item;
      try {
        return { ...item, id: n, publicKey: key(n) };
      } catch {
        return item;
      }
    });
    const result = await outcome(items as Recipient[], generator(run + 1));
    if (result instanceof SealcastError) throw new Error(`run ${run} of seed ${seed}`, { cause: result });
    if (result.rows.length + result.refusals.length !== items.length)
      expect(result.rows.length + result.refusals.length, `run ${run} of seed ${seed}`).toBe(items.length);
    accepted += result.rows.length;
  }
  expect(accepted).toBeGreaterThan(runs / 4);
});
