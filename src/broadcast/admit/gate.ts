import { hex } from '../../crypto/bytes.ts';
import { wipe } from '../../crypto/wipe.ts';
import { SealcastError } from '../../errors.ts';
import type { Erasure } from '../../keyring/erasure.ts';
import type { Keyring } from '../../keyring/keyring.ts';
import { limits } from '../../limits.ts';
import type { Clock } from '../../ports/clock.ts';
import type { BroadcastRecord, Counts } from '../../spool/broadcast-record.ts';
import {
  CLASSES,
  type Message,
  type MessageClass,
  type SendDefaults,
  type SendRequest,
  type Settings,
  settingsOf,
} from '../request.ts';
import { type Admission, newAdmission, refusedError, sketchOwner } from './admission.ts';
import { explain, type PolicyExplanation } from './explain.ts';
import type { Facts } from './facts.ts';
import { type Asking, entriesOf, type Ledger } from './ledger.ts';
import { type Profile, type ProfileDocument, readProfile } from './profile.ts';
import { isSameProfile, OPEN, ownProfile, PROFILES, profileDocument } from './profiles.ts';
import { checkAll, countsPeople } from './rules.ts';
import { likenessOfViews, sketchesOf } from './sketch.ts';
import { type Part, type Split, withheldBy } from './split.ts';
import { textsOf } from './texts.ts';
import type { Release } from './usage.ts';
import { refusing, type Violation } from './violation.ts';
import { longestMs } from './window.ts';

/** What a new broadcast is stored with. */
export interface Admitted {
  readonly admission: Admission;
  /** Of its text, to be stored as an erasable secret; null where nothing is compared. */
  readonly sketch: () => Uint8Array | null;
}

/** A broadcast that one thinks of sending: as `send` has it. What is left out is not asked about. */
export interface PolicyQuestion extends Partial<Omit<SendRequest, 'from' | 'to'>> {
  readonly from: string;
  /** People it would go to, duplicates not counted. */
  readonly recipients?: number;
}

/** Whom it goes to, as far as they are counted. */
type People = Pick<Counts, 'sealed' | 'envelopes'>;

/** What a broadcast is decided on by: its settings before it is stored, its record afterwards. */
type Decided = Pick<
  BroadcastRecord,
  | 'sender'
  | 'class'
  | 'purpose'
  | 'ephemeral'
  | 'personal'
  | 'personalBytes'
  | 'created'
  | 'recallUntil'
  | 'retainUntil'
  | 'releaseAt'
>;

/**
 * Where broadcasts are let through: asks the rules when one is sent, and once more when its people are counted. Nothing here waits:
 * what was found and the commit that follows from it are of one turn of the event loop, so that of two broadcasts that would both
 * be the last to fit one is.
 */
export class Gate {
  readonly #keyring: Keyring;
  readonly #clock: Clock;
  readonly #ledger: Ledger;
  readonly #erasure: Erasure;
  readonly #own: { readonly profile: Profile; readonly document: ProfileDocument };
  /** By broadcast id; opening one costs more than comparing a hundred. */
  readonly #sketches = new Map<string, Uint8Array>();
  #parsed: { readonly json: string; readonly profile: Profile } | undefined;

  /**
   * @param given the profile of every send that names none
   * @throws SealcastError PROFILE_INVALID
   */
  constructor(
    given: string | ProfileDocument | undefined,
    { keyring, clock, erasure, ledger }: { keyring: Keyring; clock: Clock; erasure: Erasure; ledger: Ledger },
  ) {
    const document = structuredClone(profileDocument(given));
    this.#own = { profile: ownProfile(document), document };
    this.#keyring = keyring;
    this.#clock = clock;
    this.#ledger = ledger;
    this.#erasure = erasure;
  }

  /** @throws SealcastError PROFILE_INVALID */
  profile(given: string | ProfileDocument | undefined): { profile: Profile; document: ProfileDocument } {
    if (given === undefined) return this.#own;
    const document = profileDocument(given);
    return { profile: ownProfile(document), document };
  }

  /**
   * As a permit may name it: one that comes along, or the engine's own. Null: what another is, only the send that brings it has said.
   *
   * @param profile as `profile` answered: another document under the name of one that comes along is refused there
   */
  permitName(profile: Profile): string | null {
    const { name } = profile;
    return Object.hasOwn(PROFILES, name) || isSameProfile(profile, this.#own.profile) ? name : null;
  }

  /** What a profile chooses where a request does not. */
  defaultsOf(profile: Profile): SendDefaults {
    const { name, recallMs, retainMs, ephemeral, personalBytes } = profile;
    return {
      profile: name,
      recallMs,
      retainMs,
      ephemeral,
      personalBytes,
      asks: (of) => this.#asks(profile, of),
    };
  }

  /**
   * What a new broadcast is stored with. To be asked in the same turn as it is stored.
   *
   * @throws SealcastError POLICY_REFUSED
   */
  admit(settings: Settings, message: Message | string, given: string | ProfileDocument | undefined): Admitted {
    const { profile, document } = this.profile(given);
    const now = this.#clock.now();
    if (profile.name === 'open' && Object.keys(document).every((key) => NO_RULES.has(key)))
      return { admission: newAdmission(now), sketch: () => null };
    const { all: text, views } = textsOf(message);
    const violations = this.#checkNew(settings, text, profile);
    const { name } = profile;
    throwRefused(name, violations);
    const { senders: _listed, keywords: _words, ...kept } = document;
    const held = violations.length > 0 || countsPeople(profile);
    return {
      admission: {
        ...newAdmission(now),
        state: held ? 'held' : 'released',
        profile: name,
        document: JSON.stringify(kept),
        violations,
        sketchMs: profile.burst?.windowMs ?? 0,
        split: profile.split === null ? null : { most: profile.caps.recipientsPerBroadcast!, parts: [] },
      },
      sketch: () => (profile.burst === null ? null : this.#sketch(views)),
    };
  }

  /** All that refuses a new broadcast, for whoever refuses it anyway: nothing of it is left unsaid. */
  against(
    settings: Settings,
    message: Message | string,
    given: string | ProfileDocument | undefined,
  ): readonly Violation[] {
    return refusing(this.#checkNew(settings, textsOf(message).all, this.profile(given).profile));
  }

  #checkNew(settings: Settings, text: string, profile: Profile): readonly Violation[] {
    const sender = settings.from.normalize('NFC');
    return checkAll({ ...this.#facts({ ...settings, sender }, null), text }, profile);
  }

  /** The same of one whose people are being counted. @param goesOn there are so many, or more */
  againstMany(record: BroadcastRecord, counts: People, goesOn: boolean): readonly Violation[] {
    return record.admission.state === 'held' ? refusing(this.#check(record, counts, goesOn)) : [];
  }

  /**
   * While the audience is read: ends a broadcast that has too many people already, and more to come.
   *
   * @param counts as of the chunk before
   * @throws SealcastError POLICY_REFUSED
   */
  reading(record: BroadcastRecord, counts: Counts): void {
    throwRefused(record.admission.profile, this.againstMany(record, counts, true));
  }

  /**
   * When all its people are counted. To be asked in the same turn as the answer is stored.
   *
   * @throws SealcastError POLICY_REFUSED
   */
  decide(record: BroadcastRecord): Admission {
    if (record.admission.state !== 'held') return record.admission;
    const admission = { ...record.admission, split: splitOf(record) };
    const violations = [...admission.violations, ...this.#check(record, record.counts, false)];
    throwRefused(admission.profile, violations);
    const at = this.#clock.now();
    // Where there is nobody to hand anything to, there is nothing to approve.
    if (violations.length === 0 || record.counts.sealed === 0)
      return this.releaseParts(record, { ...admission, state: 'released', at });
    const { withinMs } = this.profileOf(admission).approval;
    const { expires, notAfter, hoursBegin, capsAhead } = record;
    const approveUntil = Math.min(at + withinMs, expires, notAfter, hoursBegin, capsAhead);
    // What is held keeps its place from now on, but beside what is to come it must find one, whenever it is approved.
    throwRefused(admission.profile, this.#check(record, record.counts, false, approveUntil - 1));
    return { ...admission, at, violations, approveUntil };
  }

  /** With as many of its parts released as the caps have room for now; the same object where that is none. */
  releaseParts(record: BroadcastRecord, admission: Admission): Admission {
    const { split } = admission;
    if (split === null || withheldBy(split) === 0) return admission;
    const now = this.#clock.now();
    const asking = { now, release: releaseOf(record, now) };
    const { broadcasts, recipients } = this.profileOf(admission).caps;
    const parts = [...split.parts];
    const fits = ({ people }: Part): boolean => {
      const own = entriesOf({ ...record, admission: { ...admission, split: { ...split, parts } } });
      const usage = this.#ledger.usageOf(record.sender, asking, hex(record.id), own);
      return (
        broadcasts.every(({ most, window }) => usage.used('broadcasts', window) < most) &&
        recipients.every(({ most, window }) => usage.used('recipients', window) + people <= most)
      );
    };
    let next = parts.findIndex(({ at }) => at === 0);
    const first = next;
    for (; next < parts.length && fits(parts[next]!); next++) parts[next] = { ...parts[next]!, at: now };
    return next === first ? admission : { ...admission, at: now, split: { ...split, parts } };
  }

  /** When the next part could be released, unix milliseconds; Infinity: not by itself. */
  nextPartAt(record: BroadcastRecord): number {
    const { sender, admission } = record;
    const part = admission.split?.parts.find(({ at }) => at === 0);
    if (admission.state !== 'released' || part === undefined) return Number.POSITIVE_INFINITY;
    const now = this.#clock.now();
    const usage = this.#ledger.usageOf(sender, { now, release: releaseOf(record, now) }, null);
    const { broadcasts, recipients } = this.profileOf(admission).caps;
    const rooms = [
      ...broadcasts.map(({ most, window }) => usage.roomAt('broadcasts', window, most, 1)),
      ...recipients.map(({ most, window }) => usage.roomAt('recipients', window, most, part.people)),
    ];
    return Math.max(now, ...rooms.map((at) => at ?? Number.POSITIVE_INFINITY));
  }

  refused(admission: Admission, violations: readonly Violation[]): Admission {
    return { ...admission, state: 'refused', at: this.#clock.now(), violations };
  }

  /**
   * What a profile allows a sender now, and what it would say to a broadcast of so many people.
   *
   * @throws SealcastError PROFILE_INVALID, USAGE, MESSAGE_INVALID
   */
  explain({ recipients, ...given }: PolicyQuestion): PolicyExplanation {
    const { profile } = this.profile(given.profile);
    const message = given.message ?? '-';
    const settings = settingsOf({ ...given, message, to: [] }, this.#clock.now(), this.defaultsOf(profile));
    const sender = settings.from.normalize('NFC');
    const texts = given.message === undefined ? null : textsOf(given.message);
    const now = this.#clock.now();
    const release = releaseOf(settings, now);
    const before =
      profile.burst === null || texts === null
        ? 0
        : this.#alike('', sender, this.#sketch(texts.views), profile.burst, { now, release });
    const counted = recipients === undefined ? {} : { recipients, alike: before + recipients };
    return explain(profile, { ...this.#facts({ ...settings, sender }, null), text: texts?.all ?? null, ...counted });
  }

  /** @param to the last moment at which it may be released, where somebody has to approve it */
  #check(
    record: BroadcastRecord,
    { sealed: recipients, envelopes: devices }: People,
    goesOn: boolean,
    to?: number,
  ): readonly Violation[] {
    const profile = this.profileOf(record.admission);
    const id = hex(record.id);
    const facts = this.#facts(record, id, to);
    // A dry run has stored no sketch, and is compared with nothing.
    const own = profile.burst === null || goesOn ? null : this.#sketchOf(id);
    const { now } = facts;
    const before =
      own === null ? 0 : this.#alike(id, record.sender, own, profile.burst!, { now, release: releaseOf(record, now) });
    const alike = goesOn ? null : before + recipients;
    const { hoursBegin, capsAhead } = record;
    return checkAll({ ...facts, recipients, devices, goesOn, alike, hoursBegin, capsAhead }, profile);
  }

  /** People whom a sender sends about the same text by other broadcasts than this one, in any window that its release falls into. */
  #alike(
    id: string,
    sender: string,
    own: Uint8Array,
    { windowMs, alike }: NonNullable<Profile['burst']>,
    asking: Asking,
  ): number {
    const same = (other: string): boolean => {
      const sketch = this.#sketchOf(other);
      return sketch !== null && likenessOfViews(own, sketch) >= alike;
    };
    return this.#ledger.alike(sender, asking, id, windowMs, same);
  }

  #sketchOf(id: string): Uint8Array | null {
    const opened = this.#sketches.get(id);
    if (opened !== undefined) return opened;
    try {
      const sketch = this.#erasure.open('retention', sketchOwner(id));
      // The one that was opened first goes: its window is the first to be over.
      if (this.#sketches.size >= limits.sketchesOpen) this.#sketches.delete(this.#sketches.keys().next().value!);
      this.#sketches.set(id, sketch);
      return sketch;
    } catch (error) {
      // Purged before its window was over: nobody can say any more what it was like.
      if (error instanceof SealcastError && error.code === 'KEY_ERASED') return null;
      throw error;
    }
  }

  #sketch(views: readonly string[]): Uint8Array {
    const key = this.#keyring.subkey('text-sketch');
    try {
      return sketchesOf(views, key);
    } finally {
      wipe(key);
    }
  }

  #asks({ quietHours, minors, caps }: Profile, of: MessageClass): ReturnType<SendDefaults['asks']> {
    // A send under another profile than the engine's is no way around the caps of that.
    const looking = [...caps.person, ...this.#own.profile.caps.person].filter(({ classes }) => classes.includes(of));
    return {
      hours: [quietHours, minors].some((rule) => rule?.classes.includes(of)),
      peopleMs: Math.max(0, ...looking.map(({ window }) => longestMs(window))),
    };
  }

  #facts(of: Decided, id: string | null, to?: number): Facts {
    const now = this.#clock.now();
    const release = releaseOf(of, now, to);
    const key = this.#keyring.senders().find(({ name }) => name === of.sender)?.publicKey;
    return {
      now,
      sender: of.sender,
      senderKey: key === undefined ? null : hex(key),
      class: CLASSES[of.class - 1]!,
      purpose: of.purpose,
      ephemeral: of.ephemeral,
      personalBytes: of.personal.length === 0 ? null : of.personalBytes,
      recallMs: of.recallUntil - of.created,
      retainMs: of.retainUntil - of.created,
      holdMs: Math.max(0, of.releaseAt - of.created),
      releaseAt: release.from,
      text: null,
      recipients: null,
      devices: null,
      goesOn: false,
      alike: null,
      usage: this.#ledger.usageOf(of.sender, { now, release }, id),
      hoursBegin: null,
      capsAhead: null,
    };
  }

  /** As it was when the broadcast was sent: a document that was changed since does not change what is under way. */
  profileOf({ document }: Admission): Profile {
    if (document === '') return OPEN;
    if (this.#parsed?.json !== document)
      this.#parsed = { json: document, profile: readProfile(JSON.parse(document) as unknown) };
    return this.#parsed.profile;
  }
}

/** Nothing is handed over before the moment to which its sender holds it, whenever it is let go. */
function releaseOf({ releaseAt }: Pick<BroadcastRecord, 'releaseAt'>, now: number, to = now): Release {
  const from = Math.max(now, releaseAt);
  return { from, to: Math.max(from, to) };
}

/** What would only be held is no reason to refuse, and not among them. */
function throwRefused(profile: string, found: readonly Violation[]): void {
  const violations = refusing(found);
  if (violations.length > 0) throw refusedError({ profile, violations });
}

/** None where all fit into one. */
function splitOf({ admission: { split }, counts }: BroadcastRecord): Split | null {
  return split === null || counts.sealed <= split.most ? null : split;
}

const NO_RULES = new Set(['version', 'name', 'description']);
