import type { PreparedBatch } from '../batch/layout.ts';
import { KEY, type SealingBatch, sealingBatch, startOf } from '../batch/layout.ts';
import type { Random } from '../ports/random.ts';

/** A prepared batch with what dedup decided: which rows and which devices go on. */
export interface ClaimedBatch {
  readonly batch: PreparedBatch;
  /** n: 0 where the row was accepted. */
  readonly verdict: Uint8Array;
  /** m: 1 where the device was kept. */
  readonly kept: Uint8Array;
}

/** Where an audience is cut into parts of so many people, and how many of them came before. */
export interface PartBorders {
  readonly most: number;
  readonly before: number;
}

/** A batch to seal, and its people: null where a person's devices may be in two. */
export interface ShuffledBatch {
  readonly batch: SealingBatch;
  readonly people: number | null;
}

/**
 * The accepted devices of a window in a random order, cut into batches to seal. Neighbours in a sorted list are then no
 * neighbours in the spool, and the position of an envelope says nothing beyond its window.
 */
export function shuffleWindow(
  window: readonly ClaimedBatch[],
  batchRecipients: number,
  random: Random,
  parts: PartBorders | null = null,
): ShuffledBatch[] {
  if (parts !== null) return shufflePeople(window, batchRecipients, random, parts);
  return shuffleDevices(window, batchRecipients, random).map((batch) => ({ batch, people: null }));
}

function shuffleDevices(window: readonly ClaimedBatch[], batchRecipients: number, random: Random): SealingBatch[] {
  const places = acceptedDevices(window);
  const total = places.batch.length;
  if (total === 0) return [];
  const order = permutation(total, random);
  const per = batchSize(total, batchRecipients);
  const batches: SealingBatch[] = [];
  for (let from = 0; from < total; from += per) batches.push(gather(window, places, order.subarray(from, from + per)));
  order.fill(0);
  return batches;
}

/**
 * People in a random order, each with all of their devices in one batch, and no batch across the border of a part: so parts are runs of
 * batches, and each but the last has as many people as it may. Within a batch the devices are shuffled once more.
 */
function shufflePeople(
  window: readonly ClaimedBatch[],
  batchRecipients: number,
  random: Random,
  { most, before }: PartBorders,
): ShuffledBatch[] {
  const places = acceptedDevices(window);
  const starts = startsOf(places);
  const count = starts.length - 1;
  const people = permutation(count, random);
  const order = new Uint32Array(places.batch.length);
  const batches: ShuffledBatch[] = [];
  let from = 0;
  let to = 0;
  let taken = 0;
  const cut = (): void => {
    const slice = order.subarray(from, to);
    shuffle(slice, random);
    batches.push({ batch: gather(window, places, slice), people: taken });
    from = to;
    taken = 0;
  };
  for (let i = 0; i < count; i++) {
    const first = starts[people[i]!]!;
    const end = starts[people[i]! + 1]!;
    if (taken > 0 && (to - from + end - first > batchRecipients || (before + i) % most === 0)) cut();
    for (let place = first; place < end; place++) order[to++] = place;
    taken++;
  }
  if (taken > 0) cut();
  people.fill(0);
  order.fill(0);
  return batches;
}

/** Where each person begins among the places, which have the devices of one row together; then where all end. */
function startsOf({ batch, row }: Places): Uint32Array {
  const starts = new Uint32Array(batch.length + 1);
  let people = 0;
  for (let at = 0; at < batch.length; at++)
    if (at === 0 || batch[at] !== batch[at - 1] || row[at] !== row[at - 1]) starts[people++] = at;
  starts[people] = batch.length;
  return starts.subarray(0, people + 1);
}

/**
 * A small window is cut finer, so that 200 recipients already keep several threads busy. It depends on the window alone and not
 * on the number of threads: the same input gives the same batches everywhere.
 */
function batchSize(total: number, batchRecipients: number): number {
  return Math.min(batchRecipients, Math.max(SMALLEST_SPLIT, Math.ceil(total / SPLITS)));
}
const SPLITS = 8;
const SMALLEST_SPLIT = 16;

interface Places {
  batch: Uint32Array;
  row: Uint32Array;
  device: Uint32Array;
}

function acceptedDevices(window: readonly ClaimedBatch[]): Places {
  let total = 0;
  for (const { kept, batch, verdict } of window)
    for (let row = 0, device = 0; row < batch.rows; row++)
      for (; device < batch.deviceEnd[row]!; device++) if (verdict[row] === 0 && kept[device] === 1) total++;
  const places = { batch: new Uint32Array(total), row: new Uint32Array(total), device: new Uint32Array(total) };
  let at = 0;
  window.forEach(({ kept, batch, verdict }, index) => {
    for (let row = 0, device = 0; row < batch.rows; row++)
      for (; device < batch.deviceEnd[row]!; device++) {
        if (verdict[row] !== 0 || kept[device] !== 1) continue;
        places.batch[at] = index;
        places.row[at] = row;
        places.device[at] = device;
        at++;
      }
  });
  return places;
}

function permutation(length: number, random: Random): Uint32Array {
  const order = new Uint32Array(length);
  for (let i = 0; i < length; i++) order[i] = i;
  shuffle(order, random);
  return order;
}

/** Fisher–Yates (Knuth, TAOCP 2, 3.4.2 P) with rejection, so that every order is equally likely. */
function shuffle(order: Uint32Array, random: Random): void {
  const { length } = order;
  let pool = new Uint32Array(0);
  let used = 0;
  const next = (): number => {
    if (used === pool.length) {
      pool = new Uint32Array(random.bytes(4 * Math.min(length, 4096)).buffer as ArrayBuffer);
      used = 0;
    }
    return pool[used++]!;
  };
  for (let i = length - 1; i > 0; i--) {
    const bound = i + 1;
    const limit = 2 ** 32 - (2 ** 32 % bound);
    let value = next();
    while (value >= limit) value = next();
    const j = value % bound;
    const swap = order[i]!;
    order[i] = order[j]!;
    order[j] = swap;
  }
}

function gather(window: readonly ClaimedBatch[], places: Places, order: Uint32Array): SealingBatch {
  const sizes = { count: order.length, ids: 0, personal: 0, routes: 0 };
  for (const place of order) {
    const { batch } = window[places.batch[place]!]!;
    const row = places.row[place]!;
    sizes.ids += batch.idEnd[row]! - startOf(batch.idEnd, row);
    sizes.personal += batch.personalEnd[row]! - startOf(batch.personalEnd, row);
    sizes.routes += batch.routeEnd[row]! - startOf(batch.routeEnd, row);
  }
  const out = sealingBatch(sizes);
  let ids = 0;
  let personal = 0;
  let routes = 0;
  order.forEach((place, i) => {
    const { batch } = window[places.batch[place]!]!;
    const row = places.row[place]!;
    const device = places.device[place]!;
    out.keys.set(batch.keys.subarray(KEY * device, KEY * (device + 1)), KEY * i);
    ids = append(out.ids, ids, batch.ids, batch.idEnd, row);
    personal = append(out.personal, personal, batch.personal, batch.personalEnd, row);
    routes = append(out.routes, routes, batch.routes, batch.routeEnd, row);
    out.idEnd[i] = ids;
    out.personalEnd[i] = personal;
    out.routeEnd[i] = routes;
  });
  return out;
}

function append(target: Uint8Array, at: number, source: Uint8Array, ends: Uint32Array, row: number): number {
  const element = source.subarray(startOf(ends, row), ends[row]!);
  target.set(element, at);
  return at + element.length;
}
