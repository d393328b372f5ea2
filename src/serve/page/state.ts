import type { Report } from '../../broadcast/report.ts';
import { count, percent, rate, span } from '../format.ts';
import { html, type Markup } from '../html.ts';
import type { Seen, View } from '../watch.ts';

/** How it is shown; the word says it, too, for whoever does not see colours. */
export type Tone = 'going' | 'good' | 'held' | 'warning' | 'bad' | 'quiet';

export interface State {
  readonly label: string;
  readonly tone: Tone;
  /** Something of it is to happen yet. */
  readonly open: boolean;
}

export function stateOf({ report, running, progress, perSecond }: Seen, view: View): State {
  const { state, pending, paused, recalledBy, releaseAt, failed, unknown } = report;
  if (state === 'purged') return { label: 'Erased', tone: 'quiet', open: false };
  if (state === 'aborted') return { label: recalledBy === null ? 'Aborted' : 'Recalled', tone: 'quiet', open: false };
  if (state === 'sealing') {
    if (!running) return { label: 'Waits for its sender', tone: 'warning', open: true };
    if (paused || view.status.paused) return { label: 'Sealing; delivery paused', tone: 'held', open: true };
    return { label: progress?.phase === 'reading' ? 'Reading the list' : 'Sealing', tone: 'going', open: true };
  }
  if (report.admission === 'held') return { label: 'Waits for approval', tone: 'held', open: true };
  if (report.sandbox) return { label: 'Sandbox: nobody got it', tone: 'quiet', open: false };
  if (pending === 0) {
    if (failed + unknown === 0) return { label: 'Done', tone: 'good', open: false };
    return { label: 'Done, not all reached', tone: 'warning', open: false };
  }
  if (view.status.transports.length === 0) return { label: 'Waits: no transport', tone: 'warning', open: true };
  if (paused || view.status.paused) return { label: 'Paused', tone: 'held', open: true };
  if (releaseAt !== null && releaseAt.getTime() > view.at)
    return { label: `Held for ${span(releaseAt.getTime() - view.at)}`, tone: 'held', open: true };
  if (view.status.transports.every((one) => one.paused))
    return { label: 'Transports paused', tone: 'held', open: true };
  if (view.status.transports.every((one) => one.downMs > 0))
    return { label: 'Stuck: nothing is taken', tone: 'bad', open: true };
  if (perSecond > 0) return { label: 'Delivering', tone: 'going', open: true };
  return { label: view.perSecond > 0 ? 'Waits for its turn' : 'Waiting', tone: 'held', open: true };
}

export function chip({ label, tone }: Pick<State, 'label' | 'tone'>): Markup {
  return html`<span class="chip ${tone}">${label}</span>`;
}

export function classChip(name: Report['class']): Markup {
  return html`<span class="class ${name}">${name}</span>`;
}

/** Shares of all envelopes, in the order of the legend; widths are attributes, because the policy allows no inline styles. */
export function shares(report: Report): Markup {
  const { delivered, failed, unknown, expired, recalled, pending } = report;
  const whole = Math.max(1, report.envelopes);
  let x = 0;
  const part = (name: string, of: number): Markup | null => {
    if (of === 0) return null;
    // One of a million is seen, too.
    const width = Math.max(0.8, (100 * of) / whole);
    const drawn = html`<rect class="${name}" x="${x.toFixed(2)}" y="0" width="${width.toFixed(2)}" height="4"/>`;
    x += width;
    return drawn;
  };
  const parts = [
    part('delivered', delivered),
    part('failed', failed),
    part('unknown', unknown),
    part('gone', expired + recalled),
    part('pending', pending),
  ];
  const says = `${percent(delivered, report.envelopes)} delivered, ${count(failed)} failed, ${count(pending)} waiting`;
  return html`<svg class="shares" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label="${says}">
<rect class="none" x="0" y="0" width="100" height="4"/>${parts}</svg>`;
}

/** How fast, and for how long still. */
export function pace({ progress, perSecond, millisecondsLeft }: Seen): string {
  const parts: string[] = [];
  if (progress !== undefined && progress.envelopesPerSecond > 0)
    parts.push(`${rate(progress.envelopesPerSecond)}/s sealed`);
  if (perSecond > 0) parts.push(`${rate(perSecond)}/s`);
  if (millisecondsLeft !== undefined && millisecondsLeft > 0) parts.push(`about ${span(millisecondsLeft)} left`);
  return parts.join(', ');
}

export function shortId(broadcast: string): string {
  return broadcast.slice(0, 8);
}
