import type { Counted, Facts, Rule } from './facts.ts';
import { wordsIn } from './keywords.ts';
import type { Cap, Profile } from './profile.ts';
import type { Effect, Violation } from './violation.ts';
import { longestMs, momentText, spanText, windowName, windowText } from './window.ts';

const NONE: readonly Violation[] = [];

function violated(rule: string, says: string, remedy: string, effect: Effect = 'refuse'): readonly Violation[] {
  return [{ rule, effect, says, remedy }];
}

const senders: Rule = {
  guards: 'who sends',
  check({ sender, senderKey }, profile) {
    if (profile.senders === null || profile.senders.includes(sender)) return NONE;
    if (senderKey !== null && profile.senders.some((one) => one.toLowerCase() === senderKey)) return NONE;
    const says = `the sender is none of ${profile.senders.length} listed`;
    return violated('sender-listed', says, 'the list "senders" of the profile must name this sender, or its key');
  },
};

const classes: Rule = {
  guards: 'its class',
  check({ class: given }, profile) {
    if (profile.classes === null || profile.classes.includes(given)) return NONE;
    const allowed = profile.classes.join(', ');
    return violated('class', `class ${given}, not ${allowed}`, `send it as ${allowed}`);
  },
};

const purpose: Rule = {
  guards: 'what it is for',
  check({ class: given, purpose: wanted }, { consent }) {
    if (consent === null || !consent.classes.includes(given)) return NONE;
    const listed = [...consent.purposes].filter(([, need]) => need !== 'refused').map(([name]) => name);
    const use = listed.length === 0 ? 'say what it is for: purpose' : `send it for ${listed.join(', ')}`;
    if (wanted === '') return violated('purpose', `class ${given} without a purpose`, use);
    if ((consent.purposes.get(wanted) ?? consent.otherwise) !== 'refused') return NONE;
    return violated('purpose', `purpose ${wanted}, which is none of ${listed.length} allowed`, use);
  },
};

const keywords: Rule = {
  guards: 'words',
  check({ text }, { keywords: filter }) {
    if (text === null || filter === null) return NONE;
    const found = wordsIn(text, filter.words);
    if (found === 0) return NONE;
    return violated('keywords', `${found} listed words > 0`, 'write it without words of the list', filter.effect);
  },
};

const recallWindow: Rule = {
  guards: 'how long it can be recalled',
  check({ recallMs }, profile) {
    if (profile.recallMs === null || recallMs <= profile.recallMs) return NONE;
    const says = `recallWithin ${spanText(recallMs)} > ${spanText(profile.recallMs)}`;
    return violated('recall-within', says, 'leave recallWithin out, or ask for less');
  },
};

const retention: Rule = {
  guards: 'how long it is kept',
  check({ retainMs }, profile) {
    if (profile.retainMs === null || retainMs <= profile.retainMs) return NONE;
    const says = `retain ${spanText(retainMs)} > ${spanText(profile.retainMs)}`;
    return violated('retain', says, 'leave retain out, or ask for less');
  },
};

const personRetention: Rule = {
  guards: 'for how long its people count',
  check({ class: given, retainMs, holdMs }, { caps }) {
    const looking = caps.person.filter(({ classes }) => classes.includes(given));
    if (looking.length === 0) return NONE;
    const least = holdMs + Math.max(...looking.map(({ window }) => longestMs(window)));
    if (retainMs >= least) return NONE;
    const says = `retain ${spanText(retainMs)} < ${spanText(least)}, for which messages to a person count`;
    return violated('person-retain', says, 'leave retain out, or ask for more');
  },
};

const hoursBegun: Rule = {
  guards: 'hours that begin before it is released',
  check({ now, hoursBegin }) {
    if (hoursBegin === null || now < hoursBegin) return NONE;
    const says = `hours of some of its recipients began at ${momentText(hoursBegin)}, before its release`;
    return violated('hours-begun', says, 'send it anew: who is in their hours then is left out');
  },
};

const personCapAhead: Rule = {
  guards: 'messages to its people that come later',
  check({ releaseAt, capsAhead }) {
    if (capsAhead === null || releaseAt < capsAhead) return NONE;
    const says = `messages to come of some of its recipients are in one window with it from ${momentText(capsAhead)} on`;
    return violated('person-cap-ahead', says, 'send it anew: who would have too many is left out then');
  },
};

const ephemeral: Rule = {
  guards: 'its ephemeral keys',
  check(facts, profile) {
    if (profile.ephemeral !== 'recipient' || facts.ephemeral === 'recipient') return NONE;
    return violated('ephemeral', 'ephemeral batch, not recipient', 'leave ephemeral out');
  },
};

const padding: Rule = {
  guards: 'the length of its slots',
  check({ personalBytes: given }, { personalBytes: least }) {
    if (least === null || given === null || given >= least) return NONE;
    return violated('personal-bytes', `personalBytes ${given} < ${least}`, 'leave personalBytes out');
  },
};

const recipientsPerBroadcast: Rule = {
  guards: 'people of one broadcast',
  check({ recipients, goesOn }, { caps, split }) {
    const most = caps.recipientsPerBroadcast;
    if (most === null || recipients === null || recipients <= most) return NONE;
    if (split !== null) {
      const needed = Math.ceil(recipients / most);
      if (needed <= split.parts) return NONE;
      const found = `${recipients} recipients${goesOn ? ' or more' : ''} in ${needed} parts > ${split.parts}`;
      return violated('split-parts', found, `send to ${most * split.parts} or fewer`);
    }
    const says = `${recipients} recipients${goesOn ? ' or more' : ''} > ${most}`;
    return violated('recipients-per-broadcast', says, `send to ${most} or fewer`);
  },
};

const devicesPerPerson: Rule = {
  guards: 'devices of its people',
  check({ recipients, devices, goesOn }, { caps }) {
    const each = caps.devicesPerPerson;
    // While the audience goes on, those with fewer may be still to come.
    if (each === null || recipients === null || devices === null || goesOn || devices <= each * recipients) return NONE;
    const says = `${devices} devices of ${recipients} recipients > ${each * recipients}, ${each} each`;
    return violated('devices-per-person', says, `send to ${each} devices of each, or fewer`);
  },
};

const broadcastsPerWindow: Rule = {
  guards: 'how often',
  check(facts, { caps }) {
    return caps.broadcasts.flatMap((cap) => overCap(facts, 'broadcasts', cap, 1));
  },
};

const recipientsPerWindow: Rule = {
  guards: 'people in a time',
  check(facts, { caps, split }) {
    // Before they are counted: one at least, or there is nothing to send. Of parts the first one is to fit, the others wait for room.
    const all = facts.recipients ?? 1;
    const wanted = split === null ? all : Math.min(all, caps.recipientsPerBroadcast ?? all);
    return caps.recipients.flatMap((cap) => overCap(facts, 'recipients', cap, wanted));
  },
};

function overCap(facts: Facts, what: Counted, { most, window }: Cap, wanted: number): readonly Violation[] {
  const used = facts.usage.used(what, window);
  const more = facts.goesOn && what === 'recipients' ? ' or more' : '';
  if (used + wanted <= most) return NONE;
  const at = facts.usage.roomAt(what, window, most, wanted);
  const hold = facts.releaseAt > facts.now ? 'hold it' : 'wait';
  const remedy =
    at === null ? 'send to fewer, or wait until what is held is decided' : `${hold} until ${momentText(at)}`;
  return violated(
    `${what}-per-${windowName(window)}`,
    `${used + wanted}${more} ${what} > ${most} ${windowText(window)}`,
    wanted > most ? `send to ${most} or fewer` : remedy,
  );
}

const approval: Rule = {
  guards: 'large audiences',
  check({ recipients, goesOn }, profile) {
    const { above } = profile.approval;
    if (above === null || recipients === null || recipients <= above) return NONE;
    const says = `${recipients} recipients${goesOn ? ' or more' : ''} > ${above} without approval`;
    return violated('approval-above', says, 'somebody must approve it', 'hold');
  },
};

const burst: Rule = {
  guards: 'the same text to many',
  check({ alike }, profile) {
    if (profile.burst === null || alike === null || alike <= profile.burst.recipients) return NONE;
    const { recipients, windowMs } = profile.burst;
    const says = `about the same text to ${alike} recipients > ${recipients} in any ${spanText(windowMs)}`;
    return violated('same-text', says, 'somebody must approve it', 'hold');
  },
};

/** Every rule of admission, in the order in which a refusal names them. */
export const RULES: readonly Rule[] = [
  senders,
  classes,
  purpose,
  keywords,
  recallWindow,
  retention,
  personRetention,
  hoursBegun,
  personCapAhead,
  ephemeral,
  padding,
  recipientsPerBroadcast,
  devicesPerPerson,
  broadcastsPerWindow,
  recipientsPerWindow,
  approval,
  burst,
];

/** All that the rules find, refusals and holds alike. */
export function checkAll(facts: Facts, profile: Profile, rules: readonly Rule[] = RULES): readonly Violation[] {
  return rules.flatMap((rule) => rule.check(facts, profile));
}

/** Must its people be counted before anything of it is handed over? */
export function countsPeople({ caps, approval: { above }, burst: same }: Profile): boolean {
  const { recipientsPerBroadcast: most, devicesPerPerson: each, recipients } = caps;
  return most !== null || each !== null || recipients.length > 0 || above !== null || same !== null;
}
