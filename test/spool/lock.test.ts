import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LockForm, lockDirectory, prepareDirectory, takeAside } from '../../src/spool/lock.ts';

let root: string;
let count = 0;
const children = new Set<ChildProcess>();
async function directory() {
  const dir = join(root, String(count++));
  await mkdir(dir);
  return dir;
}
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sealcast-lock-'));
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(root, { recursive: true, force: true });
});

const busy = expect.objectContaining({
  code: 'DIRECTORY_BUSY',
  hint: expect.stringContaining('report, fetch and doctor'),
});
const built = fileURLToPath(new URL('../../dist/spool/lock.js', import.meta.url));

/** Another process that takes the lock, says so, and holds it. */
async function holder(dir: string, form: LockForm): Promise<{ child: ChildProcess; said: string }> {
  const script = `
    import { lockDirectory } from ${JSON.stringify(built)};
    const lock = await lockDirectory(process.argv[1], process.argv[2]).catch((error) => error);
    process.stdout.write(lock.code ?? 'held');
    if (lock.code === undefined) setInterval(() => {}, 1e9);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, dir, form], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.add(child);
  const [said] = await once(child.stdout!, 'data');
  return { child, said: String(said) };
}

// The form of Linux, and the one of macOS and the BSDs, which runs here as well.
for (const form of ['abstract', 'file'] as const) {
  describe.skipIf(process.platform === 'win32' || (form === 'abstract' && process.platform !== 'linux'))(form, () => {
    test('once in a process, and again after release', async () => {
      const dir = await directory();
      const lock = await lockDirectory(dir, form);
      await expect(lockDirectory(dir, form)).rejects.toEqual(busy);
      await symlink(dir, join(root, `link-${form}`));
      await expect(lockDirectory(join(root, `link-${form}`), form)).rejects.toEqual(busy);
      await lock.release();
      await lock.release();
      const again = await lockDirectory(dir, form);
      await again.release();
    });

    test('other directories are free', async () => {
      const locks = await Promise.all([directory(), directory()].map(async (dir) => lockDirectory(await dir, form)));
      for (const lock of locks) await lock.release();
    });

    test('between processes; kill -9 of the holder frees it', async () => {
      const dir = await directory();
      const { child, said } = await holder(dir, form);
      expect(said).toBe('held');
      await expect(lockDirectory(dir, form)).rejects.toEqual(busy);
      child.kill('SIGKILL');
      await once(child, 'exit');
      const lock = await lockDirectory(dir, form);
      expect((await holder(dir, form)).said).toBe('DIRECTORY_BUSY');
      await lock.release();
    });

    test('of many that find a dead holder one gets it', async () => {
      const dir = await directory();
      const { child } = await holder(dir, form);
      child.kill('SIGKILL');
      await once(child, 'exit');
      const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockDirectory(dir, form)));
      const got = tries.filter((result) => result.status === 'fulfilled');
      expect(got).toHaveLength(1);
      await got[0]!.value.release();
    });
  });
}

test.skipIf(process.platform === 'win32')('a live socket file that was taken for a dead one is put back', async () => {
  const path = join(root, 'live.lock');
  const server = createServer().listen(path);
  await once(server, 'listening');
  expect(await takeAside(path)).toBe(false);
  const client = connect(path);
  await once(client, 'connect');
  client.destroy();
  server.close();
  await once(server, 'close');
  expect(await takeAside(path)).toBe(true);
});

test('a lock does not keep its process alive', async () => {
  const dir = await directory();
  const script = `import { lockDirectory } from ${JSON.stringify(built)}; await lockDirectory(process.argv[1]);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, dir], { stdio: 'inherit' });
  children.add(child);
  expect(await once(child, 'exit')).toEqual([0, null]);
});

describe('the directory', () => {
  test('is made, parents too, for its owner alone, and found again', async () => {
    const dir = join(root, 'a', 'b', 'c');
    const path = await prepareDirectory(dir);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    expect(await prepareDirectory(dir)).toBe(path);
    await symlink(dir, join(root, 'to-c'));
    expect(await prepareDirectory(join(root, 'to-c'))).toBe(path);
    expect(await prepareDirectory(dir, { readOnly: true })).toBe(path);
  });

  test('that cannot be used is said so', async () => {
    const file = join(root, 'file');
    await writeFile(file, '');
    for (const dir of [file, join(file, 'below'), join(root, 'x'.repeat(300))])
      for (const readOnly of [false, true])
        await expect(prepareDirectory(dir, { readOnly })).rejects.toMatchObject({
          code: 'DIRECTORY_UNUSABLE',
          hint: expect.stringContaining('choose'),
        });
    await expect(prepareDirectory(join(root, 'absent'), { readOnly: true })).rejects.toMatchObject({
      code: 'DIRECTORY_UNUSABLE',
      message: 'there is no such data directory',
    });
    await expect(access(join(root, 'absent'))).rejects.toThrow();
    await expect(lockDirectory(join(root, 'absent'))).rejects.toMatchObject({ code: 'DIRECTORY_UNUSABLE' });
    const loop = join(root, 'loop');
    await symlink(loop, loop);
    await expect(prepareDirectory(loop)).rejects.toMatchObject({ code: 'DIRECTORY_UNUSABLE' });
  });

  // Root may write everywhere.
  test.skipIf(process.getuid?.() === 0)('without the right to write', async () => {
    const dir = await directory();
    await chmod(dir, 0o500);
    await expect(prepareDirectory(dir)).rejects.toMatchObject({ code: 'DIRECTORY_UNUSABLE' });
    expect(await prepareDirectory(dir, { readOnly: true })).toContain(dir);
  });
});
