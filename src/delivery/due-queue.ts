/** Items by the time they are due, the earliest first: a binary heap. An item may be in it more than once, and is then found as often. */
export class DueQueue<T> {
  readonly #at: number[] = [];
  readonly #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  /** When the first is due; Infinity when there is none. */
  get first(): number {
    return this.#at[0] ?? Number.POSITIVE_INFINITY;
  }

  add(at: number, item: T): void {
    let place = this.#items.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.#at[parent]! <= at) break;
      this.#at[place] = this.#at[parent]!;
      this.#items[place] = this.#items[parent]!;
      place = parent;
    }
    this.#at[place] = at;
    this.#items[place] = item;
  }

  /** Drops the others. */
  retain(keep: (item: T) => boolean): void {
    const all = this.#items.splice(0).map((item, place) => ({ item, at: this.#at[place]! }));
    this.#at.length = 0;
    for (const { item, at } of all) if (keep(item)) this.add(at, item);
  }

  /** Takes the first out, if it is due by then. */
  take(by: number): T | undefined {
    if (this.first > by) return undefined;
    const item = this.#items[0];
    const at = this.#at.pop()!;
    const last = this.#items.pop()!;
    const size = this.#items.length;
    if (size === 0) return item;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#at[child + 1]! < this.#at[child]!) child++;
      if (this.#at[child]! >= at) break;
      this.#at[place] = this.#at[child]!;
      this.#items[place] = this.#items[child]!;
      place = child;
    }
    this.#at[place] = at;
    this.#items[place] = last;
    return item;
  }
}
