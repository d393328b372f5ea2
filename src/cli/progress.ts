import { type Options, SingleBar } from 'cli-progress';
import type { Broadcast, Progress } from '../broadcast/broadcast.ts';
import type { Report } from '../broadcast/report.ts';
import { count, note, span } from './output.ts';

/** Milliseconds between two lines where there is no terminal: a log of an hour stays readable. */
const LINE_EVERY = 2_000;

/**
 * Shows a broadcast until it has sealed (and delivered, where there is a transport), on stderr: a bar on a terminal,
 * a line every two seconds elsewhere. Returns when there is nothing more to show; the outcome is `done`'s to tell.
 *
 * @param rows of the audience, where the caller knows what a stream does not tell
 */
export async function showProgress(broadcast: Broadcast, rows?: number): Promise<void> {
  const estimate = new Estimate(rows);
  if (process.stderr.isTTY === true) await showBar(broadcast, estimate);
  else await showLines(broadcast, estimate);
}

async function showBar(broadcast: Broadcast, estimate: Estimate): Promise<void> {
  const options: Options = {
    format: (_options, { progress }, { said, known }: { said: string; known: boolean }) => {
      const filled = Math.round(progress * BAR);
      const bar = known ? `[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}] ` : '';
      return `${bar}${said}`.slice(0, (process.stderr.columns ?? 80) - 1);
    },
    stream: process.stderr,
    hideCursor: false,
    clearOnComplete: true,
    gracefulExit: false,
    fps: 10,
  };
  const bar = new SingleBar(options);
  bar.start(1, 0, { said: 'reading', known: false });
  try {
    for await (const progress of broadcast.progress()) {
      if (waitsForSomebody(broadcast, progress)) break;
      const at = estimate.of(progress);
      bar.update(at.share ?? 0, { said: said(progress, at), known: at.share !== undefined });
    }
  } finally {
    bar.stop();
  }
}
const BAR = 20;

async function showLines(broadcast: Broadcast, estimate: Estimate): Promise<void> {
  let last = performance.now();
  for await (const progress of broadcast.progress()) {
    if (waitsForSomebody(broadcast, progress)) break;
    const at = estimate.of(progress);
    if (progress.phase === 'finished' || performance.now() - last < LINE_EVERY) continue;
    last = performance.now();
    note(said(progress, at));
  }
}

/** One that is paused, or held for approval, may be so for days. */
function waitsForSomebody(broadcast: Broadcast, { phase }: Progress): boolean {
  const { paused, admission, pending, withheld } = broadcast.report();
  return phase === 'delivering' && (paused || admission === 'held' || (withheld > 0 && pending <= withheld));
}

interface At {
  readonly sealed: number;
  readonly share: number | undefined;
  readonly millisecondsLeft: number | undefined;
}

/** How far it is between two commits, too: a window of 16 384 people is long to wait for. */
class Estimate {
  readonly #rows: number | undefined;
  #sealedBefore: number | undefined;
  #shareBefore: number | undefined;

  constructor(rows: number | undefined) {
    this.#rows = rows;
  }

  of(progress: Progress): At {
    const { listed, bytesRead, bytesExpected, refused, duplicates, elapsedMilliseconds } = progress;
    const expected = progress.expected ?? this.#rows;
    this.#sealedBefore ??= progress.sealed;
    // In this run, committed or about to be; envelopes stand for people, of whom few have two devices.
    const people = Math.max(0, listed - refused - duplicates);
    const sealed = Math.min(people, Math.max(progress.sealed, this.#sealedBefore + progress.envelopesSealing));
    if (progress.phase === 'delivering') {
      const { envelopes, pending, millisecondsLeft } = progress;
      return { sealed, share: (envelopes - pending) / Math.max(1, envelopes), millisecondsLeft };
    }
    const read = expected ? listed / expected : bytesExpected ? (bytesRead ?? 0) / bytesExpected : undefined;
    if (read === undefined) return { sealed, share: undefined, millisecondsLeft: undefined };
    const share = Math.min(1, read * (people === 0 ? 0 : sealed / people));
    this.#shareBefore ??= share;
    const gained = share - this.#shareBefore;
    const millisecondsLeft = gained > 0 ? (elapsedMilliseconds * (1 - share)) / gained : undefined;
    return { sealed, share, millisecondsLeft };
  }
}

function said(progress: Progress, { sealed, share, millisecondsLeft }: At): string {
  const { phase, listed, delivered, envelopes, confirmed, envelopesPerSecond, deliveredPerSecond } = progress;
  const percent = share === undefined ? '' : ` ${Math.floor(share * 100)} %,`;
  const speed = phase === 'delivering' ? deliveredPerSecond : envelopesPerSecond;
  const rate = speed > 0 ? `, ${count(speed)}/s` : '';
  const left = millisecondsLeft === undefined ? '' : `, ${span(millisecondsLeft)} left`;
  const opened = confirmed === null ? '' : `, ${count(confirmed)} confirmed`;
  if (phase === 'delivering')
    return `delivering${percent} ${count(delivered)} of ${count(envelopes)}${opened}${rate}${left}`;
  return `sealing${percent} ${count(sealed)} sealed of ${count(listed)} rows read${rate}${left}`;
}

/** The last line of a run, on both kinds of stderr. */
export function saySealed({ state, sealed, sealMilliseconds, recipientsPerSecond }: Report): void {
  const what = state === 'dry-run' ? 'checked, would seal' : 'sealed';
  if (sealed > 0)
    note(`${what} ${count(sealed)} recipients in ${span(sealMilliseconds)}, ${count(recipientsPerSecond)} a second`);
}

export function sayDelivered({ envelopes, delivered }: Report): void {
  note(`delivered ${count(delivered)} of ${count(envelopes)} envelopes`);
}
