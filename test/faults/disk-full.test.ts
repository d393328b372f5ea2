import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openEngine, type Report } from '../../src/index.ts';
import { limits } from '../../src/limits.ts';
import {
  audience,
  expectConserved,
  expectEveryoneOnce,
  expectedOf,
  fieldsOf,
  ndjsonOf,
  pick,
  tempDir,
} from '../engine/support.ts';
import { drive } from './child.ts';

const { dir, remove } = tempDir();
const mounted: string[] = [];
afterAll(() => {
  for (const at of mounted) execFileSync('umount', [at]);
  remove();
});

/** A small file system of its own: root on Linux may mount one. */
function smallDisk(megabytes: number): string | null {
  const at = join(dir, `disk-${mounted.length}`);
  mkdirSync(at);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'tmpfs', at], { stdio: 'ignore' });
  } catch {
    return null;
  }
  mounted.push(at);
  return at;
}

/** Takes all but `spare` bytes of a disk. */
function fill(disk: string, spare: number): void {
  const block = Buffer.alloc(65_536, 1);
  const filler = join(disk, 'filler');
  for (;;) {
    const { bavail, bsize } = statfsSync(disk);
    const left = bavail * bsize - spare;
    if (left <= 0) return;
    appendFileSync(filler, block.subarray(0, Math.min(block.length, left)));
  }
}

const rows = audience(260, 13);
const people = join(dir, 'people.ndjson');
writeFileSync(people, ndjsonOf(rows.map(fieldsOf)));
const expected = expectedOf(rows);

const task = (home: string, more: object = {}): object => ({
  action: 'send',
  dir: home,
  people,
  mode: 'iterable',
  key: 'k',
  text: 'Full.',
  options: { batchRecipients: 16, windowChunks: 1, personal: ['note'], personalBytes: 2000 },
  ...more,
});

const personal = { personal: true };

/** Whatever the disk did: the process is alive, the error is ours and says so, the counts hold; then space, and everyone. */
async function expectRecovery(home: string, free: () => void, failed: Record<string, unknown>): Promise<void> {
  expect(failed.failed).toMatchObject({ code: 'DISK_FULL' });
  const report = failed.report as Report;
  expectConserved(report);
  expect(report.state).toBe('sealing');
  expect(report.listed).toBeLessThan(rows.length);
  expect(pick(report)).toEqual(pick(expectedOf(rows.slice(0, report.listed), undefined, personal)));
  free();
  const again = drive(task(home));
  expect(await again.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  const before = again.lines.find((line) => 'reports' in line)?.reports as Report[];
  // What the failed process said was what is on disk.
  expect(before.map(pick)).toEqual([pick(report)]);
  const done = again.lines.find((line) => 'done' in line)?.done as Report;
  expect(pick(done)).toEqual(pick(expected));
  const engine = await openEngine({ dir: home, threads: 1 });
  await expectEveryoneOnce(engine, done.broadcast, expected, 'Full.', personal);
  await engine.close();
}

describe('a disk that fills up in the middle of a send', () => {
  it('ends it with DISK_FULL; with space again it goes on, everyone once', async () => {
    const disk = smallDisk(Math.ceil(limits.diskReserveBytes / 1_048_576) + 16);
    if (disk === null) {
      process.stdout.write(
        'disk-full: no right to mount a small file system here, skipped (the size limit still runs)\n',
      );
      return;
    }
    const home = join(disk, 'home');
    const child = drive(task(home, { stallAfter: 100 }));
    await child.until((line) => 'stalled' in line);
    await child.until((line) => line.listed === 96);
    fill(disk, 200_000);
    child.process.stdin!.write('go on\n');
    expect(await child.ended).toMatchObject({ code: 0, signal: null });
    for (const bad of ['error', 'unhandled', 'uncaught'])
      expect(child.lines.find((line) => bad in line)).toBeUndefined();
    await expectRecovery(home, () => rmSync(join(disk, 'filler')), child.lines.find((line) => 'failed' in line)!);
  });

  it('in the same process: resumed by a second send', async () => {
    const disk = smallDisk(Math.ceil(limits.diskReserveBytes / 1_048_576) + 16);
    if (disk === null) return;
    const engine = await openEngine({ dir: join(disk, 'home'), threads: 2 });
    const fields = rows.map(fieldsOf);
    let filled = false;
    async function* filling(): AsyncGenerator<never> {
      for (const [i, row] of fields.entries()) {
        if (i === 100 && !filled) fill(disk!, 150_000);
        yield row as never;
      }
    }
    const request = {
      from: 'city-hall',
      message: 'Full.',
      idempotencyKey: 'k',
      batchRecipients: 16,
      windowChunks: 1,
      personal: ['note'],
      personalBytes: 2000,
    };
    const broadcast = await engine.send({ ...request, to: filling() });
    await expect(broadcast.done).rejects.toMatchObject({ code: 'DISK_FULL' });
    expectConserved(broadcast.report());
    expect(broadcast.report()).toEqual(await engine.report(broadcast.id));
    // A new broadcast is refused before it begins; a full disk is no reason to lose what is there.
    await expect(engine.send({ ...request, idempotencyKey: 'two', to: fields as never })).rejects.toMatchObject({
      code: 'DISK_FULL',
    });
    rmSync(join(disk, 'filler'));
    filled = true;
    const again = await engine.send({ ...request, to: filling() });
    expect(pick(await again.done)).toEqual(pick(expected));
    await expectEveryoneOnce(engine, again.id, expected, 'Full.', personal);
    await engine.close();
  });
});

describe('a file that may not grow', () => {
  it('ends a send with DISK_FULL, too, and leaves a spool that goes on', async () => {
    if (!existsSync('/usr/bin/prlimit')) {
      process.stdout.write('disk-full: no prlimit here, skipped\n');
      return;
    }
    const home = join(dir, 'limited');
    // Node ignores SIGXFSZ, so a write beyond the limit answers EFBIG.
    const child = drive(task(home), ['prlimit', `--fsize=${400_000}`]);
    expect(await child.ended).toMatchObject({ code: 0, signal: null });
    for (const bad of ['error', 'unhandled', 'uncaught'])
      expect(child.lines.find((line) => bad in line)).toBeUndefined();
    await expectRecovery(home, () => {}, child.lines.find((line) => 'failed' in line)!);
  });
});
