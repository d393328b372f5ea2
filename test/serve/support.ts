/** What the tests of the operator page share: an engine, its page, and requests that say exactly what a browser or a stranger would. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { afterAll, afterEach } from 'vitest';
import { type EngineOptions, openEngine } from '../../src/index.ts';
import { type Operator, type OperatorOptions, openOperator } from '../../src/serve.ts';
import { deliveryPlace } from '../engine/delivery-support.ts';

export const TOKEN = 'a-token-of-forty-characters-for-the-tests';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
}

/** Whatever is not given is not sent, but for `Host`. */
export function ask(url: string, path: string, { method, headers = {}, form }: Ask = {}): Promise<Answer> {
  const body = form === undefined ? undefined : new URLSearchParams(form).toString();
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const request = httpRequest(
      {
        host: hostname,
        port,
        path,
        method: method ?? (form === undefined ? 'GET' : 'POST'),
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
          ...headers,
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, text }));
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** An operator with a browser: the cookie, and what a form of the page holds. */
export interface LoggedIn {
  readonly cookie: string;
  readonly form: string;
  get(path: string): Promise<Answer>;
  /** As a page of ours would, but for what `more` says otherwise. */
  post(path: string, more?: Ask): Promise<Answer>;
}

export async function login(url: string, token = TOKEN): Promise<LoggedIn> {
  const answer = await ask(url, '/login', { headers: { origin: url }, form: { token } });
  const cookie = /^[^;]+/.exec(answer.headers['set-cookie']?.[0] ?? '')?.[0];
  if (answer.status !== 303 || cookie === undefined) throw new Error(`no login: ${answer.status}`);
  const { text } = await ask(url, '/', { headers: { cookie } });
  const form = /name="form" value="([^"]+)"/.exec(text)?.[1] ?? '';
  return {
    cookie,
    form,
    get: (path) => ask(url, path, { headers: { cookie } }),
    post: (path, more = {}) =>
      ask(url, path, {
        method: 'POST',
        form: { form, ...more.form },
        headers: { cookie, origin: url, ...more.headers },
      }),
  };
}

export function operatorPlace() {
  const { open, home } = deliveryPlace();
  const opened: { close(): Promise<void> }[] = [];
  const closeAll = async (): Promise<void> => {
    for (const one of opened.splice(0).reverse()) await one.close();
  };
  afterEach(closeAll);
  afterAll(closeAll);
  const operate = async (options: Omit<OperatorOptions, 'token'> & { token?: string }): Promise<Operator> => {
    const operator = await openOperator({ token: TOKEN, ...options, listen: { port: 0, ...options.listen } });
    opened.push(operator);
    return operator;
  };
  return {
    open,
    operate,
    /** An engine by the machine's own clock, with its page. */
    async start(engineOptions: Partial<EngineOptions> = {}, options: Partial<OperatorOptions> = {}) {
      const engine = await openEngine({ dir: home(), threads: 1, ...engineOptions });
      opened.push(engine);
      return { engine, operator: await operate({ engine, ...options }) };
    },
  };
}
