import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { equalBytes, hex, utf8 } from '../../crypto/bytes.ts';
import { wipe } from '../../crypto/wipe.ts';
import { SealcastError } from '../../errors.ts';
import type { Keyring } from '../../keyring/keyring.ts';
import { limits } from '../../limits.ts';
import type { Clock } from '../../ports/clock.ts';
import type { NoteTable } from '../../spool/notes.ts';
import { isOfTrust, refusing, type Violation } from '../admit/violation.ts';
import type { Permissions, Permits } from '../permit/permissions.ts';
import { senderOf } from '../permit/proof.ts';
import { type Explanation, explained } from './explain.ts';
import { checkModel, TRUST_MODELS, type TrustModel, type TrustName } from './model.ts';
import {
  type Appeal,
  appealed,
  judged,
  type Penalty,
  penaltiesAt,
  penaltyAt,
  type TrustState,
  UNKNOWN,
  withEvent,
} from './standing.ts';
import { coarsePlace, leastSpeed } from './travel.ts';

/** What a host has seen of a sender. Nothing is looked for here, and nothing is kept as it is given. */
export type TrustSignal = AccountSignal | LoginSignal | ViolationSignal;

/** When the account was made: a date, or unix milliseconds. Kept as a day. */
export interface AccountSignal {
  readonly kind: 'account';
  readonly created: Date | number;
}

/**
 * Somebody has signed in. `device` is whatever tells this account's devices apart, at most 256 bytes: a keyed hash of it is kept,
 * which is another one for each sender. `place` is kept as a cell of one degree, and ten minutes.
 */
export interface LoginSignal {
  readonly kind: 'login';
  readonly device?: string;
  readonly place?: { readonly latitude: number; readonly longitude: number };
}

/** A rule was not kept, or somebody complained: a name of a to z, 0 to 9 and -, at most 64 characters. */
export interface ViolationSignal {
  readonly kind: 'violation';
  readonly rule: string;
}

/** Trust at work in an engine: docs/trust.md. */
export interface SenderTrust {
  /** Takes note of something; durable when it returns. Answers how the sender stands then. @throws SealcastError USAGE */
  signal(sender: string, signal: TrustSignal): Explanation;
  /** Why a sender stands as it does: each reason with what it weighs now. */
  explain(sender: string): Explanation;
  /** Asks for the penalty in force to be lifted: once for each. @throws SealcastError USAGE where there is none */
  appeal(sender: string): Appeal;
  /**
   * Decides on the open appeal, with the permit of somebody who may `approve`, presented for `{ do: 'decide', … }`: it is kept with
   * the decision. What lay before a penalty that was lifted is forgotten.
   *
   * @throws SealcastError USAGE where none is open, PERMIT_REFUSED
   */
  decide(sender: string, appeal: number, decision: 'lift' | 'uphold', permit: Uint8Array): Explanation;
  /** Forgets everything about a sender. */
  forget(sender: string): void;
}

/** What trust means to a send that is about to begin. */
export interface TrustVerdict {
  /** For each rule that it does not keep: suspended, banned, too young. */
  readonly violations: readonly Violation[];
  /** The most people it may reach. */
  readonly recipients: number;
  /** Nothing of it is to be handed over. */
  readonly sandbox: boolean;
}

const STATES = 'trust/';
const DAY = 86_400_000;
const RULE = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** The standing of each sender of one engine. What is stored is sealed, under names that are keyed hashes. */
export class Trust implements SenderTrust {
  readonly #model: TrustModel | undefined;
  readonly #named: TrustModel | undefined;
  readonly #key: Uint8Array;
  readonly #notes: NoteTable;
  readonly #clock: Clock;
  readonly #permits: Pick<Permits, 'authorise'>;
  /** Told when the refusal of a send may have brought a penalty. */
  onRefused: () => void = () => {};

  /**
   * @param named the model that the engine's own profile names: it stands in where there is none, but for judging violations
   * @param key 32 bytes, the keyring's subkey for trust; owned by it from here on
   */
  constructor(options: {
    model: TrustModel | undefined;
    named?: TrustModel | undefined;
    key: Uint8Array;
    notes: NoteTable;
    clock: Clock;
    permits: Pick<Permits, 'authorise'>;
  }) {
    this.#model = options.model;
    this.#named = options.named;
    this.#key = options.key;
    this.#notes = options.notes;
    this.#clock = options.clock;
    this.#permits = options.permits;
  }

  /** Without a model nothing is judged, though what was noted is kept. */
  get judges(): boolean {
    return this.#model !== undefined;
  }

  signal(sender: string, signal: TrustSignal): Explanation {
    const now = this.#clock.now();
    const before = this.#stateOf(sender);
    const noted = this.#noted(sender, before, signal, now);
    this.#store(sender, judged(this.#required(), noted, now, limits.trustPenalties));
    return this.explain(sender);
  }

  explain(sender: string): Explanation {
    return this.explained(sender, null);
  }

  /** @param named the model that the profile of a send names, for an engine that has none of its own */
  explained(sender: string, named: TrustName | null): Explanation {
    return explained(this.#required(named), sender, this.#stateOf(sender), this.#clock.now());
  }

  appeal(sender: string): Appeal {
    const { state, penalty } = this.#penalised(sender);
    if (penalty.appeal !== null)
      throw new SealcastError('USAGE', `this penalty was appealed before: it is ${penalty.appeal.state}`, {
        hint: 'each penalty can be appealed once',
      });
    const number = Math.max(0, ...state.penalties.map((one) => one.appeal?.number ?? 0)) + 1;
    const at = this.#clock.now();
    const appeal: Appeal = { number, at, state: 'open', decidedAt: 0, decidedBy: null, permit: null };
    this.#store(sender, appealed(state, penalty, appeal));
    return appeal;
  }

  decide(sender: string, number: number, decision: 'lift' | 'uphold', permit: Uint8Array): Explanation {
    const { state, penalty } = this.#penalised(sender);
    if (penalty.appeal?.state !== 'open' || penalty.appeal.number !== number)
      throw new SealcastError('USAGE', 'there is no open appeal of this number', {
        hint: 'explain shows the one there is',
      });
    if (decision !== 'lift' && decision !== 'uphold')
      throw new SealcastError('USAGE', "a decision is 'lift' or 'uphold'");
    if (!(permit instanceof Uint8Array)) throw new SealcastError('USAGE', 'a decision takes one permit');
    const [grant] = this.#permits.authorise({ do: 'decide', sender, appeal: number, decision }, permit);
    const appeal: Appeal = {
      ...penalty.appeal,
      state: decision === 'lift' ? 'lifted' : 'upheld',
      decidedAt: this.#clock.now(),
      decidedBy: grant!.holders.at(-1)!,
      permit: permit.slice(),
    };
    // What led to it is dealt with: else the same score would bring the same penalty with the next signal.
    const events = decision === 'lift' ? state.events.filter(({ at }) => at > penalty.since) : state.events;
    this.#store(sender, appealed({ ...state, events }, penalty, appeal));
    return this.explain(sender);
  }

  forget(sender: string): void {
    this.#notes.set([[this.#nameOf(sender), null]]);
  }

  /** What it means to a send; also where a penalty has become due by itself, or has ended. */
  verdict(sender: string, named: TrustName | null): TrustVerdict {
    if (this.#model === undefined && named === null)
      return { violations: [], recipients: Number.POSITIVE_INFINITY, sandbox: false };
    const { penalty, account, violations } = this.explained(sender, named);
    return { violations, recipients: account.recipients, sandbox: penalty?.penalty === 'sandbox' };
  }

  /** The most envelopes an hour of a sender that is throttled, and until when; null of one that is not. */
  throttleOf(sender: string): { readonly perHour: number; readonly until: number | null } | null {
    if (this.#model === undefined) return null;
    // Also beside a harder one, which stops what is sent anew: what was admitted before goes on, and no faster for that.
    const throttled = penaltiesAt(this.#stateOf(sender), this.#clock.now()).find(({ perHour }) => perHour !== null);
    return throttled?.perHour == null ? null : { perHour: throttled.perHour, until: throttled.until };
  }

  /** Does a refusal count against its sender? One that trust has a part in would only say the same twice. */
  isViolation(error: unknown): boolean {
    return this.#countedIn(error).length > 0;
  }

  /** A sender whose send a rule has refused is remembered for it. */
  refused(sender: string, error: unknown): void {
    const counted = this.#countedIn(error);
    for (const { rule } of counted) this.signal(sender, { kind: 'violation', rule });
    if (counted.length > 0) this.onRefused();
  }

  #countedIn(error: unknown): readonly Violation[] {
    const violations = error instanceof SealcastError && this.judges ? (error.violations ?? []) : [];
    return violations.some(isOfTrust) ? [] : refusing(violations);
  }

  close(): void {
    wipe(this.#key);
  }

  #required(named: TrustName | null = null): TrustModel {
    const model = this.#model ?? (named === null ? this.#named : TRUST_MODELS[named]);
    if (model !== undefined) return model;
    throw new SealcastError('USAGE', 'the engine was opened without trust', {
      hint: "openEngine({ trust: 'default' })",
    });
  }

  #noted(sender: string, state: TrustState, signal: TrustSignal, now: number): TrustState {
    const model = this.#required();
    const add = (to: TrustState, kind: TrustState['events'][number]['kind'], rule = ''): TrustState =>
      withEvent(model, to, { kind, rule, at: now }, now, limits.trustEvents);
    switch (signal?.kind) {
      case 'account': {
        const created = signal.created instanceof Date ? signal.created.getTime() : signal.created;
        if (!Number.isSafeInteger(created) || created < 0 || created > now)
          throw new SealcastError('USAGE', 'an account was made at a time in the past');
        return { ...state, created: Math.floor(created / DAY) * DAY };
      }
      case 'login': {
        const { device, place } = signal;
        let noted = state;
        if (device !== undefined) {
          const known = state.devices;
          const name = this.#deviceOf(sender, device);
          const others = known.filter((one) => !equalBytes(one, name));
          // The first device of all is nobody's new one.
          if (others.length === known.length && known.length > 0) noted = add(noted, 'new-device');
          noted = { ...noted, devices: [...others, name].slice(-limits.trustDevices) };
        }
        if (place !== undefined) {
          const here = coarsePlace(place?.latitude, place?.longitude, now);
          if (here === null)
            throw new SealcastError('USAGE', 'a place has latitude and longitude, in degrees', {
              hint: 'leave it out where it is not known',
            });
          const { kmPerHour } = model.impossibleTravel;
          if (state.place !== null && leastSpeed(state.place, here) > kmPerHour)
            noted = add(noted, 'impossible-travel');
          noted = { ...noted, place: here };
        }
        return noted;
      }
      case 'violation':
        if (typeof signal.rule !== 'string' || !RULE.test(signal.rule))
          throw new SealcastError('USAGE', 'the name of a rule has a to z, 0 to 9 and -, at most 64 characters');
        return add(state, 'violation', signal.rule);
      default:
        throw new SealcastError('USAGE', 'an unknown signal', { hint: 'account, login, violation' });
    }
  }

  #penalised(sender: string): { state: TrustState; penalty: Penalty } {
    this.#required();
    const state = this.#stateOf(sender);
    const penalty = penaltyAt(state, this.#clock.now());
    if (penalty !== null) return { state, penalty };
    throw new SealcastError('USAGE', 'this sender has no penalty', { hint: 'explain says how it stands' });
  }

  #stateOf(sender: string): TrustState {
    return (this.#notes.get(this.#nameOf(sender)) as TrustState | undefined) ?? UNKNOWN;
  }

  #store(sender: string, state: TrustState): void {
    this.#notes.set([[this.#nameOf(sender), state]]);
  }

  #nameOf(sender: string): string {
    const name = typeof sender === 'string' ? sender.normalize('NFC') : '';
    if (name === '' || utf8(name).length > limits.senderNameBytes)
      throw new SealcastError('USAGE', 'this is no name of a sender');
    return STATES + hex(this.#keyed('sender', name));
  }

  /** Another for each sender: that two accounts share a device is nothing that we could tell. */
  #deviceOf(sender: string, device: string): Uint8Array {
    if (typeof device !== 'string' || device === '' || utf8(device).length > limits.idBytes)
      throw new SealcastError('USAGE', `a device has 1 to ${limits.idBytes} bytes`);
    return this.#keyed('device', sender.normalize('NFC'), device);
  }

  /** The parts are told apart by a byte that ends each, and that no name holds: senders' names are printable. */
  #keyed(...parts: readonly string[]): Uint8Array {
    return hmac(sha256, this.#key, utf8(parts.join('\0'))).subarray(0, 16);
  }
}

/** @throws SealcastError USAGE for a model that is none */
export function modelOf(trust: TrustName | TrustModel | undefined): TrustModel | undefined {
  if (trust === undefined) return undefined;
  if (typeof trust === 'string') {
    if (Object.hasOwn(TRUST_MODELS, trust)) return TRUST_MODELS[trust];
    throw new SealcastError('USAGE', 'there is no trust model of this name', {
      hint: `there are ${Object.keys(TRUST_MODELS).join(', ')}; or give your own`,
    });
  }
  checkModel(trust);
  return trust;
}

/** The same, with something done before and after each change. */
export function guarded(trust: Trust, around: { before: () => void; after: () => void }): SenderTrust {
  const changing = <T>(change: () => T): T => {
    around.before();
    const changed = change();
    around.after();
    return changed;
  };
  return {
    explain: (sender) => trust.explain(sender),
    signal: (sender, signal) => changing(() => trust.signal(sender, signal)),
    appeal: (sender) => changing(() => trust.appeal(sender)),
    decide: (sender, appeal, decision, permit) => changing(() => trust.decide(sender, appeal, decision, permit)),
    forget: (sender) => changing(() => trust.forget(sender)),
  };
}

/** The trust of an engine; appeals are decided by its permits. */
export function trustOf(
  model: TrustModel | undefined,
  named: TrustName | null,
  parts: { keyring: Keyring; notes: NoteTable; clock: Clock; permissions: Permissions },
): Trust {
  const { keyring, notes, clock, permissions } = parts;
  const authorise: Permits['authorise'] = (action, permits) =>
    permissions.authorise(action, permits, { sender: senderOf(action) });
  return new Trust({
    model,
    named: named === null ? undefined : TRUST_MODELS[named],
    key: keyring.subkey('trust'),
    notes,
    clock,
    permits: { authorise },
  });
}
