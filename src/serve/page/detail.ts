import { SUPPRESSED } from '../../broadcast/recipients/rule-names.ts';
import type { Report } from '../../broadcast/report.ts';
import { REFUSALS } from '../../fanout/read/refusal.ts';
import { ago, count, moment, percent } from '../format.ts';
import { type Content, html, type Markup } from '../html.ts';
import type { Seen, View } from '../watch.ts';
import type { Pieces } from './layout.ts';
import { mainFigure, noticesOf } from './overview.ts';
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
<p class="acts">${view.stopping ? '' : actLinks(seen)}</p>
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
${rules(report.violations)}
${reasons('Why rows were refused', report.refusedBy, (reason) => (REFUSALS as Readonly<Record<string, string>>)[reason])}
${reasons('Why people were left out', report.suppressedBy, (rule) => (SUPPRESSED as Readonly<Record<string, string>>)[rule])}
${reasons('Why envelopes failed', report.failedBy, meaningOf)}
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
): Markup | null {
  const rows = Object.entries(by).sort(([, a], [, b]) => b - a);
  if (rows.length === 0) return null;
  return html`<section><h2>${title}</h2><table class="reasons"><tbody>${rows.map(
    ([reason, n]) =>
      html`<tr><th scope="row">${reason === '' ? 'no reason given' : reason}${
        meaning(reason) === undefined ? '' : html`<span class="hint">${meaning(reason)}</span>`
      }</th><td>${count(n)}</td></tr>`,
  )}</tbody></table></section>`;
}

/** Rules of a profile that hold it, or refused it, with their figures. */
function rules(violations: Report['violations']): Markup | null {
  if (violations.length === 0) return null;
  return html`<section><h2>What the rules say</h2><ul>${violations.map(
    ({ says, rule, remedy }) => html`<li>${says} <span class="hint">(${rule}) ${remedy}.</span></li>`,
  )}</ul></section>`;
}

/** What the transports of this library mean; one of the host's may say something else, which then stands alone. */
const FAILURES: Readonly<Record<string, string>> = {
  gone: 'the route is dead: take it from the list',
  'no-route': 'the list had none',
  'too-large': 'the other side takes less',
  'url-refused': 'a route that must not be asked',
  'subscription-invalid': 'the route is no push subscription',
  unavailable: 'the other side was out of order to the last attempt',
};

function meaningOf(reason: string): string | undefined {
  const status = /^refused-([0-9]{3})$/.exec(reason)?.[1];
  return status === undefined ? FAILURES[reason] : `the other side answered ${status}`;
}

function about(what: string, content: Content): Markup {
  return html`<div><dt>${what}</dt><dd>${content}</dd></div>`;
}

function link(broadcast: string): Markup {
  return html`<a href="/broadcasts/${broadcast}">${shortId(broadcast)}</a>`;
}
