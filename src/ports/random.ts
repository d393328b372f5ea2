import { randomFillSync } from 'node:crypto';

/** Where secrets come from. The only other implementation is in `sealcast/testing`, under a name nobody uses by accident. */
export interface Random {
  /** `length` fresh bytes from a CSPRNG; the array owns its buffer. */
  bytes(length: number): Uint8Array;
  /**
   * 24 bytes that differ between two copies of one machine even when `bytes` does not (a restored snapshot, a fork):
   * process id, wall clock, monotonic clock. Mixed into ephemeral seeds, never used alone.
   */
  hedge(): Uint8Array;
}

export const systemRandom: Random = {
  bytes(length) {
    return randomFillSync(new Uint8Array(length));
  },
  hedge() {
    const out = new DataView(new ArrayBuffer(24));
    out.setBigUint64(0, BigInt(process.pid), true);
    out.setBigUint64(8, BigInt(Date.now()), true);
    out.setBigUint64(16, process.hrtime.bigint(), true);
    return new Uint8Array(out.buffer);
  },
};
