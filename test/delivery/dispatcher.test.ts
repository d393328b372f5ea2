import { describe, expect, it } from 'vitest';
import { hex } from '../../src/crypto/bytes.ts';
import { DEFAULT_LADDER } from '../../src/delivery/ladder.ts';
import { limits } from '../../src/limits.ts';
import { DELIVERED, dispatcherOn, heldTransport, MemorySpool, turn } from './memory-spool.ts';

describe('a flood of what is more important', () => {
  it.each([
    ['without jitter', 0],
    ['with jitter', 20],
  ])('leaves each class its floor of a transport that is full, %s', async (_how, jitterMs) => {
    const spool = new MemorySpool();
    const slow = heldTransport('slow');
    const ladder = DEFAULT_LADDER.map((rung) => ({ ...rung, jitterMs: rung.class === 'broadcast' ? jitterMs : 0 }));
    const { clock, add } = dispatcherOn(spool, [slow], { ladder });
    const flood = add(spool.broadcast({ class: 'emergency', batches: Array(30).fill(4_096) }));
    const notice = add(spool.broadcast({ batches: Array(3).fill(4_096) }));
    const handed = new Map<string, number>();
    for (let seen = 0, answered = 0; flood.record.counts.delivered < 100_000; answered++) {
      while (slow.groups.length - answered < limits.laneGroups) await turn();
      for (; seen < slow.groups.length; seen++) {
        const { parcels } = slow.groups[seen]!;
        const id = hex(parcels[0]!.broadcast);
        // The first ones went while nobody had earned anything.
        if (seen >= 40) handed.set(id, (handed.get(id) ?? 0) + parcels.length);
      }
      // Always full: one group ends, another one begins.
      slow.groups[answered]!.answer(DELIVERED);
      clock.advance(4);
    }
    const [above, below] = [handed.get(flood.delivery.id)!, handed.get(notice.delivery.id)!];
    expect(below / (above + below)).toBeGreaterThan(0.045);
    expect(below / (above + below)).toBeLessThan(0.055);
  });
});
