import { hex } from '../../crypto/bytes.ts';
import type { Keyring } from '../../keyring/keyring.ts';
import type { Clock } from '../../ports/clock.ts';
import type { BroadcastRecord, Counts } from '../../spool/broadcast-record.ts';
import { CLASSES, type Message, type SendDefaults, type SendRequest, type Settings, settingsOf } from '../request.ts';
import { type Admission, newAdmission, refusedError } from './admission.ts';
import { explain, type PolicyExplanation } from './explain.ts';
import type { Facts } from './facts.ts';
import type { Ledger } from './ledger.ts';
import { type Profile, type ProfileDocument, readProfile } from './profile.ts';
import { profileDocument } from './profiles.ts';
import { checkAll, countsPeople } from './rules.ts';
import type { Violation } from './violation.ts';

/** A broadcast that one thinks of sending: as `send` has it. What is left out is not asked about. */
export interface PolicyQuestion extends Partial<Omit<SendRequest, 'from' | 'to'>> {
  readonly from: string;
  /** People it would go to, duplicates not counted. */
  readonly recipients?: number;
}

/** What a broadcast is decided on by: its settings before it is stored, its record afterwards. */
type Decided = Pick<
  BroadcastRecord,
  'sender' | 'class' | 'ephemeral' | 'personal' | 'personalBytes' | 'created' | 'recallUntil' | 'retainUntil'
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
  readonly #own: { readonly profile: Profile; readonly document: ProfileDocument };
  #parsed: { readonly json: string; readonly profile: Profile } | undefined;

  /**
   * @param given the profile of every send that names none
   * @throws SealcastError PROFILE_INVALID
   */
  constructor(given: string | ProfileDocument | undefined, keyring: Keyring, clock: Clock, ledger: Ledger) {
    const document = structuredClone(profileDocument(given));
    this.#own = { profile: readProfile(document), document };
    this.#keyring = keyring;
    this.#clock = clock;
    this.#ledger = ledger;
  }

  /** @throws SealcastError PROFILE_INVALID */
  profile(given: string | ProfileDocument | undefined): { profile: Profile; document: ProfileDocument } {
    if (given === undefined) return this.#own;
    const document = profileDocument(given);
    return { profile: readProfile(document), document };
  }

  /** What a profile chooses where a request does not. */
  defaultsOf({ name, recallMs, retainMs, ephemeral, personalBytes }: Profile): SendDefaults {
    return { profile: name, recallMs, retainMs, ephemeral, personalBytes };
  }

  /**
   * What a new broadcast is stored with. To be asked in the same turn as it is stored.
   *
   * @throws SealcastError POLICY_REFUSED
   */
  admit(settings: Settings, message: Message | string, given: string | ProfileDocument | undefined): Admission {
    const { profile, document } = this.profile(given);
    const now = this.#clock.now();
    if (profile.name === 'open' && Object.keys(document).every((key) => NO_RULES.has(key))) return newAdmission(now);
    const sender = settings.from.normalize('NFC');
    const facts = { ...this.#facts({ ...settings, sender }, null), text: textsOf(message).join('\n') };
    const violations = checkAll(facts, profile);
    const { name } = profile;
    throwRefused(name, violations);
    const { senders: _listed, keywords: _words, ...kept } = document;
    const held = violations.length > 0 || countsPeople(profile);
    return {
      ...newAdmission(now),
      state: held ? 'held' : 'released',
      profile: name,
      document: JSON.stringify(kept),
      violations,
    };
  }

  /**
   * While the audience is read: ends a broadcast that has too many people already, and more to come.
   *
   * @param counts as of the chunk before
   * @throws SealcastError POLICY_REFUSED
   */
  reading(record: BroadcastRecord, counts: Counts): void {
    if (record.admission.state !== 'held') return;
    throwRefused(record.admission.profile, this.#check(record, counts.sealed, true));
  }

  /**
   * When all its people are counted. To be asked in the same turn as the answer is stored.
   *
   * @throws SealcastError POLICY_REFUSED
   */
  decide(record: BroadcastRecord): Admission {
    const { admission } = record;
    if (admission.state !== 'held') return admission;
    const violations = [...admission.violations, ...this.#check(record, record.counts.sealed, false)];
    throwRefused(admission.profile, violations);
    const at = this.#clock.now();
    // Where there is nobody to hand anything to, there is nothing to approve.
    if (violations.length === 0 || record.counts.sealed === 0) return { ...admission, state: 'released', at };
    const { withinMs } = this.#profileOf(admission).approval;
    const approveUntil = Math.min(at + withinMs, record.expires, record.notAfter);
    return { ...admission, at, violations, approveUntil };
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
    const facts = this.#facts({ ...settings, sender: settings.from.normalize('NFC') }, null);
    const text = given.message === undefined ? null : textsOf(given.message).join('\n');
    return explain(profile, { ...facts, text, recipients: recipients ?? null });
  }

  #check(record: BroadcastRecord, recipients: number, goesOn: boolean): readonly Violation[] {
    const facts = { ...this.#facts(record, hex(record.id)), recipients, goesOn };
    return checkAll(facts, this.#profileOf(record.admission));
  }

  #facts(of: Decided, id: string | null): Facts {
    const now = this.#clock.now();
    const key = this.#keyring.senders().find(({ name }) => name === of.sender)?.publicKey;
    return {
      now,
      sender: of.sender,
      senderKey: key === undefined ? null : hex(key),
      class: CLASSES[of.class - 1]!,
      ephemeral: of.ephemeral,
      personalBytes: of.personal.length === 0 ? null : of.personalBytes,
      recallMs: of.recallUntil - of.created,
      retainMs: of.retainUntil - of.created,
      text: null,
      recipients: null,
      goesOn: false,
      alike: null,
      usage: this.#ledger.usageOf(of.sender, now, id),
    };
  }

  /** As it was when the broadcast was sent: a document that was changed since does not change what is under way. */
  #profileOf({ document }: Admission): Profile {
    if (this.#parsed?.json !== document)
      this.#parsed = { json: document, profile: readProfile(JSON.parse(document) as unknown) };
    return this.#parsed.profile;
  }
}

/** What would only be held is no reason to refuse, and not among them. */
function throwRefused(profile: string, found: readonly Violation[]): void {
  const violations = found.filter(({ effect }) => effect === 'refuse');
  if (violations.length > 0) throw refusedError({ profile, violations });
}

const NO_RULES = new Set(['version', 'name', 'description']);

/** Every text of a message, fields for the receiver's app included. It was encoded before, so it is no deeper than that allows. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  return [...(value instanceof Map ? value.values() : Object.values(value))].flatMap(textsOf);
}
