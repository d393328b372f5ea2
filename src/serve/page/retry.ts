import type { Report } from '../../broadcast/report.ts';
import type { RetryFilter } from '../../delivery/retry.ts';
import { count, counted } from '../format.ts';
import { html, type Markup } from '../html.ts';
import type { Seen, View } from '../watch.ts';
import { hidden } from './layout.ts';
import { classChip, shortId } from './state.ts';

/** Is there something to be tried again, and may it still go out? */
export function canRetry({ report }: Seen, view: View): boolean {
  const { state, admission, failed, unknown, recalledBy, sandbox, notAfter } = report;
  return (
    state === 'sealed' &&
    admission === 'released' &&
    failed + unknown > 0 &&
    recalledBy === null &&
    !sandbox &&
    notAfter.getTime() > view.at &&
    view.status.transports.length > 0
  );
}

/** What a form says, and a script may: `failed`, `unknown`, or `reason/` and one of the reasons. */
export function retryFilterOf(which: string): RetryFilter | null {
  if (which === 'failed') return {};
  if (which === 'unknown') return { unknown: true };
  return which.startsWith('reason/') ? { reason: which.slice('reason/'.length) } : null;
}

/** The reasons next to each other, with their figures; `chosen` is the one that was clicked on. */
export function retryMain({ report }: Seen, chosen: string | undefined, formToken: string): Markup {
  const { broadcast: id, failed, unknown } = report;
  const reasons = byCount(report.failedBy);
  const first =
    chosen !== undefined && report.failedBy[chosen] !== undefined
      ? `reason/${chosen}`
      : failed > 0
        ? 'failed'
        : 'unknown';
  const option = (
    value: string,
    says: string,
    n: number,
    hint: string | undefined,
  ): Markup => html`<label class="option">
<input type="radio" name="which" value="${value}"${value === first ? html` checked` : ''}>
<span><strong>${count(n)}</strong> ${says}${hint === undefined ? '' : html`<span class="hint">${hint}</span>`}</span></label>`;
  return html`<section class="narrow">
<h1>Try which again?</h1>
<p class="which"><strong>${report.from}</strong> ${classChip(report.class)} <span class="id">${shortId(id)}</span></p>
<form method="post" action="/broadcasts/${id}/retry" class="stack">${hidden(formToken)}
<fieldset><legend class="hint">Nobody else gets anything; each is tried as if it were the first time.</legend>
${failed > 0 && reasons.length !== 1 ? option('failed', 'that failed, all of them', failed, undefined) : ''}
${reasons.map(([reason, n]) => option(`reason/${reason}`, reason === '' ? 'without a reason' : reason, n, meaningOf(reason)))}
${
  unknown > 0
    ? option(
        'unknown',
        failed > 0 ? 'that failed or may have arrived' : 'that may have arrived',
        failed + unknown,
        `Of ${counted(unknown, 'envelope')} nobody knows: some come twice, and devices show them once.`,
      )
    : ''
}
</fieldset>
<div class="decide"><button class="primary">Try again</button> <a class="button" href="/broadcasts/${id}">Back</a></div>
</form>
</section>`;
}

export function byCount(by: Report['failedBy']): [reason: string, n: number][] {
  return Object.entries(by).sort(([, a], [, b]) => b - a);
}

/** What the transports of this library mean; one of the host's may say something else, which then stands alone. */
const FAILURES: Readonly<Record<string, string>> = {
  gone: 'the route is dead: take it from the list',
  'no-route': 'the list had none',
  'too-large': 'the other side takes less',
  'url-refused': 'a route that must not be asked',
  'subscription-invalid': 'the route is no push subscription',
  'file-damaged': 'the file to add to is damaged: move it away',
  unavailable: 'the other side was out of order to the last attempt',
};

export function meaningOf(reason: string): string | undefined {
  const status = /^refused-([0-9]{3})$/.exec(reason)?.[1];
  return status === undefined ? FAILURES[reason] : `the other side answered ${status}`;
}
