import { type Explanation, warmUpViolation } from '../trust/explain.ts';
import type { PenaltyName } from '../trust/model.ts';
import type { Counted, Facts } from './facts.ts';
import { hoursAt, hourText } from './hours.ts';
import type { Cap, ConsentNeed, PersonHours, Profile } from './profile.ts';
import { checkAll } from './rules.ts';
import type { Violation } from './violation.ts';
import { momentText, spanText, windowName, windowText } from './window.ts';

/** One rule of a profile in plain words, and how a sender stands with it now. */
export interface PolicyStatement {
  readonly rule: string;
  /** What the profile allows, one sentence. */
  readonly allows: string;
  /** What that comes to for this sender now; '' where it is the same for all. */
  readonly now: string;
}

/** What a profile allows a sender now. */
export interface PolicyExplanation {
  readonly profile: string;
  readonly description: string;
  readonly from: string;
  readonly statements: readonly PolicyStatement[];
  /** What would be said to the broadcast that was asked about, and what would have to change; empty: it may go. */
  readonly violations: readonly Violation[];
  /** In force for this sender; null: none, or the engine judges nobody. */
  readonly penalty: PenaltyName | null;
}

/** @param facts of the broadcast that is asked about */
export function explain(profile: Profile, facts: Facts): PolicyExplanation {
  const { caps, approval, burst, consent, optOut } = profile;
  const statements: PolicyStatement[] = [];
  const say = (rule: string, allows: string, now = ''): void => {
    statements.push({ rule, allows, now });
  };
  if (profile.senders !== null) {
    const listed = checkAll({ ...facts, text: null }, { ...profile, ...ONLY_SENDERS }).length === 0;
    say(
      'sender-listed',
      `Only ${number(profile.senders.length, 'listed sender')} may send.`,
      listed ? 'This one may.' : 'This one may not.',
    );
  }
  if (profile.classes !== null) say('class', `Classes: ${profile.classes.join(', ')}.`);
  if (consent !== null) {
    const { classes, purposes, otherwise } = consent;
    const named = (...needs: readonly ConsentNeed[]): string =>
      [...purposes].flatMap(([name, need]) => (needs.includes(need) ? [name] : [])).join(', ');
    const only = otherwise === 'refused' ? `: ${named('required', 'none')}` : '';
    say('purpose', `What is sent as ${classes.join(', ')} says what it is for${only}.`);
    const except = otherwise === 'required' && named('none') !== '' ? `, but for ${named('none')}` : '';
    if (otherwise === 'required') say('consent', `Of that, only who has agreed to it is written to${except}.`);
    else if (named('required') !== '')
      say('consent', `Only who has agreed to it is written to for ${named('required')}.`);
  }
  say(
    'opt-out',
    optOut.classes.length === 0
      ? 'Opt-outs bind nothing.'
      : `Who opted out gets nothing of ${optOut.classes.join(', ')}${optOut.except.length === 0 ? '' : `; an opt-out from everything does not bind ${optOut.except.join(', ')}`}.`,
  );
  if (caps.recipientsPerBroadcast !== null)
    say(
      'recipients-per-broadcast',
      `A broadcast goes to ${number(caps.recipientsPerBroadcast, 'recipient')} at most, duplicates not counted.`,
    );
  if (caps.devicesPerPerson !== null)
    say(
      'devices-per-person',
      `It goes to ${number(caps.devicesPerPerson, 'device')} of each recipient at most, on an average.`,
    );
  if (profile.split !== null)
    say(
      'split-parts',
      `More recipients are sent to in ${profile.split.parts} parts at most, each a broadcast to the caps.`,
    );
  for (const cap of caps.broadcasts) say(...capped('broadcasts', cap, facts));
  for (const cap of caps.recipients) say(...capped('recipients', cap, facts));
  for (const { most, window, classes } of caps.person)
    say(
      'person-cap',
      `Each person gets ${number(most, 'message')} ${windowText(window)} at most, of all senders together; who has had as many is left out. Classes that count: ${classes.join(', ')}.`,
    );
  if (profile.minors !== null) {
    const whom = profile.minors.unknown === 'minor' ? 'Minors, and those of whom it is not known,' : 'Minors';
    say('minors-hours', ...hoursSaid(whom, profile.minors, facts.now));
  }
  if (profile.quietHours !== null) say('quiet-hours', ...hoursSaid('People', profile.quietHours, facts.now));
  if (approval.above !== null)
    say(
      'approval-above',
      approval.above === 0
        ? `Everything is held until somebody approves it, for ${spanText(approval.withinMs)} at most.`
        : `What goes to more than ${number(approval.above, 'recipient')} is held until somebody approves it, for ${spanText(approval.withinMs)} at most.`,
    );
  if (burst !== null)
    say(
      'same-text',
      `About the same text to more than ${number(burst.recipients, 'recipient')} in any ${spanText(burst.windowMs)} is held until somebody approves it, for ${spanText(approval.withinMs)} at most.`,
    );
  if (profile.recallMs !== null) say('recall-within', `It can be recalled for ${spanText(profile.recallMs)} at most.`);
  if (profile.retainMs !== null) say('retain', `It is kept for ${spanText(profile.retainMs)} at most.`);
  if (profile.ephemeral === 'recipient') say('ephemeral', 'Each recipient has an ephemeral key of their own.');
  if (profile.personalBytes !== null)
    say('personal-bytes', `Personal fields have room of ${profile.personalBytes} bytes at least.`);
  if (profile.keywords !== null)
    say(
      'keywords',
      `A message with one of ${number(profile.keywords.words.length, 'listed word')} is ${profile.keywords.effect === 'hold' ? 'held until somebody approves it' : 'refused'}.`,
    );
  return {
    profile: profile.name,
    description: profile.description,
    from: facts.sender,
    statements,
    violations: checkAll(facts, profile),
    penalty: null,
  };
}

/** With what the engine's trust model, or the one that the profile names, says of the sender. @param recipients of the broadcast that is asked about */
export function withTrust(
  said: PolicyExplanation,
  { account, says, violations, penalty }: Explanation,
  recipients: number,
): PolicyExplanation {
  const tooMany = violations.length === 0 && recipients > account.recipients;
  const over = tooMany ? [warmUpViolation(account.recipients, recipients)] : [];
  const allows = 'Senders are trusted by the age of their account, and by what was seen of them.';
  return {
    ...said,
    statements: [...said.statements, { rule: 'trust-warm-up', allows, now: says.join(' ') }],
    violations: [...said.violations, ...violations, ...over],
    penalty: penalty?.penalty ?? null,
  };
}

const ONLY_SENDERS = {
  classes: null,
  consent: null,
  split: null,
  caps: { recipientsPerBroadcast: null, devicesPerPerson: null, broadcasts: [], recipients: [], person: [] },
  recallMs: null,
  retainMs: null,
  ephemeral: null,
} as const;

function capped(what: Counted, { most, window }: Cap, { usage, now, releaseAt }: Facts): [string, string, string] {
  const used = usage.used(what, window);
  const left = Math.max(0, most - used);
  const at = left > 0 ? null : usage.roomAt(what, window, most, 1);
  const until = left > 0 ? '' : at === null ? '; as long as others are held' : `; the next at ${momentText(at)}`;
  const one = what === 'broadcasts' ? 'broadcast' : 'recipient';
  const then = releaseAt > now ? `At ${momentText(releaseAt)}: ` : '';
  return [
    `${what}-per-${windowName(window)}`,
    `${number(most, one)} ${windowText(window)} at most.`,
    `${then}${used} used, ${left} left${until}.`,
  ];
}

/** What is asked of each by the clock where they are is shown by one of them. */
function hoursSaid(whom: string, hours: PersonHours, now: number): [string, string] {
  const { from, to, timeZone, classes } = hours;
  const { within, until } = hoursAt(hours, timeZone, now);
  const then = until === Number.POSITIVE_INFINITY ? '' : `, until ${momentText(until)}`;
  return [
    `${whom} are left out of what is sent from ${hourText(from)} to ${hourText(to)}, by the clock where they are, or of ${timeZone}. Classes: ${classes.join(', ')}.`,
    `In ${timeZone} it is ${within ? 'so' : 'not so'} now${then}.`,
  ];
}

function number(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
