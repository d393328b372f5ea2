import { KEY, type PreparedBatch, preparedBatch } from './layout.ts';

/**
 * Collects rows of unknown size into growing columns and packs them, exactly sized, into one PreparedBatch.
 * A worker keeps one writer for all its chunks: columns are reused, and zeroed after each pack.
 */
export class PreparedWriter {
  readonly #deviceEnd = new GrowingU32();
  readonly #idEnd = new GrowingU32();
  readonly #personalEnd = new GrowingU32();
  readonly #routeEnd = new GrowingU32();
  readonly #keys = new GrowingU8();
  readonly #ids = new GrowingU8();
  readonly #personal = new GrowingU8();
  readonly #routes = new GrowingU8();
  readonly #zone = new GrowingU32();
  readonly #minor = new GrowingU32();
  readonly #zones = new Map<string, number>();

  /** One device of the row being written. */
  device(key: Uint8Array): void {
    this.#keys.append(key);
  }

  /** Ends the row. */
  row(id: Uint8Array, personal: Uint8Array, route: Uint8Array): void {
    this.#ids.append(id);
    this.#personal.append(personal);
    this.#routes.append(route);
    this.#deviceEnd.push(this.#keys.length / KEY);
    this.#idEnd.push(this.#ids.length);
    this.#personalEnd.push(this.#personal.length);
    this.#routeEnd.push(this.#routes.length);
  }

  /** What rules about hours ask of the row; of every row, or of none. */
  hours(timeZone: string | null, minor: boolean | null): void {
    if (timeZone !== null && !this.#zones.has(timeZone)) this.#zones.set(timeZone, this.#zones.size + 1);
    this.#zone.push(timeZone === null ? 0 : this.#zones.get(timeZone)!);
    this.#minor.push(minor === null ? 0 : minor ? 2 : 1);
  }

  /** Prints and pseudonyms are zero: they are made of the packed columns. */
  pack({ pseudonyms }: { readonly pseudonyms: boolean }): PreparedBatch {
    const sizes = {
      rows: this.#deviceEnd.length,
      devices: this.#keys.length / KEY,
      pseudonyms: pseudonyms ? this.#deviceEnd.length : 0,
      hours: this.#zone.length,
      ids: this.#ids.length,
      personal: this.#personal.length,
      routes: this.#routes.length,
    };
    const batch = preparedBatch(sizes, undefined, [...this.#zones.keys()]);
    batch.deviceEnd.set(this.#deviceEnd.view());
    batch.idEnd.set(this.#idEnd.view());
    batch.personalEnd.set(this.#personalEnd.view());
    batch.routeEnd.set(this.#routeEnd.view());
    batch.keys.set(this.#keys.view());
    batch.zone.set(this.#zone.view());
    batch.minor.set(this.#minor.view());
    batch.ids.set(this.#ids.view());
    batch.personal.set(this.#personal.view());
    batch.routes.set(this.#routes.view());
    return batch;
  }

  wipe(): void {
    for (const column of [this.#keys, this.#ids, this.#personal, this.#routes]) column.wipe();
    for (const column of [this.#deviceEnd, this.#idEnd, this.#personalEnd, this.#routeEnd]) column.wipe();
    this.#zone.wipe();
    this.#minor.wipe();
    this.#zones.clear();
  }
}

/** Bytes that grow at the end. */
export class GrowingU8 {
  #bytes = new Uint8Array(1024);
  length = 0;

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  view(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  wipe(): void {
    this.#bytes.fill(0, 0, this.length);
    this.length = 0;
  }

  #reserve(count: number): void {
    if (this.length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.length + count));
    larger.set(this.view());
    // The outgrown copy would otherwise keep identities until the collector comes by.
    this.#bytes.fill(0);
    this.#bytes = larger;
  }
}

export class GrowingU32 {
  #values = new Uint32Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Uint32Array(2 * this.length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }

  view(): Uint32Array {
    return this.#values.subarray(0, this.length);
  }

  wipe(): void {
    this.#values.fill(0, 0, this.length);
    this.length = 0;
  }
}
