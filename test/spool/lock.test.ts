import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LockForm, lockDirectory, prepareDirectory } from '../../src/spool/lock.ts';

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

describe.skipIf(process.platform === 'win32')('socket files', () => {
  /** What there is in /tmp of the lock of a directory. */
  const filesOf = async (dir: string): Promise<string[]> => {
    const { dev, ino } = await stat(dir, { bigint: true });
    const name = `sealcast-${dev.toString(36)}-${ino.toString(36)}.`;
    return (await readdir('/tmp')).filter((file) => file.startsWith(name));
  };

  test('of dead holders are removed, and leave nothing behind', async () => {
    const dir = await directory();
    const { child } = await holder(dir, 'file');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const left = await filesOf(dir);
    expect(left).toHaveLength(1);
    const lock = await lockDirectory(dir, 'file');
    const held = await filesOf(dir);
    expect(held).toHaveLength(1);
    expect(held).not.toEqual(left);
    await expect(lockDirectory(dir, 'file')).rejects.toEqual(busy);
    expect(await filesOf(dir)).toEqual(held);
    await lock.release();
    expect(await filesOf(dir)).toEqual([]);
  });

  test('of many processes at once, again and again, one gets it', async () => {
    const dir = await directory();
    for (let round = 0; round < 3; round++) {
      const all = await Promise.all(Array.from({ length: 4 }, () => holder(dir, 'file')));
      expect(all.filter(({ said }) => said === 'held')).toHaveLength(1);
      for (const { child } of all) {
        if (child.exitCode !== null) continue;
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    }
    await (await lockDirectory(dir, 'file')).release();
  });

  test('of one that does not answer, or says nothing that is known, are respected', async () => {
    const dir = await directory();
    const { dev, ino } = await stat(dir, { bigint: true });
    const path = join('/tmp', `sealcast-${dev.toString(36)}-${ino.toString(36)}.zz.lock`);
    for (const answer of [(socket: Socket) => void socket.resume(), (socket: Socket) => void socket.end('?')]) {
      const server = createServer(answer).listen(path);
      await once(server, 'listening');
      await expect(lockDirectory(dir, 'file')).rejects.toEqual(busy);
      server.close();
      await once(server, 'close');
    }
    await (await lockDirectory(dir, 'file')).release();
  });

  test('of one that hangs up without a word, since it is giving up, is looked at again', async () => {
    const dir = await directory();
    const { dev, ino } = await stat(dir, { bigint: true });
    const path = join('/tmp', `sealcast-${dev.toString(36)}-${ino.toString(36)}.zz.lock`);
    const server = createServer((socket) => {
      socket.destroy();
      server.close();
    }).listen(path);
    await once(server, 'listening');
    await (await lockDirectory(dir, 'file')).release();
  });
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
