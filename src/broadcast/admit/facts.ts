import type { Ephemeral } from '../../fanout/seal-request.ts';
import type { MessageClass } from '../request.ts';
import type { Profile } from './profile.ts';
import type { Violation } from './violation.ts';
import type { Window } from './window.ts';

/**
 * What is known of a broadcast when it is decided on. Twice: when it is sent, before anything is stored, and when its audience is
 * counted, before anything is handed over. What is not known at one of them is null, and no rule that asks for it is violated then.
 */
export interface Facts {
  /** Unix milliseconds. */
  readonly now: number;
  /** Its name in the keyring. */
  readonly sender: string;
  /** Its 64 public bytes, hex; null of one that is only made by this send. */
  readonly senderKey: string | null;
  readonly class: MessageClass;
  /** What it is for; '' where nobody said. */
  readonly purpose: string;
  readonly ephemeral: Ephemeral;
  /** Room for personal fields, bytes; null without any. */
  readonly personalBytes: number | null;
  /** Milliseconds for which `recall()` makes notices, and for which envelopes and keys are kept. */
  readonly recallMs: number;
  readonly retainMs: number;
  /** Milliseconds from its send for which its sender holds it. */
  readonly holdMs: number;
  /** When it may be handed over at the earliest, unix milliseconds: now, or when `holdMs` is over. */
  readonly releaseAt: number;
  /** Every text of the message; null once it is sealed. */
  readonly text: string | null;
  /** People after dedup; null before they are counted. */
  readonly recipients: number | null;
  /** Devices of those people, each an envelope; null before they are counted. */
  readonly devices: number | null;
  /** The audience goes on: there are so many people, or more. */
  readonly goesOn: boolean;
  /** People whom this sender has sent about the same text within the burst window, these included; null before they are counted. */
  readonly alike: number | null;
  readonly usage: Usage;
  /** When hours begin of somebody whom it is sealed to, unix milliseconds; null before that is known, and for never. */
  readonly hoursBegin: number | null;
  /** From when on messages to come of somebody whom it is sealed to are in one window with it, unix milliseconds; null as before. */
  readonly capsAhead: number | null;
}

/**
 * What other broadcasts of this sender count for, where a release falls. One that waits for its decision counts in every window, one that
 * is held to a moment by its sender counts then: in windows that end later than this release, too.
 */
export interface Usage {
  /** Broadcasts, or people they went to, in the fullest window that the release falls into. */
  used(what: Counted, window: Window): number;
  /** The next moment of a release for which so many more fit, if nothing else is sent: unix milliseconds; null: not as long as others are held, or never. */
  roomAt(what: Counted, window: Window, most: number, wanted: number): number | null;
}
export type Counted = 'broadcasts' | 'recipients';

/**
 * A rule: a pure function of the facts and the profile. Admission is a list of them (rules.ts); all are asked, so that a refusal
 * names every one that is violated.
 */
export interface Rule {
  /** What it guards, for people: `people of one broadcast`. */
  readonly guards: string;
  check(facts: Facts, profile: Profile): readonly Violation[];
}
