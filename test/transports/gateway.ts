import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A certificate for localhost that nobody else trusts. */
export function certificateIn(dir: string): Certificate {
  const made = { key: join(dir, 'key.pem'), cert: join(dir, 'cert.pem') };
  const options = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost`.split(' ');
  execFileSync(
    'openssl',
    [...options, '-addext', 'subjectAltName=DNS:localhost', '-keyout', made.key, '-out', made.cert],
    { stdio: 'ignore' },
  );
  return made;
}

export interface GatewayProcess {
  readonly url: string;
  /** The envelopes it took, also when it is dead. */
  received(): Uint8Array[];
  readonly alive: boolean;
  /** Resolves when it has taken so many more, repeats included; needs the option `keys`. */
  taken(count: number): Promise<void>;
  /** Forgets what it got. */
  forget(): Promise<void>;
  kill(): Promise<void>;
}

let gateways = 0;

export async function startGateway(
  dir: string,
  options: {
    tls?: Certificate;
    goawayEvery?: number;
    delayMs?: number;
    keys?: string;
    faults?: number;
    holdAfter?: number;
  } = {},
): Promise<GatewayProcess> {
  const log = join(dir, `gateway-${++gateways}.log`);
  const child = fork(fileURLToPath(new URL('./gateway.mjs', import.meta.url)), [JSON.stringify({ log, ...options })], {
    execArgv: [],
  });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    url: options.tls === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`,
    received: () =>
      existsSync(log)
        ? readFileSync(log, 'utf8')
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => new Uint8Array(Buffer.from(line, 'hex')))
        : [],
    get alive() {
      return child.connected;
    },
    taken(count) {
      return new Promise((resolve) => {
        let left = count;
        const onMessage = (message: unknown): void => {
          if (message !== 'taken' || --left > 0) return;
          child.off('message', onMessage);
          resolve();
        };
        child.on('message', onMessage);
      });
    },
    async forget() {
      const forgotten = once(child, 'message');
      child.send('forget');
      await forgotten;
    },
    async kill() {
      if (!child.connected) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
