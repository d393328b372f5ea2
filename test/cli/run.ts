import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Report } from '../../src/broadcast/report.ts';
import { generateDeviceKey } from '../../src/open.ts';

/** The built command, as npm installs it. */
export const COMMAND = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
if (!existsSync(COMMAND)) throw new Error('run npm run build first: these tests start the built command');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  /** Written to stdin, which then stays open. */
  readonly held?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

export function start(cwd: string, args: readonly string[], { input, held, env = {} }: RunOptions = {}): Started {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // Whoever needs no input may be gone before it is written.
  child.stdin.on('error', () => {});
  if (held === undefined) child.stdin.end(input ?? '');
  else child.stdin.write(held);
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    stdout,
    stderr,
  }));
  return { child, ended };
}

export function run(cwd: string, args: readonly string[], options?: RunOptions): Promise<Ended> {
  return start(cwd, args, options).ended;
}

export interface Serving {
  /** Of the operator page. */
  readonly url: string;
  readonly token: string | undefined;
}

/** What a `sealcast serve` says on stderr, once it serves. It ends with the test, also where that fails half-way. */
export function serving({ child }: Started): Promise<Serving> {
  onTestFinished(() => void child.kill('SIGKILL'));
  return new Promise((resolve, reject) => {
    let said = '';
    let logged = '';
    const look = (): void => {
      const url = /^operator page: (\S+)$/m.exec(said)?.[1];
      if (url !== undefined && logged.includes('"serving"'))
        resolve({ url, token: /^token for this run: (\S+)$/m.exec(said)?.[1] });
    };
    child.stderr!.on('data', (text: string) => {
      said += text;
      look();
    });
    child.stdout!.on('data', (text: string) => {
      logged += text;
      look();
    });
    child.on('close', () => reject(new Error(`it ended: ${said}`)));
  });
}

/** What the commands answer with, each some of these. */
export interface Answer extends Report {
  readonly senders: readonly { readonly name: string; readonly sender: string }[];
  readonly broadcasts: readonly Answer[];
  readonly resumed: readonly Answer[];
  readonly waiting: readonly Answer[];
  readonly files: readonly { readonly envelope: string; readonly body: string }[];
  readonly ok: boolean;
  readonly checks: readonly { readonly check: string; readonly ok: boolean; readonly says: string }[];
}

/** Runs it to a good end, and gives the one line of JSON it prints. */
export async function json(cwd: string, args: readonly string[], options?: RunOptions): Promise<Answer> {
  const { code, stdout, stderr } = await run(cwd, [...args, '--json'], options);
  if (code !== 0) throw new Error(`sealcast ${args[0]} ended with ${code}: ${stderr}`);
  if (!/^[^\n]*\n$/.test(stdout)) throw new Error(`not one line: ${stdout}`);
  return JSON.parse(stdout) as Answer;
}

/** A directory of its own for a test. */
export function place(): string {
  const dir = mkdtempSync(join(tmpdir(), 'sealcast-cli-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export interface Device {
  /** base64url */
  readonly publicKey: string;
  /** Path relative to the directory of the test. */
  readonly file: string;
}

/** As keygen writes it, without a process for each. */
export function device(dir: string, name: string): Device {
  const { privateKey, publicKey } = generateDeviceKey();
  const x = Buffer.from(publicKey).toString('base64url');
  const d = Buffer.from(privateKey).toString('base64url');
  writeFileSync(join(dir, `${name}.key`), JSON.stringify({ kty: 'OKP', crv: 'X25519', x, d }), { mode: 0o600 });
  return { publicKey: x, file: `${name}.key` };
}

/** Fresh keys for `rows` people whose private keys nobody keeps. */
export function people(rows: number, from = 1): string[] {
  return Array.from({ length: rows }, (_, i) => {
    const key = Buffer.from(generateDeviceKey().publicKey).toString('hex');
    return `P${from + i},${key},Person ${from + i}`;
  });
}

export const HEADING = 'id,publicKey,name';
export const NOTICE = '# Water is off\n\nOn Friday from 9 to 12.\n';
