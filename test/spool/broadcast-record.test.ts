import { describe, expect, it } from 'vitest';
import {
  type BroadcastRecord,
  decodeBroadcast,
  encodeBroadcast,
  endWaiting,
  newCounts,
  newDelivery,
  newRecall,
  newReceipts,
  newRetention,
  pendingOf,
} from '../../src/spool/broadcast-record.ts';

describe('endWaiting', () => {
  it('counts what may have been taken once, also where sealing goes on after it has expired', () => {
    const counts = { ...newCounts(), envelopes: 10, delivered: 4 };
    const record = { ...newDelivery(), counts, perhaps: 2 } as BroadcastRecord;
    endWaiting(record, 'expired');
    expect(record).toMatchObject({ rest: 'expired', counts: { expired: 4, unknown: 2, delivered: 4 } });
    expect(pendingOf(counts)).toBe(0);
    // A recall of what has expired: nothing is withdrawn by it.
    endWaiting(record, 'recalled');
    expect(record).toMatchObject({ rest: 'expired', counts: { expired: 4, recalled: 0, unknown: 2 } });
    counts.envelopes += 5;
    endWaiting(record, 'recalled');
    expect(counts).toMatchObject({ expired: 4, recalled: 5, unknown: 2, delivered: 4 });
    expect(pendingOf(counts)).toBe(0);
  });
});

describe('a record from before', () => {
  it('opens: never recalled, kept until somebody purges it, delivered as ever', () => {
    const bare = { version: 1, id: new Uint8Array(16), counts: {}, cursor: {}, created: 5 } as never;
    const found = decodeBroadcast(encodeBroadcast(bare));
    const admission = { ...newDelivery().admission, at: 5, state: 'released', profile: 'open' };
    expect(found).toMatchObject({ ...newDelivery(), admission, ...newReceipts(), ...newRecall(), ...newRetention() });
    expect(found).toMatchObject({ kind: 1, recalls: null, recalledBy: null, retainUntil: Number.MAX_SAFE_INTEGER });
    expect(found).toMatchObject({ purpose: '', counts: { suppressedBy: {} } });
  });
});
