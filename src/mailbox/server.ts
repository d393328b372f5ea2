import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import { clientOf, type Places } from './clients.ts';
import type { Counters } from './counters.ts';
import type { MailboxLimits } from './mailbox-limits.ts';
import type { MailboxPlugin } from './plugin.ts';
import { Refused } from './refused.ts';

export interface ListenOptions {
  /** @defaultValue 127.0.0.1 */
  host?: string;
  /** @defaultValue 0: any that is free */
  port?: number;
  /** PEM. With it the server speaks TLS, and nothing else. */
  tls?: { readonly key: string | Uint8Array; readonly cert: string | Uint8Array };
  /** In front of the paths. @defaultValue none */
  prefix?: string;
  /**
   * Proxies whose `X-Forwarded-For` is believed, as fastify takes them: an address or a list. Connections are then counted
   * all together only, because all come from the proxy. @defaultValue none
   */
  trustProxy?: string | string[];
}

export interface MailboxServer extends AsyncDisposable {
  /** With the prefix; the host is the one it listens on. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** @throws SealcastError MAILBOX_UNAVAILABLE when the address cannot be listened on, or the certificate not be used */
export async function listen(
  plugin: MailboxPlugin,
  connections: Places,
  counters: Counters,
  of: MailboxLimits,
  options: ListenOptions = {},
): Promise<MailboxServer> {
  const { host = '127.0.0.1', port = 0, tls, prefix = '', trustProxy } = options;
  // Here, because a host without a server must not load it.
  const { fastify } = await import('fastify');
  try {
    const app = fastify({
      logger: false,
      trustProxy: trustProxy ?? false,
      bodyLimit: limits.mailboxRequestBytes,
      exposeHeadRoutes: false,
      forceCloseConnections: true,
      serverFactory: (handler) => guarded(tls, of, connections, counters, trustProxy !== undefined, handler),
    });
    app.setNotFoundHandler((_request, reply) => {
      const { word, status } = new Refused('not-found');
      counters.refused[word]++;
      return reply.code(status).send({ error: word });
    });
    await app.register(plugin, { prefix });
    await app.listen({ host, port });
    const { port: bound } = app.server.address() as AddressInfo;
    const shown = host.includes(':') ? `[${host}]` : host;
    let closing: Promise<void> | undefined;
    const close = (): Promise<void> => {
      closing ??= app.close().then(() => {});
      return closing;
    };
    const url = `${tls === undefined ? 'http' : 'https'}://${shown}:${bound}${prefix}`;
    return { url, port: bound, close, [Symbol.asyncDispose]: close };
  } catch (cause) {
    throw new SealcastError('MAILBOX_UNAVAILABLE', 'the mailbox cannot listen', { hint: 'see the cause', cause });
  }
}

/** A server that waits for nobody: each step of a connection has its time, and each client its number of them. */
function guarded(
  tls: ListenOptions['tls'],
  of: MailboxLimits,
  connections: Places,
  counters: Counters,
  proxied: boolean,
  handler: Parameters<typeof createServer>[1] & {},
): Server {
  const options = {
    headersTimeout: of.headMs,
    requestTimeout: Math.max(of.requestMs, of.headMs),
    connectionsCheckingInterval: Math.min(limits.mailboxCheckMs, of.headMs),
    maxHeaderSize: limits.mailboxHeadBytes,
    keepAliveTimeout: of.headMs,
    noDelay: true,
  };
  const server: Server =
    tls === undefined
      ? createServer(options, handler)
      : createTlsServer({ ...options, key: pem(tls.key), cert: pem(tls.cert), handshakeTimeout: of.headMs }, handler);
  server.setTimeout(of.idleMs);
  server.maxConnections = of.connections;
  server.on('drop', () => counters.refused.busy++);
  server.on('connection', (socket) => {
    const leave = connections.take(proxied ? 'all' : clientOf(socket.remoteAddress ?? ''));
    if (leave !== null) {
      socket.once('close', leave);
      return;
    }
    counters.refused['too-many']++;
    if (tls !== undefined) socket.destroy();
    else
      socket.end(
        'HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n',
        () => socket.destroy(),
      );
  });
  return server;
}

function pem(text: string | Uint8Array): string | Buffer {
  return typeof text === 'string' ? text : Buffer.from(text);
}
