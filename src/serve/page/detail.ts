import { SUPPRESSED } from '../../broadcast/recipients/rule-names.ts';
import { REFUSALS } from '../../fanout/read/refusal.ts';
import { ago, count, moment, percent } from '../format.ts';
import { type Content, html, type Markup } from '../html.ts';
import type { Seen, View } from '../watch.ts';
import type { Pieces } from './layout.ts';
import { mainFigure, noticesOf } from './overview.ts';
import { byCount, canRetry, meaningOf } from './retry.ts';
import { chip, classChip, pace, shares, shortId, stateOf } from './state.ts';
import { actLinks } from './stop.ts';

export function detailPieces(seen: Seen, view: View): Pieces {
  const own = view.notices.filter(({ broadcast }) => broadcast === seen.report.broadcast);
  return { detail: detail(seen, view), notices: noticesOf('notices', own, view.at) };
}

export function detailMain(seen: Seen, view: View): Markup {
  const { detail, notices } = detailPieces(seen, view);
  return html`<p class="back"><a href="/">All broadcasts</a></p>${detail}${notices}`;
}

function detail(seen: Seen, view: View): Markup {
  const { report } = seen;
  const state = stateOf(seen, view);
  const { envelopes } = report;
  return html`<div id="detail">
<div class="top"><h1>${report.from}</h1>${chip(state)}</div>
<p class="foot">${classChip(report.class)} ${ago(report.created.getTime(), view.at)}${report.kind === 'recall' ? ' recall notice' : ''}</p>
<p class="pace">${state.open ? pace(seen) : ''}</p>
${mainFigure(seen)}
${shares(report)}
<p class="acts">${view.stopping ? '' : actLinks(seen, view)}</p>
<div class="columns">
<section><h2>Envelopes</h2>${table([
    ['Delivered', report.delivered, percent(report.delivered, envelopes)],
    ['Waiting', report.pending, percent(report.pending, envelopes)],
    ['Failed', report.failed, percent(report.failed, envelopes)],
    ['Unknown', report.unknown, percent(report.unknown, envelopes)],
    ['Expired', report.expired, percent(report.expired, envelopes)],
    ['Withdrawn', report.recalled, percent(report.recalled, envelopes)],
    ['All', envelopes, ''],
    ...(report.confirmed === null ? [] : [['Opened', report.confirmed, percent(report.confirmed, envelopes)] as Row]),
  ])}</section>
<section><h2>People</h2>${table([
    ['Sealed', report.sealed, percent(report.sealed, report.listed)],
    ['Refused', report.refused, percent(report.refused, report.listed)],
    ['Duplicates', report.duplicates, percent(report.duplicates, report.listed)],
    ...(report.suppressed > 0
      ? [['Suppressed', report.suppressed, percent(report.suppressed, report.listed)] as Row]
      : []),
    ['Listed', report.listed, ''],
  ])}</section>
${rules(seen, view)}
${reasons('Why rows were refused', report.refusedBy, (reason) => (REFUSALS as Readonly<Record<string, string>>)[reason])}
${reasons('Why people were left out', report.suppressedBy, (rule) => (SUPPRESSED as Readonly<Record<string, string>>)[rule])}
${reasons(
  'Why envelopes failed',
  report.failedBy,
  meaningOf,
  !view.stopping && canRetry(seen, view)
    ? (reason) =>
        html`<a href="/broadcasts/${report.broadcast}/retry?reason=${encodeURIComponent(reason)}">Try again…</a>`
    : undefined,
)}
<section><h2>About it</h2><dl class="about">
${about('Broadcast', html`<code>${report.broadcast}</code>`)}
${report.recalls === null ? '' : about('Recalls', link(report.recalls))}
${report.recalledBy === null ? '' : about('Recalled by', link(report.recalledBy))}
${about('Begun', moment(report.created))}
${report.releaseAt === null ? '' : about('Held until', moment(report.releaseAt))}
${report.approveUntil === null ? '' : about('To be approved until', moment(report.approveUntil))}
${report.receipts && report.confirmed === null ? about('Opened', 'too few to say') : ''}
${report.approvedBy === '' ? '' : about('Approved by', report.approvedBy)}
${about('Handed over until', moment(report.notAfter))}
${about('Expires', moment(report.expires))}
${report.retainUntil === null ? '' : about('Erased', report.retentionErased ? 'yes' : moment(report.retainUntil))}
${about('Figures', report.conserved ? 'add up' : html`<strong class="bad">do not add up: see sealcast doctor</strong>`)}
</dl></section>
</div>
</div>`;
}

type Row = readonly [what: string, count: number, share: string];

function table(rows: readonly Row[]): Markup {
  return html`<table><tbody>${rows.map(
    ([what, n, share]) =>
      html`<tr${n === 0 ? html` class="zero"` : ''}><th scope="row">${what}</th><td>${count(n)}</td><td class="share">${share}</td></tr>`,
  )}</tbody></table>`;
}

function reasons(
  title: string,
  by: Readonly<Record<string, number>>,
  meaning: (reason: string) => string | undefined,
  again?: (reason: string) => Markup,
): Markup | null {
  const rows = byCount(by);
  if (rows.length === 0) return null;
  return html`<section><h2>${title}</h2><table class="reasons"><tbody>${rows.map(
    ([reason, n]) =>
      html`<tr><th scope="row">${reason === '' ? 'no reason given' : reason}${
        meaning(reason) === undefined ? '' : html`<span class="hint">${meaning(reason)}</span>`
      }</th><td>${count(n)}</td>${again === undefined ? '' : html`<td class="again">${again(reason)}</td>`}</tr>`,
  )}</tbody></table></section>`;
}

/** Rules of a profile that hold it, or refused it, with their figures; and who could let it go. */
function rules({ report: { state, admission, violations } }: Seen, { approving }: View): Markup | null {
  if (violations.length === 0) return null;
  const elsewhere = approving === 'nothing' && state === 'sealed' && admission === 'held';
  return html`<section><h2>What the rules say</h2><ul>${violations.map(
    ({ says, rule, remedy }) => html`<li>${says} <span class="hint">(${rule}) ${remedy}.</span></li>`,
  )}</ul>${
    elsewhere
      ? html`<p class="hint">Nothing is approved on this page, as it is configured: <code>operator.approve</code>, or <code>permissions</code>, would change that.</p>`
      : ''
  }</section>`;
}

function about(what: string, content: Content): Markup {
  return html`<div><dt>${what}</dt><dd>${content}</dd></div>`;
}

function link(broadcast: string): Markup {
  return html`<a href="/broadcasts/${broadcast}">${shortId(broadcast)}</a>`;
}
