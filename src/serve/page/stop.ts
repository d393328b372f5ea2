import { count, counted } from '../format.ts';
import { html, type Markup } from '../html.ts';
import type { Seen, View } from '../watch.ts';
import { canApprove } from './approve.ts';
import { canRetry } from './retry.ts';
import { classChip, shortId } from './state.ts';

function waits({ report }: Seen): boolean {
  return report.state === 'sealing' || (report.state === 'sealed' && report.pending > 0);
}

function canRecall({ report }: Seen): boolean {
  return report.kind === 'message' && report.state !== 'purged' && report.recalledBy === null && report.envelopes > 0;
}

/** What can be done with it now. What cannot be undone is one step further, where it is explained. */
export function actLinks(seen: Seen, view: View): Markup {
  const { broadcast: id, paused, admission } = seen.report;
  const approve = canApprove(seen, view.approving)
    ? html`<a class="button primary" href="/broadcasts/${id}/approve">Approve…</a>`
    : '';
  const again = canRetry(seen, view) ? html`<a class="button" href="/broadcasts/${id}/retry">Try again…</a>` : '';
  const pause = paused
    ? html`<a class="button primary" href="/broadcasts/${id}/unpause">Go on…</a>`
    : html`<a class="button" href="/broadcasts/${id}/pause">Pause…</a>`;
  const stop = html`<a class="button danger" href="/broadcasts/${id}/stop">Stop for good…</a>`;
  return html`${approve}${again}${waits(seen) && (paused || admission !== 'held') ? pause : ''}${waits(seen) || canRecall(seen) ? stop : ''}`;
}

/** The two ways to stop, next to each other: who has to choose between them at night need not know them by name. */
export function stopMain(seen: Seen): Markup {
  const { broadcast: id, pending, delivered, unknown, from } = seen.report;
  const left = delivered + unknown;
  return html`<section class="narrow">
<h1>Stop it for good: how?</h1>
<p class="which"><strong>${from}</strong> ${classChip(seen.report.class)} <span class="id">${shortId(id)}</span></p>
${
  waits(seen)
    ? html`<div class="choice"><h2>Abort</h2><p>The message is right, and no more people need it.</p>
<p class="hint">${counted(pending, 'envelope')} never delivered; ${count(left)} that left stay where they are.</p>
<a class="button danger" href="/broadcasts/${id}/abort">Abort…</a></div>`
    : ''
}
${
  canRecall(seen)
    ? html`<div class="choice"><h2>Recall</h2><p>The message is wrong: nobody should see it any more.</p>
<p class="hint">${counted(pending, 'envelope')} never delivered; ${counted(left, 'device')} told to hide it.</p>
<a class="button danger" href="/broadcasts/${id}/recall">Recall…</a></div>`
    : ''
}
<p><a class="button" href="/broadcasts/${id}">Back</a></p>
</section>`;
}
