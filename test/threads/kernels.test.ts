import { describe, expect, it } from 'vitest';
import { sealingBatch } from '../../src/batch/layout.ts';
import { chooseKernels, type Kernels } from '../../src/kernels/load.ts';
import { wasm } from '../../src/kernels/wasm.ts';
import { newControl, type SealTask } from '../../src/threads/messages.ts';
import { Pool } from '../../src/threads/pool.ts';

/** A batch of nobody: enough to make a thread look for its kernel. */
function nobody(): SealTask {
  const sizes = { count: 0, ids: 0, personal: 0, routes: 0 };
  const secret = () => new Uint8Array(32).fill(7);
  return {
    kind: 'seal',
    control: newControl(),
    settings: {
      suite: 1,
      broadcast: new Uint8Array(16),
      broadcastHex: '00'.repeat(16),
      bodyDigest: secret(),
      slotPlainBytes: 96,
      ephemeral: 'batch',
    },
    batch: 0,
    sizes,
    buffer: sealingBatch(sizes).buffer,
    seed: secret(),
    hedge: secret(),
    senderSecret: null,
    bodyKey: secret(),
    receiptKey: secret(),
    mailboxRoot: secret(),
    recordKey: secret(),
  };
}

describe('the threads of a pool', () => {
  async function seal(kernels: Kernels | undefined) {
    const pool = new Pool(1, kernels);
    try {
      return await pool.seal(nobody());
    } finally {
      await pool.close();
    }
  }

  it('seal with the kernels they are given, and no others', async () => {
    expect(await seal(chooseKernels({ kernels: 'scalar' }))).toMatchObject({ kind: 'sealed', count: 0 });
    expect(await seal(undefined)).toMatchObject({ kind: 'sealed', count: 0 });
    // A module without a single export: a thread that fell back in silence would seal all the same.
    const empty = new wasm!.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    await expect(seal({ build: 'scalar', module: empty })).rejects.toThrow(/TypeError in a worker/);
  });
});
