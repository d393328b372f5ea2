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
        if (low !== 0) for (let i = first; i < first + count; i++) if (isZero(shared, i)) lowOrder.push(i);
      }
      complete = true;
      return { shared, lowOrder };
    } finally {
      this.wipe();
      if (!complete) shared.fill(0);
    }
  }
}

/** Reads all bytes of every secret, so that only a point's order shows, which is public. */
function isZero(shared: Uint8Array, index: number): boolean {
  let any = 0;
  for (let i = KEY_BYTES * index; i < KEY_BYTES * (index + 1); i++) any |= shared[i]!;
  return any === 0;
}

function malformed(what: string): SealcastError {
  return new SealcastError('INTERNAL', `a batch for X25519 is malformed: ${what}`);
}

/**
 * The known-answer test of this kernel, run by the loader on each build before it is trusted: the two vectors of RFC 7748,
 * section 5.2, in every lane a build may have, with points of low order between them, by one scalar and by one each. Takes the
 * instance over.
 */
export function x25519Answers(kernel: X25519Instance): boolean {
  const door = new X25519Kernel(kernel);
  const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  const none = {
    scalar: new Uint8Array(KEY_BYTES).fill(1),
    point: new Uint8Array(KEY_BYTES),
    shared: new Uint8Array(KEY_BYTES),
  };
  const one = {
    scalar: hex('a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4'),
    point: hex('e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c'),
    shared: hex('c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552'),
  };
  const two = {
    scalar: hex('4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d'),
    point: hex('e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493'),
    shared: hex('95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957'),
  };
  const join = (parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
  const holds = (found: X25519Result, wanted: readonly (typeof none)[]) =>
    join(wanted.map(({ shared }) => shared)).every((byte, i) => byte === found.shared[i]) &&
    found.lowOrder.join() === wanted.flatMap((answer, i) => (answer === none ? [i] : [])).join();
  // Thirteen: groups of four that are whole, and one that is not; each vector in each place of a group.
  const mixed = [one, two, none, one, two, one, one, two, none, two, two, none, one];
  const alone = [one, one, none, one, one];
  const points = (answers: readonly (typeof none)[]) => join(answers.map(({ point }) => point));
  return (
    holds(door.each(join(mixed.map(({ scalar }) => scalar)), points(mixed)), mixed) &&
    holds(door.batch(one.scalar, points(alone)), alone)
  );
}
