/**
 * What every receiver's store must do. Run on the one in memory and the one on disk by vitest, and on IndexedDB inside Chromium: so it
 * asks nothing of a test runner.
 */
import type { ReceiverStore } from '../../src/receiver/store.ts';

const NOW = 1_763_800_000_000;
const KEY = `${'ab'.repeat(64)}.${'cd'.repeat(16)}`;
const receipt = (n: number): Uint8Array => Uint8Array.from({ length: 48 }, (_, i) => (i === 0 ? n : i));
const numbersOf = (receipts: readonly Uint8Array[]): number[] => receipts.map(([first]) => first!);

function equal(found: unknown, wanted: unknown, what: string): void {
  const [a, b] = [found, wanted].map((value) =>
    JSON.stringify(value, (_key, one) => (one === Infinity ? 'Infinity' : one)),
  );
  if (a !== b) throw new Error(`${what}: ${a}, not ${b}`);
}

/** @param open the same store each time; `reopened` false: it forgets when it is closed */
export type StoreCheck = (open: () => ReceiverStore) => Promise<void>;

export const storeChecks: Readonly<Record<string, StoreCheck>> = {
  async 'remembers a key until it has expired'(open) {
    const store = open();
    equal(await store.seen.add(KEY, NOW + 10, NOW), true, 'the first time');
    equal(await store.seen.add(KEY, NOW + 10, NOW), false, 'the second time');
    equal(await store.seen.add(KEY, NOW + 10, NOW + 9), false, 'just before it expires');
    equal(await store.seen.add(`${KEY}00`, NOW + 10, NOW), true, 'another key');
    // A day on, so that a store which looks for what is over only now and then has looked.
    equal(await store.seen.add(KEY, NOW + 2 * 86_400_000, NOW + 86_400_000), true, 'after it has expired');
    await store.close();
  },

  async 'says true to one of many that come at once'(open) {
    const store = open();
    const other = open();
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? store : other).seen.add(KEY, NOW + 10, NOW)),
    );
    equal(all.filter((answer) => answer).length, 1, 'how many may show it');
    await store.close();
    await other.close();
  },

  async 'keeps receipts, gives those that are due, the earliest first'(open) {
    const { receipts, close } = open();
    equal(await receipts.state(), { kept: 0, next: Number.POSITIVE_INFINITY }, 'empty');
    await receipts.put(receipt(1), NOW + 30, NOW + 1000);
    await receipts.put(receipt(2), NOW + 10, NOW + 1000);
    await receipts.put(receipt(3), NOW + 20, NOW + 1000);
    await receipts.put(receipt(4), NOW + 99, NOW + 1000);
    equal(await receipts.state(), { kept: 4, next: NOW + 10 }, 'four');
    equal(numbersOf(await receipts.due(NOW + 9, 10)), [], 'none is due');
    const due = await receipts.due(NOW + 30, 10);
    equal(numbersOf(due), [2, 3, 1], 'three are due');
    equal([...due[0]!], [...receipt(2)], 'the bytes of one');
    equal(numbersOf(await receipts.due(NOW + 30, 2)), [2, 3], 'two of them');
    await receipts.remove([receipt(3), receipt(2), receipt(9)]);
    equal(numbersOf(await receipts.due(NOW + 30, 10)), [1], 'what is left of them');
    equal(await receipts.state(), { kept: 2, next: NOW + 30 }, 'what is left');
    await close();
  },

  async 'keeps a receipt once, at its first time'(open) {
    const { receipts, close } = open();
    await receipts.put(receipt(1), NOW + 10, NOW + 1000);
    await receipts.put(receipt(1), NOW + 5, NOW + 1000);
    equal(await receipts.state(), { kept: 1, next: NOW + 10 }, 'once');
    await close();
  },

  async 'forgets receipts that nobody counts any more'(open) {
    const { receipts, close } = open();
    await receipts.put(receipt(1), NOW + 10, NOW + 20);
    await receipts.put(receipt(2), NOW + 10, NOW + 21);
    equal(numbersOf(await receipts.due(NOW + 20, 10)), [2], 'one has expired');
    equal((await receipts.state()).kept, 1, 'and is gone');
    await close();
  },
};

/** Of stores that outlive their process. */
export const durableChecks: Readonly<Record<string, StoreCheck>> = {
  async 'remembers across being closed'(open) {
    const first = open();
    await first.seen.add(KEY, NOW + 10, NOW);
    await first.receipts.put(receipt(7), NOW + 5, NOW + 1000);
    await first.close();
    const second = open();
    equal(await second.seen.add(KEY, NOW + 10, NOW), false, 'seen');
    equal(numbersOf(await second.receipts.due(NOW + 5, 10)), [7], 'kept');
    await second.close();
  },
};
