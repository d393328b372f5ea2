import { describe, expect, it } from 'vitest';
import { ManualClock, unsafeSeededRandomForTesting } from '../../src/testing.ts';

describe('the manual clock', () => {
  it('calls timers in the order of their time, and those of one time in the order they were set', () => {
    const clock = new ManualClock(1_000);
    const called: string[] = [];
    const note = (name: string) => () => called.push(`${name} at ${clock.now()}`);
    clock.after(20, note('c'));
    clock.after(10, note('a'));
    clock.after(10, note('b'));
    clock.after(30, note('later'));
    clock.after(5, () => clock.after(5, note('set meanwhile')));
    clock.advance(25);
    expect(called).toEqual(['a at 1010', 'b at 1010', 'set meanwhile at 1010', 'c at 1020']);
    expect(clock.now()).toBe(1_025);
    expect(clock.next()).toBe(5);
  });

  it('forgets what is called off, also the first, also twice', () => {
    const clock = new ManualClock(0);
    const called: number[] = [];
    const off = [10, 10, 20].map((at) => clock.after(at, () => called.push(at)));
    off[0]!();
    off[0]!();
    off[2]!();
    expect(clock.next()).toBe(10);
    off[1]!();
    expect(clock.next()).toBeUndefined();
    clock.advance(100);
    expect(called).toEqual([]);
    clock.after(0, () => called.push(clock.now()));
    clock.advance(0);
    expect(called).toEqual([100]);
  });

  it('calls each of ten thousand once, in time', () => {
    const clock = new ManualClock(0);
    const random = new Uint16Array(unsafeSeededRandomForTesting(1).bytes(20_000).buffer);
    const called: number[] = [];
    for (const at of random) clock.after(at, () => called.push(clock.now()));
    clock.advance(65_536);
    expect(called).toEqual([...random].sort((a, b) => a - b));
  });
});
