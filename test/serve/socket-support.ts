/** A request of a head and a list at a socket of a service, byte by byte, and what is said to it. */
import { Agent, type ClientRequest, request as httpRequest } from 'node:http';
import { TOKEN } from './support.ts';

export function framed(head: unknown): Buffer {
  const bytes = Buffer.from(typeof head === 'string' ? head : JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}

export interface Line {
  readonly broadcast?: string;
  readonly refusals?: readonly object[];
  readonly report?: object;
  readonly result?: object;
  readonly error?: { readonly code: string; readonly message: string; readonly hint?: string };
}

export interface Said {
  readonly status: number;
  readonly lines: readonly Line[];
}

export interface Asking {
  readonly token?: string | null;
  readonly path: string;
  readonly method?: string;
}

/** Opens a request, and hands it over to be written to; what was said when it is over. */
export function asking(socket: string, { token = TOKEN, path, method = 'POST' }: Asking) {
  const headers = { host: 'x', ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
  const agent = new Agent({ keepAlive: true });
  const sent: ClientRequest = httpRequest({ socketPath: socket, path, method, headers, agent });
  const said = new Promise<Said | 'hung up'>((resolve) => {
    sent.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      const end = (): void => {
        const lines = text.split('\n').filter((line) => line.endsWith('}'));
        resolve({ status: response.statusCode!, lines: lines.map((line) => JSON.parse(line) as Line) });
      };
      response.on('end', end).on('error', end);
    });
    sent.on('error', () => resolve('hung up'));
    sent.on('close', () => resolve('hung up'));
  });
  return { sent, said: said.finally(() => agent.destroy()) };
}

/** All of it at once. */
export async function asked(socket: string, how: Asking, head: unknown, list: string | Uint8Array = ''): Promise<Said> {
  const { sent, said } = asking(socket, how);
  if (how.method === 'GET') sent.end();
  else sent.end(Buffer.concat([framed(head), Buffer.from(list)]));
  const answer = await said;
  if (answer === 'hung up') throw new Error('it hung up');
  return answer;
}
