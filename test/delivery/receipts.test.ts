import { describe, expect, it } from 'vitest';
import { concat, hex } from '../../src/crypto/bytes.ts';
import { receiptMacs, receiptToken } from '../../src/crypto/mailbox.ts';
import { encodeReceipt } from '../../src/crypto/receipt.ts';
import { Receipts } from '../../src/delivery/receipts.ts';
import { limits } from '../../src/limits.ts';
import type { BroadcastRecord } from '../../src/spool/broadcast-record.ts';
import { hasMark, newMarks, readBucket, setMark } from '../../src/spool/receipts-record.ts';
import type { ReceiptsChange } from '../../src/spool/spool.ts';
import { seeded } from '../crypto/fixture.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const receiptKey = seeded('receipt key', 32);
const mailbox = (n: number): Uint8Array => seeded(`mailbox ${n}`, 16);

function place() {
  const record = { id: seeded('id', 16), state: 'sealed', receipts: true, confirmed: 0 } as BroadcastRecord;
  const store = new Map<string, Uint8Array>();
  const commits: number[] = [];
  const keys: Uint8Array[] = [];
  let fails = false;
  const receipts = new Receipts({
    logger: silent,
    latest: (stored) => stored,
    counted() {},
    withSecrets: (_record, use) => use({ receiptKey: receiptKey.slice(), recordKey: new Uint8Array(32).fill(7) }),
    spool: {
      broadcast: (id) => (id === hex(record.id) ? record : undefined),
      batchRecord: (_store, _key, _id, number) => store.get(`${number}`)?.slice(),
      commitReceipts(changes: readonly ReceiptsChange[]) {
        if (fails) throw new Error('the disk is full');
        for (const { buckets, key } of changes) {
          keys.push(key);
          expect(key.every((byte) => byte === 7)).toBe(true);
          for (const [number, bytes] of buckets) store.set(`${number}`, bytes.slice());
        }
        commits.push(changes.length);
      },
    },
  });
  const receipt = (n: number): Uint8Array =>
    encodeReceipt({ broadcast: record.id, mailbox: mailbox(n), receiptToken: receiptToken(receiptKey, mailbox(n)) });
  const batch = (from: number, to: number): Uint8Array =>
    concat(...Array.from({ length: to - from }, (_, n) => receipt(from + n)));
  const failing = (is: boolean): void => {
    fails = is;
  };
  return { record, receipts, store, commits, keys, batch, failing };
}

describe('Receipts', () => {
  it('commits once a batch, and not for what changes nothing', () => {
    const { receipts, commits, keys, batch } = place();
    receipts.confirm(batch(0, 1000));
    receipts.confirm(batch(0, 1000));
    receipts.confirm(new Uint8Array(480));
    expect(commits).toEqual([1]);
    expect(
      keys[0]!.every((byte) => byte === 0),
      'its copy of the record key is wiped',
    ).toBe(true);
  });

  it('counts none of a batch whose commit fails, and all of it when it comes again', () => {
    const { record, receipts, batch, failing } = place();
    receipts.confirm(batch(0, 5));
    failing(true);
    expect(() => receipts.confirm(batch(3, 20))).toThrow('the disk is full');
    expect(record.confirmed).toBe(5);
    failing(false);
    expect(receipts.confirm(batch(3, 20))).toEqual({ confirmed: 15, repeated: 2, refused: 0 });
    expect(record.confirmed).toBe(20);
  });

  it('keeps as many marks as it has counted, spread over its buckets', () => {
    const { record, receipts, store, batch } = place();
    for (let from = 0; from < 20_000; from += 1000) receipts.confirm(batch(from, from + 1000));
    let marks = 0;
    let most = 0;
    for (const bytes of store.values()) {
      marks += readBucket(bytes).length / 2;
      most = Math.max(most, bytes.length / 8);
    }
    expect(record.confirmed).toBe(20_000);
    expect(marks).toBe(20_000);
    // Of 20 000 in 4096, about 5 each: a bucket of 30 would be one in 10^13.
    expect(store.size).toBeGreaterThan(0.95 * limits.receiptBuckets);
    expect(most).toBeLessThan(30);
  });
});

describe('marks', () => {
  const macs = receiptMacs(receiptKey);
  const marks = newMarks(3);
  for (let n = 0; n < 3; n++) setMark(marks, n, macs.of(mailbox(n)));

  it('hold nothing of a token', () => {
    const mac = macs.of(mailbox(0));
    expect(hex(mac.subarray(0, 16))).toBe(hex(receiptToken(receiptKey, mailbox(0))));
    const other = mac.slice();
    other.fill(0xff, 0, 16);
    const of = newMarks(1);
    setMark(of, 0, other);
    expect([...of.mark]).toEqual([...marks.mark.subarray(0, 2)]);
    for (let at = 16; at < 26; at++) {
      const turned = mac.slice();
      turned[at]! ^= 0x01;
      const changed = newMarks(1);
      setMark(changed, 0, turned);
      const same = changed.bucket[0] === marks.bucket[0] && changed.mark.join() === marks.mark.subarray(0, 2).join();
      // The upper four bits of a bucket's 16 are not used.
      expect(same, `byte ${at}`).toBe(false);
    }
  });

  it('are found by both halves, among the first', () => {
    const bucket = Uint32Array.of(marks.mark[0]!, marks.mark[3]!, marks.mark[2]!, marks.mark[3]!, 0, 0);
    expect([0, 1, 2].map((i) => hasMark(bucket, 4, marks, i))).toEqual([false, true, false]);
    expect(hasMark(bucket, 2, marks, 1)).toBe(false);
  });

  it('of an impossible length are damage', () => {
    for (const length of [0, 4, 12])
      expect(() => readBucket(new Uint8Array(length))).toThrow(expect.objectContaining({ code: 'SPOOL_DAMAGED' }));
  });
});
