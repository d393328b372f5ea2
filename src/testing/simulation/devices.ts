import { fromHex } from '../../crypto/bytes.ts';
import { receiptToken } from '../../crypto/mailbox.ts';
import { encodeReceipt, RECEIPT_BYTES } from '../../crypto/receipt.ts';
import type { Confirmed } from '../../delivery/receipts.ts';
import type { Parcel } from '../../ports/transport.ts';
import { Chance } from './chance.ts';
import type { BroadcastPlan, Plan } from './plan.ts';
import type { Witness } from './witness.ts';
import type { World } from './world.ts';

const HOUR = 3_600_000;

/** Takes receipts, as `engine.confirm()`; undefined: nobody answered. */
type Take = (receipts: Uint8Array) => Confirmed | undefined;

/**
 * What has envelopes, and says so: most devices, later, once. With the fault `receipts` they come a day late, twice, or never; those that were
 * taken come again because the answer was lost; and carriers, who see every envelope, make up some of their own.
 */
export class Devices {
  readonly #world: World;
  readonly #chance: Chance;
  readonly #witness: Witness;
  readonly #take: Take;
  readonly #badly: boolean;
  readonly #broadcasts: ReadonlyMap<string, BroadcastPlan>;
  readonly #shown = new Set<string>();
  readonly #sent: Uint8Array[] = [];

  constructor(world: World, plan: Plan, witness: Witness, take: Take) {
    this.#world = world;
    // Of its own, so that worlds without receipts are what they were.
    this.#chance = new Chance(`devices ${world.seed}`);
    this.#witness = witness;
    this.#take = take;
    this.#badly = plan.faults.has('receipts');
    this.#broadcasts = new Map(plan.broadcasts.map((one) => [one.id, one]));
  }

  /** A device has it. It shows the first one, whichever way that came, and no other. */
  arrived({ id, mailbox }: Parcel): void {
    const history = this.#witness.history(id);
    const plan = history && this.#broadcasts.get(history.broadcast);
    if (plan === undefined || this.#shown.has(id)) return;
    this.#shown.add(id);
    const chance = this.#chance;
    if (this.#badly && chance.happens(0.1)) this.#later(HOUR, () => this.#send([], 3, plan, mailbox));
    // Whoever was not asked says nothing.
    if (!plan.receipts || !chance.happens(0.7)) return;
    const token = receiptToken(plan.receiptKey, mailbox);
    const receipt = encodeReceipt({ broadcast: fromHex(plan.id)!, mailbox, receiptToken: token });
    const longest = this.#badly && chance.happens(0.3) ? 24 * HOUR : plan.class === 1 ? 30_000 : 600_000;
    this.#later(longest, () => this.#confirm(id, receipt, plan));
  }

  #confirm(id: string, receipt: Uint8Array, plan: BroadcastPlan): void {
    const chance = this.#chance;
    const again = (): void => this.#later(600_000, () => this.#confirm(id, receipt, plan));
    if (this.#badly && chance.happens(0.2)) {
      // Lost on its way, and of some that was the only try.
      if (chance.happens(0.7)) again();
      return;
    }
    this.#witness.receipts.shown(id);
    const repeats = this.#badly && this.#sent.length > 0 && chance.happens(0.3) ? [chance.pick(this.#sent)] : [];
    const taken = this.#send([receipt, ...repeats], this.#badly ? chance.below(3) : 0, plan, receipt.subarray(16, 32));
    if (!taken) {
      again();
      return;
    }
    this.#sent.push(receipt);
    this.#witness.receipts.taken(id);
    if (this.#badly && chance.happens(0.3)) again();
  }

  /** These, and some that are forged; answers whether somebody took them. */
  #send(genuine: readonly Uint8Array[], forged: number, plan: BroadcastPlan, mailbox: Uint8Array): boolean {
    this.#world.moved();
    const all = [...genuine, ...Array.from({ length: forged }, () => this.#forge(plan, mailbox))];
    const taken = this.#take(new Uint8Array(Buffer.concat(all)));
    if (taken === undefined) return false;
    const { confirmed, repeated, refused } = taken;
    this.#witness.receipts.refused += refused;
    this.#world.check(
      confirmed + repeated === genuine.length && refused === forged,
      () => `${genuine.length} receipts and ${forged} forged ones are ${confirmed} + ${repeated} and ${refused}`,
    );
    return true;
  }

  /** What a carrier can make of an envelope, and of receipts that went by. */
  #forge(plan: BroadcastPlan, mailbox: Uint8Array): Uint8Array {
    const chance = this.#chance;
    const of =
      this.#sent.length > 0 && chance.happens(0.5) ? chance.pick(this.#sent).slice() : new Uint8Array(RECEIPT_BYTES);
    const before = of.slice();
    if (chance.happens(0.5)) of.set(fromHex(plan.id)!);
    if (chance.happens(0.5)) of.set(mailbox, 16);
    // One that happens to be genuine is none of a forger's.
    if (before.every((byte, i) => byte === of[i]) || chance.happens(0.5))
      of[47 - chance.below(16)]! ^= 1 << chance.below(8);
    const own = this.#broadcasts.get(Buffer.from(of.subarray(0, 16)).toString('hex'));
    const token = own && receiptToken(own.receiptKey, of.subarray(16, 32));
    if (own?.receipts === true && token!.every((byte, i) => byte === of[32 + i])) of[47]! ^= 1;
    return of;
  }

  #later(longest: number, call: () => void): void {
    this.#world.time.after(this.#chance.magnitude(1, longest), call);
  }
}
