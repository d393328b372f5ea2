import { once } from 'node:events';
import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import type { Violation } from '../broadcast/admit/violation.ts';
import type { Progress } from '../broadcast/broadcast.ts';
import type { Report } from '../broadcast/report.ts';
import { toBase64url } from '../crypto/base64.ts';
import { SealcastError, type SealcastErrorCode } from '../errors.ts';
import type { Refusal } from '../fanout/read/refusal.ts';
import { limits } from '../limits.ts';
import { BroadcastFailure, CommandFailure, EXIT, usage } from './exit.ts';
import { type AudienceBytes, fileFault } from './input.ts';
import { count, note } from './output.ts';
import type { RefusedFile } from './refused.ts';

/** A send for the service that listens at a socket (serve/submission.ts has the protocol). */
export interface Submitted {
  readonly socket: string;
  readonly token: string;
  readonly request: object;
  readonly permit: Uint8Array | readonly Uint8Array[];
  readonly list: AudienceBytes;
  readonly quiet: boolean;
  readonly refused: RefusedFile | undefined;
}

/** What the service says, line by line. */
interface Line {
  readonly broadcast?: string;
  readonly progress?: Progress;
  readonly refusals?: readonly Refusal[];
  readonly report?: Report;
  readonly error?: {
    readonly code: SealcastErrorCode;
    readonly message: string;
    readonly hint?: string;
    readonly violations?: readonly Violation[];
  };
}

/** Resolves with the report when all is sealed: delivering is the service's. @throws what the engine there threw */
export async function submit(submitted: Submitted): Promise<Report> {
  const { socket, token, list } = submitted;
  const sent = httpRequest({
    socketPath: socket,
    path: '/send',
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
  let id = '';
  try {
    const answer = await answerTo(sent, headOf(submitted), list.bytes);
    return await followed(answer, submitted, (broadcast) => {
      id = broadcast;
      if (!submitted.quiet && id !== '') note(`broadcast ${id}`);
    });
  } catch (error) {
    const cause = stopped ? new CommandFailure(EXIT.interrupted, 'INTERRUPTED', 'interrupted', GO_ON) : faultOf(error);
    throw id === '' ? cause : new BroadcastFailure(cause, id);
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
    sent.destroy();
  }
}
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const GO_ON = 'send the same list again under the same --idempotency-key; without one, abort the broadcast on the page';

function headOf({ request, permit, list, refused }: Submitted): Buffer {
  const { type, columns, delimiter } = list;
  const head = JSON.stringify({
    request,
    audience: { type, columns, delimiter: type === 'csv' ? delimiter : undefined },
    permits: (permit instanceof Uint8Array ? [permit] : permit).map(toBase64url),
    refusals: refused !== undefined,
  });
  const bytes = Buffer.from(head);
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

async function followed(
  answer: IncomingMessage,
  { quiet, refused }: Submitted,
  begun: (broadcast: string) => void,
): Promise<Report> {
  let report: Report | undefined;
  const lines = linesOf(answer);
  async function* refusals(): AsyncGenerator<Refusal> {
    for await (const line of lines) {
      if (line.refusals !== undefined) yield* line.refusals;
      if (line.report === undefined) continue;
      report = line.report;
      return;
    }
  }
  const takeRest = async (first: readonly Refusal[]): Promise<void> => {
    async function* all(): AsyncGenerator<Refusal> {
      yield* first;
      yield* refusals();
    }
    const written = await refused!.write(all());
    if (!quiet) note(`${count(written)} refused rows written`);
  };
  for await (const line of lines) {
    if (line.broadcast !== undefined) begun(line.broadcast);
    if (line.progress !== undefined && !quiet)
      note(`sealing, ${count(line.progress.sealed)} sealed of ${count(line.progress.listed)} rows read`);
    if (line.refusals !== undefined && refused !== undefined) await takeRest(line.refusals);
    report ??= line.report;
    if (report === undefined) continue;
    if (line.report !== undefined && refused !== undefined) await refused.write([]);
    return revived(report);
  }
  throw new CommandFailure(EXIT.unexpected, 'INTERRUPTED', 'the service ended before it had answered', GO_ON);
}

async function* linesOf(answer: IncomingMessage): AsyncGenerator<Line> {
  let rest = '';
  answer.setEncoding('utf8');
  for await (const piece of answer as AsyncIterable<string>) {
    rest += piece;
    if (rest.length > limits.submissionLineBytes) throw notSealcast();
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
      yield line;
    }
  }
}

function parsed(text: string): Line {
  try {
    return JSON.parse(text) as Line;
  } catch {
    throw notSealcast();
  }
}

function notSealcast(): CommandFailure {
  return usage('what listens at the socket is no sealcast serve', 'check --through');
}

const DATES = [
  'created',
  'expires',
  'retainUntil',
  'approveUntil',
  'releaseAt',
  'notAfter',
  'retentionErasedAt',
] as const;

function revived(report: Report): Report {
  const dates = DATES.map((name) => [name, report[name] === null ? null : new Date(report[name])]);
  return { ...report, ...(Object.fromEntries(dates) as Partial<Report>) };
}

function faultOf(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof SealcastError || error instanceof CommandFailure || code === undefined) return error;
  if (code === 'ENOENT' || code === 'ECONNREFUSED')
    return usage('nothing listens at the socket', 'start sealcast serve with submission in its configuration');
  if (code === 'ECONNRESET' || code === 'EPIPE')
    return new CommandFailure(EXIT.unexpected, 'INTERRUPTED', 'the service hung up', GO_ON);
  return usage(`the socket ${fileFault(error)}`, 'check --through');
}
