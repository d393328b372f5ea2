import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { X25519Instance } from './wasm.ts';

const KEY_BYTES = 32;
const PAGE_BYTES = 65_536;
const SLICE = limits.x25519SlicePoints;
/** u of the base point: the result is the scalar's public key. */
const BASE_POINT = Uint8Array.of(9, ...new Uint8Array(KEY_BYTES - 1));

export interface X25519Result {
  /** 32·n bytes in the order of the points, all zero where the point has low order. Secret: the caller wipes it. */
  readonly shared: Uint8Array<ArrayBuffer>;
  /** Positions of points of low order, ascending; empty as a rule. Their all-zero secrets must not be used. */
  readonly lowOrder: readonly number[];
}

export interface X25519Options {
  /** Asked between calls of the kernel, every few milliseconds. True: all results are wiped and ABORTED is thrown. */
  readonly stopped?: (() => boolean) | undefined;
}

/**
 * X25519 (RFC 7748) for many points, over one kernel instance whose memory it owns from here on:
 *
 *     heapBase   scalars          points      out         scratch
 *     │ data     │ 32 × SLICE     │ 32 × SLICE│ 32 × SLICE│ what the kernel needs for SLICE points │
 *
 * Scalars are clamped, bit 255 of a point is ignored and u is reduced, as RFC 7748 says; a reader that wants none of these
 * refuses them before. Everything secret is zero again when a method returns or throws, but for what it returns.
 */
export class X25519Kernel {
  readonly #kernel: X25519Instance;
  readonly #scalars: number;
  readonly #points: number;
  readonly #out: number;
  readonly #scratch: number;
  readonly #end: number;

  /** @throws SealcastError KERNEL_UNAVAILABLE when the host refuses memory */
  constructor(kernel: X25519Instance) {
    this.#kernel = kernel;
    this.#scalars = Math.ceil((kernel.heapBase() >>> 0) / 16) * 16;
    this.#points = this.#scalars + KEY_BYTES * SLICE;
    this.#out = this.#points + KEY_BYTES * SLICE;
    this.#scratch = this.#out + KEY_BYTES * SLICE;
    this.#end = this.#scratch + (kernel.x25519Scratch(SLICE) >>> 0);
    const missing = this.#end - kernel.memory.buffer.byteLength;
    try {
      if (missing > 0) kernel.memory.grow(Math.ceil(missing / PAGE_BYTES));
    } catch (cause) {
      throw new SealcastError('KERNEL_UNAVAILABLE', 'the X25519 kernel gets no memory', {
        hint: 'give the process more memory',
        cause,
      });
    }
  }

  /**
   * One scalar, n points.
   * @param scalar 32 bytes
   * @param points 32·n bytes
   */
  batch(scalar: Uint8Array, points: Uint8Array, options: X25519Options = {}): X25519Result {
    if (scalar.length !== KEY_BYTES) throw malformed('a scalar has 32 bytes');
    return this.#run(scalar, points, options);
  }

  /**
   * A scalar for each point.
   * @param scalars 32·n bytes
   * @param points 32·n bytes
   */
  each(scalars: Uint8Array, points: Uint8Array, options: X25519Options = {}): X25519Result {
    if (scalars.length !== points.length) throw malformed('each point has a scalar');
    return this.#run(scalars, points, options);
  }

  /** The public keys of 32·n bytes of scalars. One is no faster than the base point in a batch of two. */
  publicKeys(scalars: Uint8Array, options: X25519Options = {}): Uint8Array<ArrayBuffer> {
    const points = new Uint8Array(scalars.length);
    for (let at = 0; at + KEY_BYTES <= points.length; at += KEY_BYTES) points.set(BASE_POINT, at);
    return this.each(scalars, points, options).shared;
  }

  /** Zeroes whatever a call may have left. The methods above do so themselves. */
  wipe(): void {
    this.#kernel.x25519Wipe(this.#scratch, SLICE);
    new Uint8Array(this.#kernel.memory.buffer).fill(0, this.#scalars, this.#end);
  }

  /**
   * One call of the kernel, and nothing is made for it: the way for who works in slices, and wipes when a batch is done.
   * @param scalars 32 bytes, or 32·n
   * @param points 32·n bytes, n <= limits.x25519SlicePoints
   * @param out 32·n bytes; may be the points' own
   * @returns how many points have low order; their results are zeros
   */
  slice(scalars: Uint8Array, points: Uint8Array, out: Uint8Array): number {
    const count = points.length / KEY_BYTES;
    const bytes = new Uint8Array(this.#kernel.memory.buffer);
    bytes.set(points, this.#points);
    bytes.set(scalars, this.#scalars);
    const each = scalars.length === points.length;
    const low = (each ? this.#kernel.x25519SliceEach : this.#kernel.x25519Slice)(
      this.#scalars,
      this.#points,
      this.#out,
      count,
      this.#scratch,
    );
    out.set(bytes.subarray(this.#out, this.#out + KEY_BYTES * count));
    return low;
  }

  #run(scalars: Uint8Array, points: Uint8Array, options: X25519Options): X25519Result {
    if (points.length % KEY_BYTES !== 0) throw malformed('a point has 32 bytes');
    const n = points.length / KEY_BYTES;
    const shared = new Uint8Array(points.length);
    const lowOrder: number[] = [];
    // One scalar may stand for all: which, was settled before.
    const each = scalars.length === points.length;
    let complete = false;
    try {
      for (let first = 0; first < n; first += SLICE) {
        if (options.stopped?.() === true) throw new SealcastError('ABORTED', 'the batch was stopped');
        const count = Math.min(SLICE, n - first);
        const from = KEY_BYTES * first;
        const to = from + KEY_BYTES * count;
        const some = each ? scalars.subarray(from, to) : scalars;
        const low = this.slice(some, points.subarray(from, to), shared.subarray(from, to));
        if (low !== 0)
          for (let i = first; i < first + count; i++) if (isZeroKey(shared, KEY_BYTES * i)) lowOrder.push(i);
      }
      complete = true;
      return { shared, lowOrder };
    } finally {
      this.wipe();
      if (!complete) shared.fill(0);
    }
  }
}

/** Whether 32 bytes are zeros. Reads all of them, so that no more shows than the answer: a point's order, or that nothing is kept. */
export function isZeroKey(bytes: Uint8Array, at: number): boolean {
  let any = 0;
  for (let i = at; i < at + KEY_BYTES; i++) any |= bytes[i]!;
  return any === 0;
}

function malformed(what: string): SealcastError {
  return new SealcastError('INTERNAL', `a batch for X25519 is malformed: ${what}`);
}

/**
 * The known-answer test of this kernel, run by the loader on each build before it is trusted: the vectors of RFC 7748, sections
 * 5.2 and 6.1, each in every lane a build may have, then every point of low order, by one scalar and by one each. Takes the
 * instance over.
 */
export function x25519Answers(kernel: X25519Instance): boolean {
  const door = new X25519Kernel(kernel);
  const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  const vectors = VECTORS.map(([scalar, point, shared]) => ({
    ...{ scalar: hex(scalar), point: hex(point) },
    shared: hex(shared),
  }));
  const low = LOW_ORDER.map((point) => ({ ...vectors[2]!, point: hex(point), shared: new Uint8Array(KEY_BYTES) }));
  // Three groups of four, the next vector first in each; behind them an odd number, so that a group is not full.
  const mixed = [...Array.from({ length: 12 }, (_, i) => vectors[(i + (i >> 2)) % 3]!), ...low];
  const alone = [vectors[2]!, vectors[2]!, low[0]!, vectors[2]!, vectors[2]!];
  const join = (parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
  const points = (answers: typeof mixed) => join(answers.map(({ point }) => point));
  const holds = (found: X25519Result, wanted: typeof mixed) =>
    join(wanted.map(({ shared }) => shared)).every((byte, i) => byte === found.shared[i]) &&
    found.lowOrder.join() === wanted.flatMap((answer, i) => (low.includes(answer) ? [i] : [])).join();
  return (
    holds(door.each(join(mixed.map(({ scalar }) => scalar)), points(mixed)), mixed) &&
    holds(door.batch(vectors[2]!.scalar, points(alone)), alone)
  );
}

/** Scalar, point, result. The third one's bits 3 and 4 differ: what a ladder keeps for its end is then not what is there anyway. */
const VECTORS = [
  [
    'a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4',
    'e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c',
    'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552',
  ],
  [
    '4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d',
    'e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493',
    '95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957',
  ],
  [
    '77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a',
    'de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f',
    '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742',
  ],
] as const;

/** u of the points whose order divides 8, in all their spellings: 0, 1, p − 1, the two of order 8, p, p + 1. */
const LOW_ORDER = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
] as const;
