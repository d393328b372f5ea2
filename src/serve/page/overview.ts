import { limits } from '../../limits.ts';
import { ago, count, counted, percent, rate, span } from '../format.ts';
import { html, type Markup } from '../html.ts';
import type { Notice, Seen, View } from '../watch.ts';
import type { Pieces } from './layout.ts';
import { chip, classChip, pace, shares, shortId, stateOf } from './state.ts';
import { actLinks } from './stop.ts';

export function overviewPieces(view: View): Pieces {
  const shown = view.broadcasts.map((one) => ({ one, state: stateOf(one, view) }));
  const rank = ({ report }: Seen): number => view.status.classes.findIndex((one) => one.class === report.class);
  // The most important first, as it is delivered; of one class the newest.
  const open = shown
    .filter(({ state }) => state.open)
    .map(({ one }) => one)
    .sort((a, b) => rank(a) - rank(b));
  const ended = shown.filter(({ state }) => !state.open).map(({ one }) => one);
  return {
    headline: headline(view, open),
    attention: attention(view),
    open: section('open', 'Under way', open, view, 'Nothing is under way.'),
    ended: section('ended', 'Ended', ended.slice(0, limits.operatorBroadcasts), view, 'Nothing yet.', ended.length),
    mailbox: mailboxOf(view),
    notices: noticesOf('notices', view.notices, view.at),
  };
}

export function overviewMain(view: View): Markup {
  const { headline, attention, open, ended, mailbox, notices } = overviewPieces(view);
  return html`${headline}${attention}${open}${ended}${mailbox}${notices}`;
}

function headline(view: View, open: readonly Seen[]): Markup {
  const waiting = open.reduce((sum, { report }) => sum + report.pending, 0);
  const left = Math.max(0, ...open.map(({ millisecondsLeft }) => millisecondsLeft ?? 0));
  const { paused, transports } = view.status;
  const sealing = open.some(({ report, running }) => report.state === 'sealing' && running);
  const [says, tone] = view.stopping
    ? ['Stopping', 'held']
    : paused
      ? ['Everything is paused', 'held']
      : view.perSecond > 0
        ? ['Delivering', 'going']
        : sealing
          ? ['Sealing', 'going']
          : waiting > 0
            ? transports.some(({ downMs }) => downMs > 0)
              ? ['Nothing moves', 'bad']
              : ['Waiting', 'held']
            : ['Nothing to do', 'quiet'];
  return html`<section id="headline" class="headline ${tone}" aria-label="Now">
<h1>${says}</h1>
<dl class="figures">
<div><dt>a second</dt><dd>${rate(view.perSecond)}</dd></div>
<div><dt>waiting</dt><dd>${count(waiting)}</dd></div>
<div><dt>time left</dt><dd>${waiting === 0 && !sealing ? '–' : left > 0 ? span(left) : '?'}</dd></div>
</dl>
${
  view.stopping || transports.length === 0
    ? ''
    : paused
      ? html`<a class="button primary" href="/unpause">Go on…</a>`
      : html`<a class="button" href="/pause">Pause everything…</a>`
}
</section>`;
}

/** What somebody should look at now, the worst first. */
function attention(view: View): Markup {
  const items: Markup[] = [];
  if (view.fault !== null) items.push(html`<li class="bad"><strong>It could not send now.</strong> ${view.fault}</li>`);
  for (const { name, downMs, paused } of view.status.transports) {
    if (downMs > 0)
      items.push(
        html`<li class="bad"><strong>Transport ${name} takes nothing</strong>, for ${span(downMs)}. It is asked again by itself.</li>`,
      );
    if (paused)
      items.push(
        html`<li class="held"><strong>Transport ${name} is paused.</strong> <a href="/transports/${name}/unpause">Go on…</a></li>`,
      );
  }
  if (view.status.transports.length === 0)
    items.push(html`<li class="held"><strong>No transport.</strong> What is sealed stays in the spool.</li>`);
  const held = view.broadcasts.filter(({ report }) => report.state === 'sealed' && report.admission === 'held');
  if (held.length > 0) {
    const by = { permit: 'by who has a permit for it', login: 'by you or somebody else', nothing: 'not on this page' };
    items.push(
      html`<li class="held"><strong>${counted(held.length, 'broadcast')} wait${held.length === 1 ? 's' : ''} for approval</strong>, ${by[view.approving]}. ${held
        .slice(0, 3)
        .map(({ report }) => html`<a href="/broadcasts/${report.broadcast}">Look at ${report.from}</a> `)}</li>`,
    );
  }
  const demoted = view.status.classes.filter((one) => one.demoted).map((one) => one.class);
  if (demoted.length > 0)
    items.push(
      html`<li class="warning"><strong>Overload: ${demoted.join(', ')} slowed down</strong>, so that what is more urgent does not wait.</li>`,
    );
  return html`<section id="attention"${items.length === 0 ? html` hidden` : ''}>
<h2>Look at this</h2>
<ul class="attention">${items}</ul>
</section>`;
}

/** Where devices collect: how many letters wait, and whether they come for them. */
function mailboxOf({ mailbox }: View): Markup {
  if (mailbox === null) return html`<section id="mailbox" hidden></section>`;
  const refused = Object.values(mailbox.refused).reduce((sum, one) => sum + one, 0);
  return html`<section id="mailbox"><h2>Mailbox</h2><ul class="counts">
<li><strong>${count(mailbox.envelopes)}</strong> to be collected</li><li>${count(mailbox.acknowledged)} collected</li>
<li>${counted(mailbox.waits, 'device')} listening</li>${countOf(mailbox.expired, 'expired', 'warning')}${countOf(refused, 'requests refused', 'quiet')}
</ul></section>`;
}

function section(
  id: string,
  title: string,
  broadcasts: readonly Seen[],
  view: View,
  empty: string,
  all = broadcasts.length,
): Markup {
  const more = all - broadcasts.length;
  return html`<section id="${id}">
<h2>${title}${all > 0 ? html` <span class="count">${count(all)}</span>` : ''}</h2>
${broadcasts.length === 0 ? html`<p class="empty">${empty}</p>` : html`<div class="cards">${broadcasts.map((one) => card(one, view))}</div>`}
${more > 0 ? html`<p class="hint">${counted(more, 'older one')}: <code>sealcast list</code> shows them.</p>` : ''}
</section>`;
}

function card(seen: Seen, view: View): Markup {
  const { report } = seen;
  const { broadcast: id, failed, unknown, refused, pending, kind } = report;
  const state = stateOf(seen, view);
  return html`<article id="b-${id}" class="card ${state.tone}${state.open ? '' : ' small'}" aria-labelledby="t-${id}">
<div class="top">
<h3 id="t-${id}"><a href="/broadcasts/${id}">${report.from}</a>${kind === 'recall' ? html` <span class="kind">recall notice</span>` : ''}</h3>
${chip(state)}
</div>
${shares(report)}
${mainFigure(seen)}
<p class="pace">${state.open ? pace(seen) : ''}</p>
<ul class="counts">
${state.open && pending > 0 ? html`<li>${count(pending)} waiting</li>` : ''}
${countOf(failed, 'failed', 'bad')}${countOf(unknown, 'unknown', 'warning')}${countOf(report.expired, 'expired', 'warning')}
${countOf(report.recalled, 'withdrawn', 'quiet')}${countOf(report.confirmed ?? 0, 'opened', 'quiet')}${countOf(refused, refused === 1 ? 'row refused' : 'rows refused', 'warning')}
</ul>
<p class="foot">${classChip(report.class)} ${ago(report.created.getTime(), view.at)} <span class="id">${shortId(id)}</span></p>
${state.open && !view.stopping ? html`<p class="acts">${actLinks(seen, view)}</p>` : ''}
</article>`;
}

/** What the operator waits for: that all is sealed, then that all is delivered. */
export function mainFigure({ report, progress }: Seen): Markup {
  const { envelopes, delivered } = report;
  if (progress !== undefined && delivered === 0) {
    const of = progress.expected === undefined ? '' : ` of ${count(progress.expected)}`;
    return html`<p class="main"><strong>${count(progress.sealed)}</strong>${of} sealed, ${count(progress.listed)} read</p>`;
  }
  return html`<p class="main"><strong>${count(delivered)}</strong> of ${count(envelopes)} delivered <span class="share">${percent(delivered, envelopes)}</span></p>`;
}

function countOf(n: number, what: string, tone: string): Markup | null {
  return n === 0 ? null : html`<li class="${tone}">${count(n)} ${what}</li>`;
}

export function noticesOf(id: string, notices: readonly Notice[], now: number, title = 'What happened'): Markup {
  return html`<section id="${id}">
<h2>${title}</h2>
${
  notices.length === 0
    ? html`<p class="empty">Nothing since the process began.</p>`
    : html`<ol class="notices">${notices.map(
        ({ at, kind, text, broadcast }) =>
          html`<li class="${kind}"><time datetime="${new Date(at).toISOString()}">${ago(at, now)}</time> <span>${text}${
            broadcast === undefined
              ? ''
              : html` <a class="id" href="/broadcasts/${broadcast}">${shortId(broadcast)}</a>`
          }</span></li>`,
      )}</ol>`
}
</section>`;
}
