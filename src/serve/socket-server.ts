import { createHash, timingSafeEqual } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { SealcastError, type SealcastErrorCode } from '../errors.ts';
import { limits } from '../limits.ts';
import { socketFileFree } from './socket-file.ts';

/** HTTP/1.1 over a Unix socket of mode 0600, for other processes of this machine, with a token: `Authorization: Bearer TOKEN`. */
export interface SocketServer {
  /** Takes nothing new; what is under way goes on. */
  drain(): void;
  close(): Promise<void>;
}

/** Where it listens, and for whom. */
export interface SocketOptions {
  /** Path of the socket. One that an earlier process left is replaced. */
  readonly socket: string;
  /** 32 to 512 characters. */
  readonly token: string;
}

export interface SocketServerOptions extends SocketOptions {
  /** Its name in the configuration, for what is wrong with it. */
  readonly setting: string;
  /** At a time; more are hung up on. */
  readonly connections: number;
  /** Answers whoever has the token. */
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** @throws SealcastError USAGE where the path cannot be listened at */
export async function openSocketServer(options: SocketServerOptions): Promise<SocketServer> {
  const { socket, setting, connections, answer } = options;
  const unusable = (message: string, hint: string): SealcastError =>
    new SealcastError('USAGE', `the socket of ${setting} ${message}`, {
      hint,
      position: { path: `${setting}.socket` },
    });
  // The system cuts what is longer, and listens at another name.
  if (Buffer.byteLength(socket) > limits.socketPathBytes)
    throw unusable(`has a path of more than ${limits.socketPathBytes} bytes`, 'choose a shorter one');
  if (!(await socketFileFree(socket))) throw unusable('is in use, or is no socket', 'choose another path');
  const token = hash(options.token);
  const server = createServer(
    {
      headersTimeout: limits.operatorHeaderMs,
      // A list of a million is sent as fast as it is taken; who says nothing for long is let go by whoever reads it.
      requestTimeout: 0,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: limits.mailboxHeadBytes,
    },
    (request, response) => {
      response.on('error', () => {});
      request.on('error', () => {});
      const given = /^Bearer ([\x21-\x7e]{1,512})$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
      if (!timingSafeEqual(hash(given), token))
        return refuse(request, response, 401, { message: 'the service does not take this token' });
      answer(request, response).catch(() => response.destroy());
    },
  );
  server.maxConnections = connections;
  await listening(server, socket, unusable);
  // Until here whoever could connect had no token.
  chmodSync(socket, 0o600);
  let closed: Promise<void> | undefined;
  const drain = (): Promise<void> => {
    closed ??= new Promise((resolve) => {
      server.close(() => resolve());
    });
    return closed;
  };
  return {
    drain: () => void drain(),
    close() {
      const all = drain();
      server.closeAllConnections();
      return all;
    },
  };
}

function listening(
  server: Server,
  socket: string,
  unusable: (message: string, hint: string) => SealcastError,
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', ({ code = 'unknown' }: NodeJS.ErrnoException) =>
      reject(unusable(`cannot be listened at (${code})`, 'check its directory')),
    );
    server.listen(socket, resolve);
  });
}

export interface Refused {
  readonly message: string;
  /** @defaultValue 'USAGE' */
  readonly code?: SealcastErrorCode;
  readonly hint?: string;
}

/** Ends a request of which nothing was read. */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  { message, code = 'USAGE', hint }: Refused,
): void {
  response.writeHead(status, { 'content-type': 'application/x-ndjson' });
  response.end(`${JSON.stringify({ error: { code, message, ...(hint === undefined ? {} : { hint }) } })}\n`);
  discard(request, limits.operatorHeaderMs);
}

/** What is still to come is of no use, and yet read: who is cut off in the middle of a write does not get to read why. */
export function discard(request: IncomingMessage, idleMs: number): void {
  const timer = setTimeout(() => request.destroy(), idleMs);
  timer.unref();
  request.once('close', () => clearTimeout(timer));
  request.resume();
}

/** As errors are: positions and counts, and nothing of what nobody looked through. */
export function plainError(error: unknown): object {
  if (!(error instanceof SealcastError))
    return {
      code: 'INTERNAL',
      message: `unexpected ${error instanceof Error ? error.constructor.name : typeof error}`,
    };
  const { code, message, hint, violations } = error;
  return {
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(violations === undefined ? {} : { violations }),
  };
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
