import { describe, expect, it } from 'vitest';
import { type EnginePace, Pacer } from '../../src/delivery/pacer.ts';
import { limits } from '../../src/limits.ts';
import { unsafeSeededRandomForTesting } from '../../src/testing.ts';

const pacer = (pace: EnginePace, stored = new Map<string, Uint8Array>(), now = 0): Pacer =>
  new Pacer(pace, unsafeSeededRandomForTesting('pacer'), stored, now);

describe('a pacer', () => {
  it('holds all limits at once: of the engine, the sender, the transport', () => {
    const one = pacer({
      perSecond: 10,
      senders: { hall: { perMinute: 6 } },
      transports: { http: { perSecond: 4 } },
    });
    expect(one.available('hall', 'http', 0)).toBe(4);
    expect(one.available('hall', 'file', 0)).toBe(6);
    expect(one.available('fire', 'file', 0)).toBe(10);
    one.take('hall', 'http', 0, 4);
    expect(one.available('hall', 'http', 0)).toBe(0);
    expect(one.available('fire', 'http', 0)).toBe(0);
    expect(one.available('hall', 'file', 0)).toBe(2);
    expect(one.available('fire', 'file', 0)).toBe(6);
    expect(one.next('fire', 'http', 0)).toBe(1_000);
    one.take('hall', 'file', 0, 2);
    expect([one.next('hall', 'file', 0), one.next('hall', 'http', 0), one.next('fire', 'file', 0)]).toEqual([
      60_000, 60_000, 0,
    ]);
    expect(() => one.take('hall', 'file', 0, 1)).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
  });

  it('counts a window from the hand-over, when that was later than the permits were taken', () => {
    const one = pacer({
      perSecond: 5_000,
      senders: { hall: { perSecond: 3 } },
      transports: { http: { perSecond: 5 } },
      recipients: { perSecond: 1 },
    });
    const device = new Uint8Array(32);
    one.take('hall', 'file', 0, 1);
    one.handedOver('hall', 'file', 0, 1);
    expect(one.recipients!.take(device, 400)).toBe(0);
    one.take('hall', 'http', 400, 2);
    one.handedOver('hall', 'http', 900, 2);
    expect(one.next('hall', 'file', 900)).toBe(1_000);
    expect([one.available('hall', 'file', 1_000), one.available('hall', 'file', 1_899)]).toEqual([1, 1]);
    expect([one.available('hall', 'file', 1_900), one.available('fire', 'http', 1_899)]).toEqual([3, 3]);
    expect(one.recipients!.take(device, 1_899)).toBe(1_900);
    expect(one.recipients!.take(device, 1_900)).toBe(0);
  });

  it('opens a transport when the engine and the transport have permits, whoever sends', () => {
    const one = pacer({ perMinute: 5, senders: { hall: { perMinute: 2 } }, transports: { http: { perSecond: 3 } } });
    one.take('hall', 'http', 0, 2);
    expect(one.opensAt('http', 0)).toBe(0);
    one.take('fire', 'http', 0, 1);
    expect([one.opensAt('http', 0), one.opensAt('file', 0)]).toEqual([1_000, 0]);
    one.take('fire', 'file', 0, 2);
    expect([one.opensAt('http', 0), one.opensAt('file', 0)]).toEqual([60_000, 60_000]);
  });

  it('changes live, and forgets only the limits that went', () => {
    const one = pacer({ senders: { hall: { perSecond: 2 } } });
    one.take('hall', 'http', 0, 2);
    one.change({ senders: { hall: { perSecond: 3 } } }, 0);
    expect(one.available('hall', 'http', 0)).toBe(1);
    one.change({}, 0);
    expect(one.available('hall', 'http', 0)).toBe(Number.POSITIVE_INFINITY);
    one.change({ senders: { hall: { perSecond: 3 } } }, 0);
    expect(one.available('hall', 'http', 0)).toBe(3);
  });

  it('changes nothing when a part of it is refused', () => {
    const one = pacer({ perSecond: 2 });
    const many = Object.fromEntries(Array.from({ length: limits.senders + 1 }, (_, n) => [`s${n}`, { perDay: 1 }]));
    for (const pace of [
      { perSecond: 5, senders: { hall: { perDay: 0 } } },
      { perSecond: 5, transports: { http: { perDay: 0.5 } } },
      { perSecond: 5, recipients: { perSecond: 0 } },
      { perSecond: 5, recipients: { perDay: 1 } },
      { perSecond: 5, senders: many },
    ])
      expect(() => one.change(pace as EnginePace, 0)).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(one.available('hall', 'http', 0)).toBe(2);
    expect(one.recipients).toBeUndefined();
  });

  it('goes on from what an earlier process has stored', () => {
    const pace = { perMinute: 5, senders: { hall: { perHour: 3 } }, transports: { http: { perHour: 4 } } };
    const stored = pacer(pace).take('hall', 'http', 0, 2);
    const next = pacer(pace, new Map(stored), 1_000);
    expect(next.available('hall', 'http', 1_000)).toBe(1);
    expect(next.available('fire', 'http', 1_000)).toBe(2);
    expect(next.available('fire', 'file', 1_000)).toBe(3);
    expect(next.available('hall', 'http', 3_600_000)).toBe(3);
  });
});
