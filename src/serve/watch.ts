import { type Progress, RecentRate } from '../broadcast/broadcast.ts';
import type { Pass } from '../broadcast/permit/permissions.ts';
import type { Report } from '../broadcast/report.ts';
import type { DeliveryStatus } from '../delivery/status.ts';
import type { Engine } from '../engine.ts';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { MailboxMetrics } from '../mailbox/counters.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import { type Clock, monotonic } from '../ports/clock.ts';
import type { Timer } from '../ports/timer.ts';
import { count } from './format.ts';

/** One broadcast at one moment. */
export interface Seen {
  readonly report: Report;
  /** A run of it is under way in this process. */
  readonly running: boolean;
  /** While it is sealed. */
  readonly progress: Progress | undefined;
  /** Envelopes that got their end, a second, of late; 0 while nothing can be said. */
  readonly perSecond: number;
  /** Milliseconds until all is sealed, or then until all have their end; undefined while nothing can be said. */
  readonly millisecondsLeft: number | undefined;
}

/** Something that an operator should know of. */
export interface Notice {
  readonly at: number;
  readonly kind: 'good' | 'info' | 'warning' | 'bad';
  readonly text: string;
  readonly broadcast?: string;
}

/** All of it at one moment: counts and names of the operator's own choice, nothing of a recipient. */
export interface View {
  readonly at: number;
  /** The newest first. */
  readonly broadcasts: readonly Seen[];
  readonly status: DeliveryStatus;
  readonly perSecond: number;
  /** Null without one. */
  readonly mailbox: MailboxMetrics | null;
  /** The newest first. */
  readonly notices: readonly Notice[];
  /** It does not deliver any more: the process is about to end. */
  readonly stopping: boolean;
  /** Why it could not send now; null while it could. */
  readonly fault: string | null;
  readonly approving: Approving;
}

/** What releases a broadcast from this page: a permit that is presented for it, being logged in, or nothing. */
export type Approving = 'permit' | 'login' | 'nothing';

/**
 * Looks at an engine again and again, and tells what has changed: more often while somebody listens, never so often that looking
 * takes more than a twentieth of the time.
 */
export class Watch {
  readonly #engine: Engine;
  readonly #pass: () => Pass | undefined;
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #mailbox: Pick<Mailbox, 'metrics'> | undefined;
  readonly #approving: Approving;
  readonly #listeners = new Set<(view: View) => void>();
  readonly #rates = new Map<string, RecentRate>();
  readonly #notices: Notice[] = [];
  #view: View | undefined;
  #looking: Promise<View> | undefined;
  #callOff: (() => void) | undefined;
  #lookMs = 0;
  #stopping = false;
  #fault: string | null = null;
  /** Transports of which it was told that they take nothing. */
  readonly #down = new Set<string>();
  #checkAt = 0;

  constructor(
    engine: Engine,
    clock: Clock,
    timer: Timer,
    {
      approving,
      mailbox,
      pass = () => undefined,
    }: {
      approving: Approving;
      mailbox?: Pick<Mailbox, 'metrics'> | undefined;
      pass?: () => Pass | undefined;
    },
  ) {
    this.#pass = pass;
    this.#mailbox = mailbox;
    this.#approving = approving;
    this.#engine = engine;
    this.#clock = clock;
    this.#timer = timer;
  }

  /** The last look, or a first one. @throws SealcastError what `list` throws, when there is no earlier one */
  async view(): Promise<View> {
    return this.#view !== undefined && this.#callOff !== undefined && this.#listeners.size > 0
      ? this.#view
      : this.look();
  }

  /** Looks now. Several that ask at once get one look. */
  look(): Promise<View> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /** Called with each view from now on, until what is answered is called. */
  listen(listener: (view: View) => void): () => void {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#plan();
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    this.#plan();
  }

  note(notice: Omit<Notice, 'at'>): void {
    this.#notices.unshift({ at: this.#clock.now(), ...notice });
    this.#notices.length = Math.min(this.#notices.length, limits.operatorNotices);
  }

  /** The engine is about to close: the last view stays, and says so. */
  stop(): void {
    this.#stopping = true;
    this.#callOff?.();
    this.#callOff = undefined;
    if (this.#view !== undefined) this.#tell({ ...this.#view, stopping: true });
  }

  #plan(): void {
    this.#callOff?.();
    if (this.#stopping) return;
    const pause = this.#listeners.size > 0 ? limits.operatorLookMs : limits.operatorIdleLookMs;
    const again = (): void => {
      this.look()
        .catch((error: unknown) => this.#failed(error))
        .finally(() => this.#plan());
    };
    this.#callOff = this.#timer.after(Math.max(pause, 20 * this.#lookMs), again, { background: true });
  }

  #failed(error: unknown): void {
    this.#fault = textOf(error);
    if (this.#view !== undefined) this.#tell({ ...this.#view, fault: this.#fault });
  }

  async #look(): Promise<View> {
    if (this.#stopping && this.#view !== undefined) return this.#view;
    const begun = monotonic(this.#clock);
    const reports = await this.#engine.list(this.#pass());
    const status = this.#engine.status();
    const running = new Map(this.#engine.running().map((broadcast) => [broadcast.id, broadcast]));
    const now = monotonic(this.#clock);
    const broadcasts: Seen[] = [];
    for (const report of reports.reverse()) {
      const run = running.get(report.broadcast);
      const progress =
        run !== undefined && report.state === 'sealing' ? ((await run.progress().next()).value as Progress) : undefined;
      broadcasts.push(this.#seen(report, run !== undefined, progress, now));
    }
    await this.#check();
    const last = this.#view;
    const perSecond = broadcasts.reduce((sum, one) => sum + one.perSecond, 0);
    this.#compare(last, broadcasts, status);
    this.#lookMs = monotonic(this.#clock) - begun;
    const view: View = {
      at: this.#clock.now(),
      broadcasts,
      status,
      perSecond,
      mailbox: this.#mailbox?.metrics() ?? null,
      notices: [...this.#notices],
      stopping: this.#stopping,
      fault: this.#fault,
      approving: this.#approving,
    };
    this.#tell(view);
    return view;
  }

  #seen(report: Report, running: boolean, progress: Progress | undefined, now: number): Seen {
    const { broadcast } = report;
    if (!running) this.#rates.delete(broadcast);
    else if (!this.#rates.has(broadcast)) this.#rates.set(broadcast, new RecentRate());
    const perSecond = this.#rates.get(broadcast)?.at(now, report.envelopes - report.pending) ?? 0;
    const delivering = perSecond > 0 && report.pending > 0 ? (1000 * report.pending) / perSecond : undefined;
    return { report, running, progress, perSecond, millisecondsLeft: progress?.millisecondsLeft ?? delivering };
  }

  /** Whether it could send, now and then: that costs a commit. */
  async #check(): Promise<void> {
    const now = monotonic(this.#clock);
    if (now < this.#checkAt) return;
    this.#checkAt = now + limits.operatorIdleLookMs;
    try {
      await this.#engine.check();
      if (this.#fault !== null) this.note({ kind: 'good', text: 'Key store and spool work again.' });
      this.#fault = null;
    } catch (error) {
      const fault = textOf(error);
      if (this.#fault !== fault) this.note({ kind: 'bad', text: fault });
      this.#fault = fault;
    }
  }

  /** Counts are compared, not states: what came and went between two looks is told, too. */
  #compare(last: View | undefined, broadcasts: readonly Seen[], status: DeliveryStatus): void {
    if (last === undefined) return;
    status.classes.forEach((now, n) => {
      const before = last.status.classes[n]!;
      if (now.demotions > before.demotions)
        this.note({
          kind: 'warning',
          text: `Overload: ${now.class} is slowed down, so that what is more urgent does not wait.`,
        });
      if (!now.demoted && (before.demoted || now.demotions > before.demotions))
        this.note({ kind: 'good', text: `Overload is over: ${now.class} goes at full speed again.` });
    });
    status.transports.forEach((now, n) => {
      const before = last.status.transports[n]!;
      const broke = now.breaks > before.breaks;
      if (broke && !this.#down.has(now.name))
        this.note({ kind: 'bad', text: `Transport ${now.name} takes nothing; it is asked again every now and then.` });
      if (broke) this.#down.add(now.name);
      if (now.downMs === 0 && this.#down.delete(now.name))
        this.note({ kind: 'good', text: `Transport ${now.name} takes envelopes again.` });
    });
    const known = new Map(last.broadcasts.map((one) => [one.report.broadcast, one]));
    for (const one of broadcasts) this.#compareOne(known.get(one.report.broadcast), one);
  }

  #compareOne(before: Seen | undefined, { report, running }: Seen): void {
    const { broadcast, from, kind } = report;
    const what = kind === 'recall' ? `The recall notice of ${from}` : `A broadcast of ${from}`;
    if (before === undefined) this.note({ kind: 'info', broadcast, text: `${what} has begun.` });
    const was = before?.report;
    if (was?.state !== report.state && report.state === 'aborted')
      this.note({ kind: 'warning', broadcast, text: `${what} was ended; ${count(report.recalled)} withdrawn.` });
    else if (before?.running !== false && !running && report.state === 'sealed' && report.pending === 0) {
      const { failed, unknown, delivered } = report;
      const rest = failed + unknown > 0 ? `, ${count(failed)} failed, ${count(unknown)} unknown` : '';
      this.note({
        kind: failed + unknown > 0 ? 'warning' : 'good',
        broadcast,
        text: `${what} is done: ${count(delivered)} delivered${rest}.`,
      });
    }
  }

  #tell(view: View): void {
    this.#view = view;
    for (const listener of [...this.#listeners]) listener(view);
  }
}

/** What may be shown: messages of this library hold positions and counts, those of others were not looked through. */
export function textOf(error: unknown): string {
  if (error instanceof SealcastError)
    return error.hint === undefined ? error.message : `${error.message}; ${error.hint}`;
  return `unexpected ${error instanceof Error ? error.name : typeof error}`;
}
