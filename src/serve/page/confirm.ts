import { counted } from '../format.ts';
import { html, type Markup } from '../html.ts';
import type { Seen, View } from '../watch.ts';
import { hidden } from './layout.ts';
import { classChip, shortId } from './state.ts';

export const ACTS = ['pause', 'unpause', 'abort', 'recall'] as const;
export type Act = (typeof ACTS)[number];

export interface Confirmation {
  readonly title: string;
  readonly says: readonly string[];
  readonly button: string;
  readonly danger: boolean;
  readonly action: string;
  readonly back: string;
}

/** What an act on one broadcast will do, in figures of this moment. */
export function confirmationOf(act: Act, { report }: Seen): Confirmation {
  const { broadcast: id, pending, delivered, unknown } = report;
  const left = delivered + unknown;
  const about = { action: `/broadcasts/${id}/${act}`, back: `/broadcasts/${id}` };
  const waiting = counted(pending, 'envelope');
  switch (act) {
    case 'pause':
      return {
        ...about,
        title: 'Pause this broadcast?',
        says: [
          `${waiting} will wait until you let it go on. Sealing goes on, and what is being handed over now arrives.`,
        ],
        button: 'Pause',
        danger: false,
      };
    case 'unpause':
      return {
        ...about,
        title: 'Go on with this broadcast?',
        says: [`${waiting} can be handed over.`],
        button: 'Go on',
        danger: false,
      };
    case 'abort':
      return {
        ...about,
        title: 'Abort this broadcast?',
        says: [
          `${waiting} will never be delivered${report.state === 'sealing' ? ', and the rest of the list is not read' : ''}.`,
          `${counted(left, 'envelope')} ${left === 1 ? 'has' : 'have'} left already and ${left === 1 ? 'stays' : 'stay'} where ${left === 1 ? 'it is' : 'they are'}; Recall takes back those, too.`,
          'This cannot be undone.',
        ],
        button: 'Abort for good',
        danger: true,
      };
    case 'recall':
      return {
        ...about,
        title: 'Recall this broadcast?',
        says: [
          `${waiting} ${pending === 1 ? 'is' : 'are'} withdrawn: nobody ever gets ${pending === 1 ? 'it' : 'them'}.`,
          `${counted(left, 'device')} ${left === 1 ? 'is' : 'are'} sent a notice that hides the message. Whoever has read it, has read it.`,
          'This cannot be undone.',
        ],
        button: 'Recall for good',
        danger: true,
      };
  }
}

export function pauseAll(paused: boolean, view: View): Confirmation {
  const waiting = view.broadcasts.reduce((sum, { report }) => sum + report.pending, 0);
  return paused
    ? {
        title: 'Pause everything?',
        says: [
          `${counted(waiting, 'envelope')} will wait, the urgent ones as well. What is being handed over now arrives.`,
          'It lasts until you let it go on, or until the process ends: a restart delivers again.',
        ],
        button: 'Pause everything',
        danger: false,
        action: '/pause',
        back: '/',
      }
    : {
        title: 'Go on?',
        says: [`${counted(waiting, 'envelope')} can be handed over, but for broadcasts that are paused themselves.`],
        button: 'Go on',
        danger: false,
        action: '/unpause',
        back: '/',
      };
}

export function pauseTransport(paused: boolean, name: string): Confirmation {
  const about = { action: `/transports/${name}/${paused ? 'pause' : 'unpause'}`, back: '/', danger: false };
  return paused
    ? {
        ...about,
        title: `Pause transport ${name}?`,
        says: ['It is given nothing until you let it go on.'],
        button: 'Pause',
      }
    : { ...about, title: `Go on with transport ${name}?`, says: ['It is given envelopes again.'], button: 'Go on' };
}

export function confirmMain(
  { title, says, button, danger, action, back }: Confirmation,
  formToken: string,
  seen?: Seen,
): Markup {
  return html`<section class="narrow">
<h1>${title}</h1>
${
  seen === undefined
    ? ''
    : html`<p class="which"><strong>${seen.report.from}</strong> ${classChip(seen.report.class)} <span class="id">${shortId(seen.report.broadcast)}</span></p>`
}
${says.map((line) => html`<p>${line}</p>`)}
<form method="post" action="${action}" class="decide">${hidden(formToken)}
<button class="${danger ? 'danger' : 'primary'}">${button}</button>
<a class="button" href="${back}">Back</a>
</form>
</section>`;
}
