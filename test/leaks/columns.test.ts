import { setImmediate as turn } from 'node:timers/promises';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { preparedBatch, sealingBatch } from '../../src/batch/layout.ts';
import { utf8 } from '../../src/crypto/bytes.ts';
import { recipientEphemeral } from '../../src/crypto/hpke.ts';
import { ChunkBuilder } from '../../src/fanout/read/chunk.ts';
import { checkedOptions } from '../../src/fanout/read/columns.ts';
import { ObjectCutter } from '../../src/fanout/read/objects.ts';
import type { SealKernel } from '../../src/kernels/seal.ts';
import { newControl, type PrepareTask, type SealTask } from '../../src/threads/messages.ts';
import { canaries, canaryRows, scan } from './canaries.ts';

/**
 * Every buffer that our code makes while a worker's tasks run, by standing in for the constructors. It sees what lies in the
 * columns that a worker uses again and again, which no heap snapshot shows. What Node makes by itself (Buffer) it does not see.
 */
const made: WeakRef<ArrayBufferLike>[] = [];
const real = { Uint8Array: globalThis.Uint8Array, ArrayBuffer: globalThis.ArrayBuffer };

function record(): void {
  const watch = <T extends object>(original: T): T =>
    new Proxy(original, {
      construct(target, args, newTarget) {
        const own = newTarget === proxyOf.get(target) ? target : newTarget;
        const value = Reflect.construct(target as unknown as new () => object, args, own as new () => object);
        made.push(new WeakRef((value as Uint8Array).buffer ?? (value as ArrayBuffer)));
        return value as object;
      },
    });
  const proxyOf = new Map<object, unknown>();
  for (const name of ['Uint8Array', 'ArrayBuffer'] as const) {
    const proxy = watch(real[name]);
    proxyOf.set(real[name], proxy);
    (globalThis as Record<string, unknown>)[name] = proxy;
  }
}

afterEach(() => {
  Object.assign(globalThis, real);
  made.length = 0;
});

/**
 * Where the canaries, or `secrets`, lie in what was made and is still referred to, but for `answer`, which the worker moves away.
 * Garbage is not looked at: strings and small arrays of a row are, and JavaScript wipes neither.
 */
async function left(answer: ArrayBufferLike | null, secrets: readonly Uint8Array[] = []): Promise<string[]> {
  for (let i = 0; i < 3; i++) {
    await turn();
    globalThis.gc!();
  }
  const found: string[] = [];
  for (const ref of made) {
    const buffer = ref.deref();
    if (buffer === undefined || buffer === answer) continue;
    const bytes = Buffer.from(buffer as ArrayBuffer);
    found.push(...scan(bytes).map((what) => `${what} in ${bytes.length} bytes`));
    secrets.forEach((secret, i) => {
      if (bytes.includes(Buffer.from(secret))) found.push(`secret ${i} in ${bytes.length} bytes`);
    });
  }
  return found;
}

const secret = (n: number): Uint8Array => new Uint8Array(32).map((_, i) => (n * 37 + i * 11 + 5) & 255);

/** Imported while the constructors are watched, so that the columns made at load are seen, too. */
let prepareChunk: (task: PrepareTask) => ReturnType<typeof import('../../src/fanout/prepare.ts').prepareChunk>;
let sealTask: typeof import('../../src/fanout/seal-task.ts').sealTask;
/** Its views of WebAssembly's memory are seen as well, so all of that memory is looked through. */
let kernel: SealKernel;
beforeAll(async () => {
  ({ prepareChunk } = await import('../../src/fanout/prepare.ts'));
  ({ sealTask } = await import('../../src/fanout/seal-task.ts'));
  const { instantiateKernels, loadKernels } = await import('../../src/kernels/load.ts');
  kernel = new (await import('../../src/kernels/seal.ts')).SealKernel(instantiateKernels(loadKernels()));
});

function prepareTask(): PrepareTask {
  const reading = checkedOptions({}, { personal: ['note', 'name'], personalBytes: 166, hours: true });
  const builder = new ChunkBuilder('objects', 100);
  const cutter = new ObjectCutter(reading, builder, new Set());
  // Enough of them that columns outgrow their first buffers.
  for (let n = 0; n < 60; n++)
    for (const row of canaryRows().slice(0, 1))
      cutter.push({ ...row, id: `${row.id}-${n}`, route: `${row.route}?${n}` });
  builder.finish();
  cutter.wipe();
  const chunk = builder.take()!;
  expect(scan(chunk.bytes).length).toBeGreaterThan(4);
  return {
    kind: 'prepare',
    control: newControl(),
    chunk,
    reading,
    fingerprintKey: secret(1),
    dims: { phone: true, email: true },
    pseudonyms: { key: secret(2), dims: { phone: true, email: true } },
  };
}

function sealTaskOf(stopAfter: number, ephemeral: 'batch' | 'recipient'): { task: SealTask; secrets: Uint8Array[] } {
  const rows = 40;
  const ids = Array.from({ length: rows }, (_, i) => utf8(`${canaries.id}-${i}`));
  const personal = utf8(`\x81\xa4note\xb7${canaries.note}`.slice(0, 20));
  const routes = utf8(canaries.route);
  const sizes = {
    count: rows,
    ids: ids.reduce((sum, id) => sum + id.length, 0),
    personal: personal.length * rows,
    routes: routes.length * rows,
  };
  const batch = sealingBatch(sizes);
  let at = 0;
  ids.forEach((id, i) => {
    batch.ids.set(id, at);
    at += id.length;
    batch.idEnd[i] = at;
    batch.personal.set(personal, i * personal.length);
    batch.personalEnd[i] = (i + 1) * personal.length;
    batch.routes.set(routes, i * routes.length);
    batch.routeEnd[i] = (i + 1) * routes.length;
    batch.keys.set(Buffer.from(canaries.key, 'hex'), 32 * i);
  });
  const control = newControl();
  const secrets = Array.from({ length: 6 }, (_, n) => secret(n + 2));
  const task: SealTask = {
    kind: 'seal',
    control,
    settings: {
      suite: 2,
      broadcast: new Uint8Array(16),
      broadcastHex: '00'.repeat(16),
      bodyDigest: new Uint8Array(32),
      slotPlainBytes: 256,
      ephemeral,
    },
    batch: 0,
    sizes,
    buffer: batch.buffer,
    seed: secrets[0]!.slice(),
    hedge: new Uint8Array(24),
    senderSecret: secrets[1]!.slice(),
    bodyKey: secrets[2]!.slice(),
    receiptKey: secrets[3]!.slice(),
    mailboxRoot: secrets[4]!.slice(),
    recordKey: secrets[5]!.slice(),
  };
  if (stopAfter === 0) Atomics.store(control, 0, 1);
  return { task, secrets };
}

describe('what a worker has made holds nothing of a batch after it', () => {
  it('read: rows, ids, personal fields, routes, the fingerprint key', async () => {
    const task = prepareTask();
    record();
    const answer = prepareChunk(task);
    // The recorder works: what goes back to the main thread does hold them, and it was seen being made.
    expect(scan(new real.Uint8Array(answer.buffer)).length).toBeGreaterThan(4);
    expect((await left(null)).length).toBeGreaterThan(4);
    expect(made.length).toBeGreaterThan(10);
    expect(await left(answer.buffer, [secret(1), secret(2)])).toEqual([]);
    expect(scan(task.chunk.bytes)).toEqual([]);
    expect(task.fingerprintKey).toEqual(new real.Uint8Array(32));
    expect(task.pseudonyms!.key).toEqual(new real.Uint8Array(32));
    expect(preparedBatch(answer.sizes, answer.buffer).rows).toBe(60);
  });

  it('read, and stopped in the middle', async () => {
    const task = prepareTask();
    Atomics.store(task.control, 0, 1);
    record();
    expect(() => prepareChunk(task)).toThrow('stopped');
    expect(await left(null, [secret(1), secret(2)])).toEqual([]);
    expect(scan(task.chunk.bytes)).toEqual([]);
  });

  it.each([
    ['seal', 1, false, 'batch'] as const,
    ['seal, and stopped in the middle', 0, false, 'batch'] as const,
    ['seal, an ephemeral key each', 1, false, 'recipient'] as const,
    ['seal by kernel', 1, true, 'batch'] as const,
    ['seal by kernel, and stopped in the middle', 0, true, 'batch'] as const,
    ['seal by kernel, an ephemeral key each', 1, true, 'recipient'] as const,
  ])('%s: ids, personal fields, routes, keys and all secrets', async (_name, go, byKernel, ephemeral) => {
    const { task, secrets } = sealTaskOf(go, ephemeral);
    const batchSecret = hkdf(sha256, task.seed, new Uint8Array(28), utf8('sealcast v1 batch'), 32);
    secrets.push(batchSecret, recipientEphemeral(batchSecret, 0), recipientEphemeral(batchSecret, 39));
    expect(scan(new real.Uint8Array(task.buffer)).length).toBeGreaterThan(2);
    record();
    const run = (): Uint8Array => new real.Uint8Array(sealTask(task, () => (byKernel ? kernel : undefined)).buffer);
    if (go === 0) expect(run).toThrow('stopped');
    else expect(scan(run())).toEqual([]);
    expect(await left(null, secrets)).toEqual([]);
    expect(new real.Uint8Array(task.buffer).every((byte) => byte === 0)).toBe(true);
    for (const bytes of [
      task.seed,
      task.senderSecret!,
      task.bodyKey,
      task.receiptKey,
      task.mailboxRoot,
      task.recordKey,
    ])
      expect([...bytes].every((byte) => byte === 0)).toBe(true);
  });
});
