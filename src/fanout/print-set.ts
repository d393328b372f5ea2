import { PRINT } from '../batch/layout.ts';

/** Prints by their first two bytes. */
const HEADS = 65_536;

/**
 * A set of prints, made once and asked for every row: sorted, 16 bytes each, with an index by their first two bytes. Prints are evenly
 * spread, so of a million some fifteen share a head, and four steps of a binary search find one. 16 bytes a print and 256 KiB.
 */
export class PrintSet {
  readonly #prints: Uint8Array;
  readonly #ends = new Uint32Array(HEADS);

  /** @param prints sorted, each once; the set's from here on */
  constructor(prints: Uint8Array) {
    this.#prints = prints;
    for (let at = 0; at < prints.length; at += PRINT) {
      const head = (prints[at]! << 8) | prints[at + 1]!;
      this.#ends[head] = at / PRINT + 1;
    }
    for (let head = 1; head < HEADS; head++) this.#ends[head] = Math.max(this.#ends[head]!, this.#ends[head - 1]!);
  }

  get size(): number {
    return this.#prints.length / PRINT;
  }

  /** Whether it holds the 16 bytes from `at` on. */
  has(prints: Uint8Array, at: number): boolean {
    const own = this.#prints;
    const head = (prints[at]! << 8) | prints[at + 1]!;
    let low = head === 0 ? 0 : this.#ends[head - 1]!;
    let high = this.#ends[head]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const start = middle * PRINT;
      let byte = 2;
      while (byte < PRINT && own[start + byte] === prints[at + byte]) byte++;
      if (byte === PRINT) return true;
      if (own[start + byte]! < prints[at + byte]!) low = middle + 1;
      else high = middle;
    }
    return false;
  }

  wipe(): void {
    this.#prints.fill(0);
    this.#ends.fill(0);
  }
}

/** Sorted prints as they come, in memory that grows. */
export class PrintSetWriter {
  #prints = new Uint8Array(1024 * PRINT);
  #length = 0;

  /** The first 16 bytes of it; one that came last is left out. */
  add(bytes: Uint8Array): void {
    const last = this.#length - PRINT;
    if (last >= 0 && this.#same(bytes, last)) return;
    if (this.#length === this.#prints.length) {
      const larger = new Uint8Array(2 * this.#length);
      larger.set(this.#prints);
      this.#prints.fill(0);
      this.#prints = larger;
    }
    this.#prints.set(bytes.subarray(0, PRINT), this.#length);
    this.#length += PRINT;
  }

  set(): PrintSet {
    return new PrintSet(this.#prints.subarray(0, this.#length));
  }

  #same(bytes: Uint8Array, at: number): boolean {
    for (let byte = 0; byte < PRINT; byte++) if (bytes[byte] !== this.#prints[at + byte]) return false;
    return true;
  }
}
