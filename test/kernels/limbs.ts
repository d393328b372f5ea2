import type { WasmMemory } from '../../src/kernels/wasm.ts';

/** Field elements of a kernel as the tests of its arithmetic write and read them: limb by limb, one per lane. */

type Operation = (...addresses: number[]) => void;
type ByteOrder = 'little-endian' | 'big-endian';
export type FieldInstance = { readonly memory: WasmMemory } & Readonly<Record<string, Operation>>;

/** How a build keeps an element: what limb i is worth, and where it lies. */
export interface Layout {
  readonly lanes: number;
  readonly weights: readonly bigint[];
  readonly bytes: number;
  write(view: DataView, at: number, limb: bigint, index: number): void;
  read(view: DataView, at: number, index: number): bigint;
  place(at: number, limb: number, lane: number): number;
}

/** Elements of one build, written and read limb by limb, one per lane. */
export class Field {
  readonly #instance: FieldInstance;
  readonly #layout: Layout;
  readonly #base: number;
  readonly #prime: bigint;
  readonly #order: ByteOrder;
  readonly lanes: readonly number[];

  constructor(instance: FieldInstance, layout: Layout, prime: bigint, order: ByteOrder) {
    this.#instance = instance;
    this.#prime = prime;
    this.#order = order;
    this.#layout = layout;
    this.#base = 65_536 * instance.memory.grow(1);
    this.lanes = Array.from({ length: layout.lanes }, (_, lane) => lane);
  }

  at(index: number): number {
    return this.#base + this.#layout.bytes * index;
  }

  call(name: string, ...elements: number[]): void {
    this.#instance[name]!(...elements.map((index) => this.at(index)));
  }

  write(index: number, perLane: readonly (readonly bigint[])[]): void {
    const view = new DataView(this.#instance.memory.buffer);
    perLane.forEach((limbs, lane) => {
      limbs.forEach((limb, i) => {
        this.#layout.write(view, this.#layout.place(this.at(index), i, lane), limb, i);
      });
    });
  }

  read(index: number, lane: number): bigint[] {
    const view = new DataView(this.#instance.memory.buffer);
    return this.#layout.weights.map((_, i) => this.#layout.read(view, this.#layout.place(this.at(index), i, lane), i));
  }

  value(limbs: readonly bigint[]): bigint {
    const sum = limbs.reduce((all, limb, i) => all + limb * this.#layout.weights[i]!, 0n);
    return ((sum % this.#prime) + this.#prime) % this.#prime;
  }

  /** Through `encode`, lane by lane. */
  encoded(index: number, lane: number): bigint {
    const to = this.at(index + 1) + 16;
    this.#instance.encode!(this.#layout.place(this.at(index), 0, lane), to);
    const bytes = Buffer.from(this.#instance.memory.buffer, to, 32).toString('hex');
    return BigInt(`0x${this.#order === 'little-endian' ? Buffer.from(bytes, 'hex').reverse().toString('hex') : bytes}`);
  }

  decode(index: number, lane: number, u: bigint): void {
    const from = this.at(index + 1) + 16;
    const bytes = Buffer.from(u.toString(16).padStart(64, '0'), 'hex');
    new Uint8Array(this.#instance.memory.buffer).set(this.#order === 'little-endian' ? bytes.reverse() : bytes, from);
    this.#instance.decode!(from, this.#layout.place(this.at(index), 0, lane));
  }
}

export const TRIALS = Number(process.env.SEALCAST_FUZZ_RUNS ?? 1_200);

/**
 * Limbs for one trial: first every pattern of signs with all limbs at the bound (those of `turn` bits), then random signs
 * at the bound, then limbs near it, then anything below.
 */
export function limbsAt(bound: readonly bigint[], trial: number, turn: number, random: () => number): bigint[] {
  return bound.map((most, i) => {
    if (trial < 1 << 10) return (trial >> ((turn + i) % 10)) & 1 ? most : -most;
    const sign = random() & 1 ? 1n : -1n;
    const kind = random() % 3;
    if (kind === 0) return sign * most;
    if (kind === 1) return sign * (most - BigInt(random() % 4));
    return sign * (((BigInt(random()) << 32n) | BigInt(random())) % (most + 1n));
  });
}
