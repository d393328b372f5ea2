/** Asking a service over its socket: what the command makes of answers, of what is none, and of a list that breaks off. */
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { CommandFailure } from '../../src/cli/exit.ts';
import { ask } from '../../src/cli/through.ts';
import { limits } from '../../src/limits.ts';
import { tempDir } from '../engine/support.ts';

const { dir, remove } = tempDir();
const closers: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});
afterAll(remove);
let count = 0;

async function listening(server: Server): Promise<string> {
  const socket = join(dir, String(count++));
  await new Promise<void>((resolve) => void server.listen(socket, resolve));
  closers.push(() => server.close());
  return socket;
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function saidBy(socket: string, list: AsyncIterable<Uint8Array> = nothing()): Promise<unknown[]> {
  const lines: unknown[] = [];
  const asked = { socket, token: 't', setting: 'recipients', path: '/x', head: { a: 1 }, list, goOn: 'again' } as const;
  for await (const line of ask<object>(asked)) lines.push(line);
  return lines;
}

/** Answers with these pieces, once all of the request has come. */
function answering(pieces: readonly string[]): Promise<string> {
  const server = createHttpServer((request, response) => {
    request.resume().on('end', () => {
      for (const piece of pieces) response.write(piece);
      response.end();
    });
  });
  closers.push(() => server.closeAllConnections());
  return listening(server);
}

describe('a service that is asked', () => {
  it('gets a head and a list, and is listened to line by line', async () => {
    let got = Buffer.alloc(0);
    const server = createHttpServer((request, response) => {
      expect([request.method, request.url, request.headers.authorization]).toEqual(['POST', '/x', 'Bearer t']);
      request.on('data', (piece: Buffer) => {
        got = Buffer.concat([got, piece]);
      });
      request.on('end', () => response.end('{"n":1}\n{"n":2}\n'));
    });
    closers.push(() => server.closeAllConnections());
    async function* list() {
      yield Buffer.from('one ');
      yield Buffer.from('two');
    }
    expect(await saidBy(await listening(server), list())).toEqual([{ n: 1 }, { n: 2 }]);
    expect(got.toString('latin1')).toBe('\x07\0\0\0{"a":1}one two');
  });

  it('may fail, in words of its own', async () => {
    const error = { code: 'TOO_MANY_REFUSED', message: 'too many', hint: 'fewer' };
    await expect(saidBy(await answering([`${JSON.stringify({ error })}\n`]))).rejects.toMatchObject(error);
  });

  it('may be none', async () => {
    const none = { exit: 2, message: 'what listens at the socket is no sealcast serve' };
    for (const said of ['hello\n', 'x'.repeat(limits.socketLineBytes + 1)])
      await expect(saidBy(await answering([said]))).rejects.toMatchObject(none);
    await expect(saidBy(join(dir, 'nothing'))).rejects.toMatchObject({ exit: 2, message: /nothing listens/ });
  });

  it('may hang up', async () => {
    const server = createServer((socket) => socket.destroy());
    const failure = await saidBy(await listening(server)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CommandFailure);
    expect(failure).toMatchObject({ code: 'INTERRUPTED', message: 'the service hung up', hint: 'again' });
  });

  it('does not take a list that breaks off for one that ended, and is not blamed for it', async () => {
    let ended: string | undefined;
    let answered: (() => void) | undefined;
    const begun = new Promise<void>((resolve) => {
      answered = resolve;
    });
    const server = createHttpServer((request, response) => {
      request.on('error', () => {
        ended = 'broken';
      });
      request.on('end', () => {
        ended = 'whole';
      });
      request.once('data', () => response.write('{"n":1}\n'));
      request.resume();
    });
    closers.push(() => server.closeAllConnections());
    async function* list() {
      yield Buffer.from('half');
      await begun;
      throw new Error('the disk is gone');
    }
    const socket = await listening(server);
    const asked = { socket, token: 't', setting: 'recipients', path: '/x', head: {}, goOn: '' } as const;
    const following = async (): Promise<void> => {
      for await (const line of ask<object>({ ...asked, list: list() })) {
        expect(line).toEqual({ n: 1 });
        answered?.();
      }
    };
    await expect(following()).rejects.toThrow('the disk is gone');
    while (ended === undefined) await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toBe('broken');
  });
});
