import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { orAborted } from '../../src/threads/or-aborted.ts';

describe('orAborted', () => {
  it('settles as the promise does, or with the reason of whoever aborts first', async () => {
    const { signal } = new AbortController();
    expect(await orAborted(Promise.resolve(1), signal)).toBe(1);
    await expect(orAborted(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
    const controller = new AbortController();
    const never = orAborted(new Promise(() => {}), controller.signal);
    controller.abort(new Error('enough'));
    await expect(never).rejects.toThrow('enough');
    await expect(orAborted(new Promise(() => {}), controller.signal)).rejects.toThrow('enough');
    // The promise may still fail later; nobody is left to hear it.
    let fail!: (error: Error) => void;
    const late = new Promise((_, reject) => {
      fail = reject;
    });
    await expect(orAborted(late, controller.signal)).rejects.toThrow('enough');
    fail(new Error('late'));
    await turn();
  });

  it('holds on to nothing that it waited for while the signal lives on', async () => {
    const controller = new AbortController();
    const refs: WeakRef<object>[] = [];
    for (let i = 0; i < 50; i++) {
      const chunk = { bytes: new Uint8Array(1000) };
      refs.push(new WeakRef(chunk));
      await orAborted(Promise.resolve(chunk), controller.signal);
    }
    // A WeakRef keeps its value until the end of the turn it was made in.
    for (let i = 0; i < 5; i++) {
      await turn();
      globalThis.gc!();
    }
    expect(refs.filter((ref) => ref.deref() !== undefined).length).toBeLessThan(3);
    controller.abort();
  });
});
