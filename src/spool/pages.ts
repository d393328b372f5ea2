import { damaged } from './damaged.ts';

/**
 * A look at every tree page of an LMDB file before LMDB maps it: LMDB follows page numbers and offsets as it finds them, and a
 * wrong one ends the process with a signal, where nobody can catch it. The values themselves are not looked at; each is a
 * record with a tag of its own. What is read: tree pages and the heads of value pages, a few per thousand envelopes.
 *
 * The layout, from mdb.c of the version that lmdb 3.5 builds (little-endian, 64 bits):
 *
 *     page      0 number u64 │ 8 transaction u64 │ 16 pad u16 │ 18 flags u16 │ 20 lower u16 │ 22 upper u16 │ 24 places u16 × n
 *               of a value   … 20 pages u32, then the value
 *     meta      page head, then 24 magic … 48 the two core trees │ 144 last page u64 │ 152 transaction u64
 *     tree (48) 0 pad u32 │ 4 flags u16 │ 6 depth u16 │ 8 branch, 16 leaf, 24 value pages │ 32 entries │ 40 root, u64 each
 *     node      0 size u32 (branch: page number, with flags as its upper bits) │ 4 flags u16 │ 6 key length u16 │ key │ data
 *               data elsewhere: number u64 │ transaction u64 │ pages u64;  data of a named tree: its 48 bytes
 *
 * Places and lower, upper count from the end of the page's head. The first core tree lists free pages: under the transaction
 * that freed them, how many words follow: a page's number, or minus a count and the first of so many pages, or zero.
 */
export interface Meta {
  readonly pageSize: number;
  readonly lastPage: number;
  /** Of the last commit. */
  readonly txn: bigint;
  /** The two core trees, 48 bytes each. */
  readonly trees: Buffer;
}

const HEAD = 24;
const NODE = 8;
export const TREE = 48;
const BRANCH = 0x01;
const LEAF = 0x02;
const OVERFLOW = 0x04;
const BIG_DATA = 0x01;
const SUB_DATA = 0x02;
const NO_PAGE = 0xffff_ffff_ffff_ffffn;
/** Of a tree that LMDB can follow (CURSOR_STACK). */
const MOST_DEPTH = 32;

/**
 * @param readPages fills a buffer with what the file holds from the head of this page on
 * @throws SealcastError SPOOL_DAMAGED
 */
export function checkTrees(meta: Meta, readPages: (first: number, into: Buffer) => void): void {
  const walk = new Walk(meta, readPages);
  walk.tree(meta.trees.subarray(0, TREE), 'free');
  walk.tree(meta.trees.subarray(TREE, 2 * TREE), 'main');
}

class Walk {
  readonly #meta: Meta;
  readonly #readPages: (first: number, into: Buffer) => void;
  /** 1 where a tree or a value has the page, or it is listed as free. */
  readonly #used: Uint8Array;
  /**
   * One page for each level of the walk. Tens of thousands of buffers of their own would be garbage soon, but the allocator keeps what
   * it once had: megabytes for as long as the process lives, the more the longer the lists are.
   */
  readonly #pages: Buffer[] = [];
  #level = 0;
  readonly #valuePage: Buffer;

  constructor(meta: Meta, readPages: (first: number, into: Buffer) => void) {
    this.#meta = meta;
    this.#readPages = readPages;
    this.#valuePage = Buffer.alloc(meta.pageSize);
    this.#used = new Uint8Array(meta.lastPage + 1).fill(1, 0, 2);
  }

  tree(tree: Buffer, kind: 'free' | 'main' | 'named'): void {
    const root = tree.readBigUInt64LE(40);
    const found = { entries: 0, branch: 0, leaf: 0, overflow: 0 };
    if (root !== NO_PAGE) this.#page(root, tree.readUInt16LE(6), kind, found);
    const wanted = [8, 16, 24, 32].map((at) => Number(tree.readBigUInt64LE(at)));
    if (found.branch !== wanted[0] || found.leaf !== wanted[1] || found.overflow !== wanted[2])
      throw damaged('a tree has not the pages it says');
    if (found.entries !== wanted[3]) throw damaged('a tree has not the entries it says');
  }

  #page(
    number: bigint,
    depth: number,
    kind: 'free' | 'main' | 'named',
    found: { entries: number; branch: number; leaf: number; overflow: number },
  ): void {
    if (depth < 1 || depth > MOST_DEPTH) throw damaged('a tree has an impossible depth');
    this.#take(number, 1n);
    this.#pages[this.#level] ??= Buffer.alloc(this.#meta.pageSize);
    const page = this.#pages[this.#level++]!;
    this.#readPages(Number(number), page);
    this.#nodes(page, number, depth, kind, found);
    this.#level--;
  }

  #nodes(
    page: Buffer,
    number: bigint,
    depth: number,
    kind: 'free' | 'main' | 'named',
    found: { entries: number; branch: number; leaf: number; overflow: number },
  ): void {
    const order: { last: Buffer | null } = { last: null };
    const flags = depth === 1 ? LEAF : BRANCH;
    if (page.readBigUInt64LE(0) !== number || page.readUInt16LE(18) !== flags)
      throw damaged('a page has another’s head');
    this.#isOld(page);
    const lower = page.readUInt16LE(20);
    const upper = page.readUInt16LE(22);
    if (lower % 2 !== 0 || lower > upper || upper > page.length - HEAD) throw damaged('a page has impossible bounds');
    const count = lower / 2;
    if (count < (depth === 1 ? 1 : 2)) throw damaged('a page is too empty');
    if (depth === 1) found.leaf++;
    else found.branch++;

    for (let i = 0; i < count; i++) {
      const at = HEAD + page.readUInt16LE(HEAD + 2 * i);
      if (at < HEAD + upper || at + NODE > page.length) throw damaged('a node lies outside its page');
      const size = page.readUInt32LE(at);
      const nodeFlags = page.readUInt16LE(at + 4);
      const data = at + NODE + page.readUInt16LE(at + 6);
      if (data > page.length) throw damaged('a key does not fit its page');
      const key = page.subarray(at + NODE, data);
      if (depth > 1) {
        // The first key of a branch is empty and stands for everything before the second.
        if (i > 0) this.#ascends(order, key, kind);
        this.#page(BigInt(size) | (BigInt(nodeFlags) << 32n), depth - 1, kind, found);
        continue;
      }
      this.#ascends(order, key, kind);
      found.entries++;
      if (nodeFlags === BIG_DATA) {
        if (data + HEAD > page.length) throw damaged('a value’s place does not fit its page');
        found.overflow += this.#value(page.subarray(data, data + HEAD), size, kind);
        continue;
      }
      if (nodeFlags !== 0 && !(nodeFlags === SUB_DATA && kind === 'main' && size === TREE))
        throw damaged('a node has unknown flags');
      if (data + size > page.length) throw damaged('a value does not fit its page');
      if (nodeFlags === SUB_DATA) this.tree(page.subarray(data, data + TREE), 'named');
      else if (kind === 'free') this.#list(page.subarray(data, data + size));
    }
  }

  /** LMDB takes a page of a later transaction for one of its own copies, and writes to it where it is mapped for reading. */
  #isOld(head: Buffer): void {
    if (head.readBigUInt64LE(8) > this.#meta.txn) throw damaged('a page is of a transaction that never was');
  }

  #ascends(order: { last: Buffer | null }, key: Buffer, kind: string): void {
    if (key.length === 0) throw damaged('a key is empty');
    if (kind === 'free' && key.length !== 8) throw damaged('a list of free pages has a wrong key');
    const { last } = order;
    if (last !== null) {
      const ascends =
        kind === 'free' ? last.readBigUInt64LE(0) < key.readBigUInt64LE(0) : Buffer.compare(last, key) < 0;
      if (!ascends) throw damaged('keys are out of order');
    }
    order.last = key;
  }

  /** A value in pages of its own; answers how many. */
  #value(place: Buffer, size: number, kind: string): number {
    const number = place.readBigUInt64LE(0);
    const pages = place.readBigUInt64LE(16);
    this.#take(number, pages);
    const first = this.#valuePage;
    this.#readPages(Number(number), first);
    const fits = HEAD + size <= Number(pages) * this.#meta.pageSize;
    if (
      first.readBigUInt64LE(0) !== number ||
      first.readUInt16LE(18) !== OVERFLOW ||
      BigInt(first.readUInt32LE(20)) !== pages ||
      !fits
    )
      throw damaged('the pages of a value have another’s head');
    this.#isOld(first);
    this.#isOld(place);
    if (kind === 'free') {
      // Two words a run at most, and no more runs than there are pages: checked before it is allocated.
      if (size > 8 * (2 * this.#meta.lastPage + 1)) throw damaged('a list of free pages has an impossible length');
      const value = Buffer.alloc(HEAD + size);
      this.#readPages(Number(number), value);
      this.#list(value.subarray(HEAD));
    }
    return Number(pages);
  }

  /** A page that is listed as free and in use would be written over. */
  #list(list: Buffer): void {
    if (list.length < 8 || list.length % 8 !== 0) throw damaged('a list of free pages has an impossible length');
    const count = list.readBigUInt64LE(0);
    if (count > BigInt(list.length / 8 - 1)) throw damaged('a list of free pages is cut short');
    for (let i = 1; i <= Number(count); i++) {
      const word = list.readBigInt64LE(8 * i);
      if (word > 0n) this.#take(word, 1n);
      else if (word < 0n) {
        if (++i > Number(count)) throw damaged('a list of free pages is cut short');
        this.#take(list.readBigInt64LE(8 * i), -word);
      }
    }
  }

  #take(first: bigint, count: bigint): void {
    if (first < 2n || count < 1n || first + count > BigInt(this.#used.length))
      throw damaged('a page lies outside the file');
    for (let page = Number(first); page < Number(first + count); page++) {
      if (this.#used[page] === 1) throw damaged('a page is used twice');
      this.#used[page] = 1;
    }
  }
}
