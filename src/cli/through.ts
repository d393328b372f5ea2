import { once } from 'node:events';
import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { type Command, Option } from 'commander';
import type { Violation } from '../broadcast/admit/violation.ts';
import { SealcastError, type SealcastErrorCode } from '../errors.ts';
import { limits } from '../limits.ts';
import { readSecretFile } from '../serve/secret-file.ts';
import { CommandFailure, EXIT, usage } from './exit.ts';
import { fileFault } from './input.ts';

/** `--through SOCKET --token-file FILE`: what a command asks of the sealcast serve that has the directory, instead of opening it. */
export interface ThroughFlags {
  readonly through?: string;
  readonly tokenFile?: string;
}

/** A socket of a service, and its name in the configuration there. */
export interface ServiceSocket {
  readonly socket: string;
  readonly token: string;
  readonly setting: 'submission' | 'recipients';
}

/** @param others options, by their names in commander, that are the service's to say */
export function throughOptions(
  command: Command,
  setting: ServiceSocket['setting'],
  others: readonly string[],
): Command {
  return command
    .addOption(
      new Option('--through <socket>', 'instead of --dir: hand it to the sealcast serve that listens there').conflicts([
        'dir',
        'passphraseEnv',
        'passphraseFd',
        'passphrasePrompt',
        ...others,
      ]),
    )
    .option('--token-file <file>', `token of that socket: ${setting}.tokenFile of its configuration`);
}

/** Null: the directory is opened by this process. @throws CommandFailure where one of the options is missing */
export function serviceSocket(
  { through, tokenFile, dir }: ThroughFlags & { readonly dir?: string },
  setting: ServiceSocket['setting'],
): ServiceSocket | null {
  if (through === undefined) {
    if (dir === undefined) throw usage('--dir is missing', 'or hand it to a running service: --through SOCKET');
    return null;
  }
  if (tokenFile === undefined) throw usage('--through needs --token-file', `${setting}.tokenFile of the service`);
  return { socket: through, token: readSecretFile(tokenFile, '--token-file').toString('latin1'), setting };
}

/** Does what needs a directory; where another process has it, the error says that this one could be handed to it. @param by the command */
export async function orThrough<T>(by: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SealcastError) || error.code !== 'DIRECTORY_BUSY') throw error;
    throw new SealcastError(error.code, error.message, {
      hint: `close it first, or hand it to the sealcast serve that has it (${by} --through SOCKET); report, fetch and doctor can read beside it`,
      cause: error,
    });
  }
}

export interface Asked extends ServiceSocket {
  readonly path: string;
  readonly head: object;
  /** Sent as it comes, and read no further than the service takes it. */
  readonly list: AsyncIterable<Uint8Array>;
  /** What to do after an interruption. */
  readonly goOn: string;
}

interface ErrorLine {
  readonly error?: {
    readonly code: SealcastErrorCode;
    readonly message: string;
    readonly hint?: string;
    readonly violations?: readonly Violation[];
  };
}

/**
 * What the service says, line by line (serve/framed-body.ts has what it is sent). An end without a last line is for the caller to
 * notice: `hungUp`.
 *
 * @throws what the service says it threw, and what happened on the way
 */
export async function* ask<Line>(asked: Asked): AsyncGenerator<Line> {
  const { socket, token, path, list, setting, goOn } = asked;
  const sent = httpRequest({
    socketPath: socket,
    path,
    method: 'POST',
    headers: { host: 'sealcast', authorization: `Bearer ${token}` },
    // Else the service hangs up with its answer, while the list is still being written: that would be lost.
    agent: new Agent({ keepAlive: true }),
  });
  let stopped = false;
  const stop = (): void => {
    stopped = true;
    sent.destroy();
  };
  for (const signal of SIGNALS) process.once(signal, stop);
  const broken: { error?: unknown } = {};
  try {
    yield* linesOf<Line>(await answerTo(sent, framed(asked.head), watched(list, broken)));
  } catch (error) {
    if (stopped) throw new CommandFailure(EXIT.interrupted, 'INTERRUPTED', 'interrupted', goOn);
    throw broken.error ?? faultOf(error, setting, goOn);
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
    sent.destroy();
  }
}
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The service ended before it had answered. */
export function hungUp(goOn: string): CommandFailure {
  return new CommandFailure(EXIT.unexpected, 'INTERRUPTED', 'the service ended before it had answered', goOn);
}

function framed(head: object): Buffer {
  const bytes = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** The list goes on being sent while the service answers: it may have an end long before the list has. */
function answerTo(sent: ClientRequest, head: Buffer, list: AsyncIterable<Uint8Array>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.once('response', resolve);
    sent.once('error', reject);
    const send = async (): Promise<void> => {
      sent.write(head);
      for await (const piece of list) {
        if (sent.destroyed) return;
        if (!sent.write(piece)) await Promise.race([once(sent, 'drain'), once(sent, 'close')]);
      }
      sent.end();
    };
    // A list that breaks off must not look as if it had ended.
    send().catch((error: unknown) => sent.destroy(error as Error));
  });
}

/** A list that cannot be read is to blame for what becomes of its connection. */
async function* watched(list: AsyncIterable<Uint8Array>, broken: { error?: unknown }): AsyncGenerator<Uint8Array> {
  try {
    yield* list;
  } catch (error) {
    broken.error = error;
    throw error;
  }
}

async function* linesOf<Line>(answer: IncomingMessage): AsyncGenerator<Line> {
  let rest = '';
  answer.setEncoding('utf8');
  for await (const piece of answer as AsyncIterable<string>) {
    rest += piece;
    if (rest.length > limits.socketLineBytes) throw notSealcast();
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      const line = parsed(rest.slice(0, end));
      rest = rest.slice(end + 1);
      if (line.error !== undefined) {
        const { code, message, hint, violations } = line.error;
        throw new SealcastError(code, message, {
          ...(hint === undefined ? {} : { hint }),
          ...(violations === undefined ? {} : { violations }),
        });
      }
      yield line as Line;
    }
  }
}

function parsed(text: string): ErrorLine {
  try {
    return JSON.parse(text) as ErrorLine;
  } catch {
    throw notSealcast();
  }
}

function notSealcast(): CommandFailure {
  return usage('what listens at the socket is no sealcast serve', 'check --through');
}

function faultOf(error: unknown, setting: string, goOn: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof SealcastError || error instanceof CommandFailure || code === undefined) return error;
  if (code === 'ENOENT' || code === 'ECONNREFUSED')
    return usage('nothing listens at the socket', `start sealcast serve with ${setting} in its configuration`);
  if (code === 'ECONNRESET' || code === 'EPIPE')
    return new CommandFailure(EXIT.unexpected, 'INTERRUPTED', 'the service hung up', goOn);
  return usage(`the socket ${fileFault(error)}`, 'check --through');
}
