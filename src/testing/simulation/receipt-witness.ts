import { receiptMacs } from '../../crypto/mailbox.ts';
import { hasMark, newMarks, readBucket, setMark } from '../../spool/receipts-record.ts';
import type { EnvelopeHistory } from './envelope-history.ts';
import type { BroadcastPlan } from './plan.ts';
import type { OnDisk } from './witness.ts';
import type { World } from './world.ts';

/** Holds the engine to what receipts promise: each genuine one that was taken counts once, and nothing else does. */
export class ReceiptWitness {
  /** Of all that were given: those that were not genuine. */
  refused = 0;
  readonly #world: World;
  readonly #marks = new Map<string, { readonly bucket: number; readonly mark: Uint32Array }>();
  /** Envelopes by id: whose receipt reached an engine, and whose was taken. */
  readonly #shown = new Set<string>();
  readonly #taken = new Set<string>();

  constructor(world: World, broadcasts: readonly BroadcastPlan[]) {
    this.#world = world;
    for (const { receiptKey, batches } of broadcasts) {
      const macs = receiptMacs(receiptKey);
      for (const { histories } of batches)
        for (const { id } of histories) {
          const marks = newMarks(1);
          setMark(marks, 0, macs.of(new Uint8Array(Buffer.from(id, 'hex'))));
          this.#marks.set(id, { bucket: marks.bucket[0]!, mark: marks.mark });
        }
    }
  }

  /** A genuine one is on its way into an engine: from here on it may be counted. */
  shown(id: string): void {
    this.#shown.add(id);
  }

  /** The engine has said that it took it: from here on it must be counted. */
  taken(id: string): void {
    this.#taken.add(id);
  }

  /** Is it on disk that its device has it? */
  has({ id }: EnvelopeHistory, { receipts }: OnDisk): boolean {
    const { bucket: number, mark } = this.#marks.get(id)!;
    const record = receipts.get(number);
    if (record === undefined) return false;
    const bucket = readBucket(record);
    return hasMark(bucket, bucket.length, { bucket: new Uint16Array(1), mark }, 0);
  }

  /** At every commit: the count of the report is what the buckets hold. */
  committed({ plan, record, receipts }: OnDisk): void {
    let marks = 0;
    for (const bucket of receipts.values()) marks += bucket.length / 8;
    const world = this.#world;
    world.check(record.confirmed === marks, () => `${plan.name}: ${record.confirmed} confirmed, and ${marks} on disk`);
    world.check(plan.receipts || marks === 0, () => `${plan.name}: receipts that nobody asked for are counted`);
  }

  over(stored: OnDisk): void {
    const world = this.#world;
    let genuine = 0;
    for (const { histories } of stored.plan.batches)
      for (const history of histories) {
        const has = this.has(history, stored);
        if (has) genuine++;
        world.check(
          !has || this.#shown.has(history.id),
          () => `${history.name} is confirmed, and its device said nothing`,
        );
        world.check(
          has || !stored.plan.receipts || !this.#taken.has(history.id),
          () => `a receipt of ${history.name} was taken, and is not counted`,
        );
      }
    const { confirmed } = stored.record;
    world.check(confirmed === genuine, () => `${stored.plan.name}: ${confirmed} confirmed, ${genuine} of them genuine`);
  }
}
