import type { Progress } from '../broadcast/broadcast.ts';
import type { Report } from '../broadcast/report.ts';
import { toBase64url } from '../crypto/base64.ts';
import type { Refusal } from '../fanout/read/refusal.ts';
import { BroadcastFailure } from './exit.ts';
import type { AudienceBytes } from './input.ts';
import { count, note } from './output.ts';
import type { RefusedFile } from './refused.ts';
import { ask, hungUp, type ServiceSocket } from './through.ts';

/** A send for the service that listens at a socket (serve/submission.ts has the protocol). */
export interface Submitted {
  readonly service: ServiceSocket;
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
}

const GO_ON = 'send the same list again under the same --idempotency-key; without one, abort the broadcast on the page';

/** Resolves with the report when all is sealed: delivering is the service's. @throws what the engine there threw */
export async function submit(submitted: Submitted): Promise<Report> {
  const { service, list } = submitted;
  const lines = ask<Line>({ ...service, path: '/send', head: headOf(submitted), list: list.bytes, goOn: GO_ON });
  let id = '';
  try {
    return await followed(lines, submitted, (broadcast) => {
      id = broadcast;
      if (!submitted.quiet && id !== '') note(`broadcast ${id}`);
    });
  } catch (error) {
    throw id === '' ? error : new BroadcastFailure(error, id);
  }
}

function headOf({ request, permit, list, refused }: Submitted): object {
  const { type, columns, delimiter } = list;
  return {
    request,
    audience: { type, columns, delimiter: type === 'csv' ? delimiter : undefined },
    permits: (permit instanceof Uint8Array ? [permit] : permit).map(toBase64url),
    refusals: refused !== undefined,
  };
}

async function followed(
  lines: AsyncIterable<Line>,
  { quiet, refused }: Submitted,
  begun: (broadcast: string) => void,
): Promise<Report> {
  let report: Report | undefined;
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
  throw hungUp(GO_ON);
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
