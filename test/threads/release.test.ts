import { describe, expect, it } from 'vitest';
import { release } from '../../src/threads/release.ts';

const MiB = 1_048_576;

describe('memory that is released', () => {
  it('is gone at once, whoever still looks, and no collector is waited for', () => {
    const buffers = Array.from({ length: 8 }, () => new ArrayBuffer(8 * MiB));
    const views = buffers.map((buffer) => new Uint8Array(buffer));
    const before = process.memoryUsage().arrayBuffers;
    release(buffers);
    expect(before - process.memoryUsage().arrayBuffers).toBeGreaterThanOrEqual(64 * MiB);
    expect(views.map(({ length }) => length)).toEqual(buffers.map(() => 0));
  });

  it('may be named twice, be empty, or be gone already', () => {
    const buffer = new ArrayBuffer(8);
    release([buffer, buffer, new ArrayBuffer(0)]);
    expect(buffer.byteLength).toBe(0);
    expect(() => release([buffer])).not.toThrow();
    expect(() => release([])).not.toThrow();
  });
});
