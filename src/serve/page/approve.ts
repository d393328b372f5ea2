import { limits } from '../../limits.ts';
import { counted, moment } from '../format.ts';
import { html, type Markup } from '../html.ts';
import type { Approving, Seen } from '../watch.ts';
import { hidden } from './layout.ts';
import { classChip, shortId } from './state.ts';

export function canApprove({ report }: Seen, approving: Approving): boolean {
  return approving !== 'nothing' && report.state === 'sealed' && report.admission === 'held';
}

/** What is released, which rules hold it, and what has to be shown for it. */
export function approveMain({ report }: Seen, approving: Approving, formToken: string): Markup {
  const { broadcast: id, from, sealed, violations, approveUntil } = report;
  return html`<section class="narrow">
<h1>Approve this broadcast?</h1>
<p class="which"><strong>${from}</strong> ${classChip(report.class)} <span class="id">${shortId(id)}</span></p>
<p>Approved, it goes to ${counted(sealed, 'person', 'people')} at once. Recall withdraws what waits and asks devices to hide the rest; nothing takes back what was read.</p>
<ul class="attention">${violations.map(({ says, rule }) => html`<li class="held">${says} <span class="hint">(${rule})</span></li>`)}</ul>
<p class="hint">This page shows no message: read it where it was written.${approveUntil === null ? '' : ` Not approved by ${moment(approveUntil)}, it is withdrawn.`}</p>
<form method="post" action="/broadcasts/${id}/approve" class="stack">${hidden(formToken)}
<label for="by">Your name</label>
<input id="by" name="by" required maxlength="${limits.approverChars}" autocomplete="name">
<p class="hint">As the report is to say. Nobody checks it here.</p>
${approving === 'permit' ? permitField(id) : ''}
<div class="decide"><button class="primary">Approve</button> <a class="button" href="/broadcasts/${id}">Back</a></div>
</form>
</section>`;
}

/** The key stays where it is: what is pasted here is good for this broadcast, once, for some minutes. */
function permitField(id: string): Markup {
  return html`<label for="permit">Your permit, presented for it</label>
<textarea id="permit" name="permit" rows="4" required spellcheck="false" autocomplete="off" aria-describedby="permit-how"></textarea>
<div id="permit-how"><p class="hint">Where your key is, this prints it; it is good for five minutes:</p>
<pre><code>sealcast permit present --permit FILE --key FILE --approve ${id}</code></pre></div>`;
}
