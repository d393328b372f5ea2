import { equalBytes, fromHex } from '../../crypto/bytes.ts';
import { SealcastError } from '../../errors.ts';
import { limits } from '../../limits.ts';
import type { Approver } from '../../ports/approver.ts';
import type { Clock } from '../../ports/clock.ts';
import type { NoteTable } from '../../spool/notes.ts';
import type { Cap } from '../cap.ts';
import type { SendRequest } from '../request.ts';
import { PERMIT_KEY, type Right } from './block.ts';
import { actionDigest, type PermitAction, type Presentation, readPresentation, senderOf } from './proof.ts';
import { type Grant, grantOf, verifyPermit } from './token.ts';

/** Who may give permits for this engine, and when one person's is not enough. */
export interface PermissionOptions {
  /** Ed25519 public keys, 32 bytes each, of those whose permits count. */
  readonly roots: readonly Uint8Array[];
  /** A send to more people than this needs the permits of two. @defaultValue no such rule */
  readonly twoPersonAbove?: number;
  /** Name of this installation: a proof made for another one is refused. At most 64 bytes. @defaultValue '' */
  readonly realm?: string;
  /**
   * What the engine shows only for a permit: with `read-report` reports (`report`, `list`, `held`) and refused rows, with `unmask` who did not
   * get it (`failures`) and what is there for somebody (`fetch`). @defaultValue none: it is the host's to ask
   */
  readonly guards?: readonly Shown[];
}

/** What the engine itself shows only to whom a permit allows it, where it is told to. */
export type Shown = 'read-report' | 'unmask';
export const SHOWN: readonly Shown[] = ['read-report', 'unmask'];

/** Permits as they are presented, or a pass that they were given. */
export type Presented = Pass | Uint8Array | readonly Uint8Array[];

/** Shows what its permits allow, again and again until its time is over: for a page that looks every second. Of the engine that gave it. */
export interface Pass {
  readonly do: Shown;
  /** Id in hex; `*`: all that its permits are for. */
  readonly broadcast: string;
  /** Unix milliseconds. */
  readonly until: number;
}

/** Whose broadcast something is about, and under which profile it was sent. */
export interface About {
  readonly sender: string;
  readonly profile: string;
}

/** Of an action: all broadcasts that the permits are for. */
export const ALL = '*';

/** Permits at work in an engine. */
export interface Permits {
  /** Whether the engine was opened with `permissions`: then a send, and an approval, takes a permit. */
  readonly required: boolean;
  /** Does the engine ask for a permit before it shows this? As `permissions.guards` says. */
  guards(right: Shown): boolean;
  /**
   * A pass for the permits that are presented, good for five minutes, by the engine's clock, and while none of them is revoked or ends.
   *
   * @throws SealcastError PERMIT_REFUSED, USAGE for an engine without `permissions`
   */
  pass(action: { readonly do: Shown; readonly broadcast: string }, permits: Uint8Array | readonly Uint8Array[]): Pass;
  /**
   * Is this allowed now? Spends the proofs: each is good once. For what the host shows and decides itself; `send` asks by itself, and what
   * `permissions.guards` names is asked for by the engine. Of a send rights, sender and profile are looked at; how many people it goes to is
   * seen by the send alone, and is in what this answers.
   *
   * @throws SealcastError PERMIT_REFUSED with what is missing, USAGE for an engine without `permissions`
   */
  authorise(action: PermitAction, permits: Uint8Array | readonly Uint8Array[]): readonly Grant[];
  /** Takes back the block of this id, and all that was derived from it; durable. Also where the engine has no `permissions`. @throws SealcastError USAGE */
  revoke(id: string): void;
  /** Ids of all that was revoked, and when, in unix milliseconds. */
  revoked(): ReadonlyMap<string, number>;
}

/** A send that its permits allow, if it begins. */
export interface Allowed {
  readonly caps: readonly Cap[];
  /**
   * Spends the proofs: to be called in the turn in which the send begins, or has another effect, so that one proof never has two.
   *
   * @throws SealcastError PERMIT_REFUSED for what was spent, or revoked, or has ended meanwhile
   */
  spend(): void;
}

const REVOKED = 'permit/revoked/';
const SPENT = 'permit/spent/';
const HORIZON = 'permit/horizon';

/**
 * The permits of one engine: whether they are genuine, in force, of a root that counts, not revoked, proven by their holder for this
 * request, and used for the first time. What was spent and what was revoked is durable.
 */
export class Permissions implements Permits {
  readonly #options: PermissionOptions | undefined;
  readonly #notes: NoteTable;
  readonly #clock: Clock;
  /** How many there are; counted by the first that is revoked. */
  #revocations: number | undefined;
  readonly #passes = new WeakMap<Pass, readonly Checked[]>();
  /** By name, the time that each proof says. */
  readonly #spent = new Map<string, number>();
  /** Proofs as old as this may have been spent and forgotten: the clock was set back since. */
  #horizon: number;

  /** @param options checked before, by `checkPermissions`; undefined: nobody needs a permit, and nobody looks at one */
  constructor(options: PermissionOptions | undefined, notes: NoteTable, clock: Clock) {
    this.#options = options;
    this.#notes = notes;
    this.#clock = clock;
    for (const [name, time] of notes.all(SPENT)) this.#spent.set(name, time as number);
    this.#horizon = this.#storedHorizon();
  }

  #storedHorizon(): number {
    return (this.#notes.get(HORIZON) as number | undefined) ?? Number.NEGATIVE_INFINITY;
  }

  /** Does anything need a permit? */
  get required(): boolean {
    return this.#options !== undefined;
  }

  /**
   * Whether a send may begin; answers how many people it may reach, and what spends the proofs when it does: a send that a rule refuses, or
   * whose audience cannot be read, costs nobody a new one.
   *
   * @param profile name of that under which it is sent; null: of a document that only this send brings, which is none that a permit can name
   * @throws SealcastError PERMIT_REFUSED; USAGE for a permit that nobody looks at
   */
  allowSend(request: SendRequest, profile: string | null): Allowed {
    if (this.#options === undefined && request.permit === undefined) return { caps: [], spend: () => {} };
    const { twoPersonAbove = Number.POSITIVE_INFINITY } = this.#required();
    const action = { do: 'send', request } as const;
    const permits = this.#checked(request.permit ?? [], actionDigest(action, this.#clock.now()), {
      needed: neededFor(action),
      sender: senderOf(action),
      profile,
    });
    const grants = permits.map(({ grant }) => grant);
    const letting = grants.filter(({ rights }) => rights.includes('send') || rights.includes('approve'));
    const seconded = letting.some(
      (one) => one.rights.includes('send') && letting.some((other) => independent(one, other)),
    );
    return {
      caps: [
        ...grants.map(({ recipients }): Cap => ({ people: recipients, by: 'permit' })),
        ...(seconded ? [] : [{ people: twoPersonAbove, by: 'two-person' } as const]),
      ],
      spend: () => this.#spend(permits),
    };
  }

  guards(right: Shown): boolean {
    return this.#options?.guards?.includes(right) ?? false;
  }

  /** @param scope what is asked about, as far as the permits' terms say something of it */
  authorise(
    action: PermitAction,
    permits: Uint8Array | readonly Uint8Array[],
    scope: Omit<Scope, 'needed'> = {},
  ): readonly Grant[] {
    this.#required();
    const checked = this.#checked(permits, actionDigest(action, this.#clock.now()), {
      ...scope,
      needed: neededFor(action),
    });
    this.#spend(checked);
    return checked.map(({ grant }) => grant);
  }

  pass(
    { do: right, broadcast }: Pick<Pass, 'do' | 'broadcast'>,
    permits: Uint8Array | readonly Uint8Array[],
    scope: Partial<About> = {},
  ): Pass {
    this.#required();
    if (!SHOWN.includes(right)) throw new SealcastError('USAGE', `a pass is for ${SHOWN.join(' or ')}`);
    const now = this.#clock.now();
    const checked = this.#checked(permits, actionDigest({ do: right, broadcast }, now), { ...scope, needed: [right] });
    this.#spend(checked);
    const pass = Object.freeze({ do: right, broadcast, until: now + limits.permitWindowMs });
    this.#passes.set(pass, checked);
    return pass;
  }

  /**
   * May this be shown? Answers of which broadcasts: of the one that is named, or, for `*`, of those that the permits are for.
   *
   * @param about of the broadcast that is named
   * @throws SealcastError PERMIT_REFUSED
   */
  shows(right: Shown, broadcast: string, presented: Presented | undefined, about?: About): (one: About) => boolean {
    if (!this.guards(right)) return () => true;
    const given = presented ?? [];
    const pass = isPass(given) ? given : this.pass({ do: right, broadcast }, given, about);
    const checked = this.#passes.get(pass);
    if (checked === undefined) throw refused('this pass is of another engine', 'engine.permits.pass gives one');
    if (pass.do !== right || (pass.broadcast !== broadcast && pass.broadcast !== ALL))
      throw refused('the pass is for something else');
    if (this.#clock.now() >= pass.until) throw refused('the pass is over', 'present the permits again for a new one');
    for (const one of checked) this.#inForce(one);
    const grants = checked.map(({ grant }) => grant).filter(({ rights }) => rights.includes(right));
    const covered = (one: About): boolean =>
      grants.some(
        ({ sender, profile }) => (sender ?? one.sender) === one.sender && (profile ?? one.profile) === one.profile,
      );
    if (about !== undefined && !covered(about)) throw refused('the pass is for another sender, or profile');
    return covered;
  }

  revoke(id: string): void {
    const name = id.toLowerCase();
    if (fromHex(name)?.length !== 16)
      throw new SealcastError('USAGE', 'an id of a permit has 32 hexadecimal digits', {
        hint: 'readPermit shows them',
      });
    if (this.#isRevoked(name)) return;
    this.#revocations ??= this.revoked().size;
    if (this.#revocations >= limits.permitRevocations)
      throw new SealcastError('USAGE', `${limits.permitRevocations} permits are revoked, which is the most`, {
        hint: 'take its root out of permissions.roots',
      });
    this.#notes.set([[REVOKED + name, this.#clock.now()]]);
    this.#revocations++;
  }

  revoked(): ReadonlyMap<string, number> {
    return this.#notes.all(REVOKED) as ReadonlyMap<string, number>;
  }

  /** As it is stored now: an engine that only reads learns of what is revoked beside it. */
  #isRevoked(id: string): boolean {
    return this.#notes.get(REVOKED + id) !== undefined;
  }

  /** Who presents a permit where nobody looks at it must not believe that somebody did. */
  #required(): PermissionOptions {
    if (this.#options !== undefined) return this.#options;
    throw new SealcastError('USAGE', 'the engine was opened without permissions: nobody looks at permits', {
      hint: 'openEngine({ permissions: { roots } })',
    });
  }

  #checked(given: Uint8Array | readonly Uint8Array[], digest: Uint8Array, scope: Scope): Checked[] {
    const list = given instanceof Uint8Array ? [given] : given;
    if (!Array.isArray(list) || list.length > limits.permitsAtOnce)
      throw refused(`at most ${limits.permitsAtOnce} permits are presented at once`);
    if (list.length === 0) throw refused('a permit is needed', `one for ${scope.needed.join(', ')}`);
    const checked = list.map((bytes, i) => this.#check(bytes, i, digest, scope));
    if (new Set(checked.map(({ proof }) => proof.name)).size < checked.length)
      throw refused('one permit is presented twice');
    const missing = scope.needed.filter((right) => !checked.some(({ grant }) => grant.rights.includes(right)));
    if (missing.length > 0) throw refused(`no permit for ${missing.join(', ')}`, 'ask for one that grants it');
    return checked;
  }

  #check(bytes: Uint8Array, index: number, digest: Uint8Array, { sender, profile, people = 0 }: Scope): Checked {
    const which = `permit ${index + 1}`;
    const { roots, realm = '' } = this.#required();
    const proof = readPresentation(bytes, realm);
    const grant = grantOf(verifyPermit(proof.token));
    const checked = { which, grant, proof };
    if (!roots.some((root) => equalBytes(root, grant.root)))
      throw refused(`${which} is of a root that does not count here`, 'permissions.roots has those that do');
    this.#inForce(checked);
    if (sender !== undefined && grant.sender !== null && grant.sender !== sender)
      throw refused(`${which} is for another sender`);
    if (profile !== undefined && grant.profile !== null && grant.profile !== profile)
      throw refused(
        `${which} is for another profile`,
        `it is for ${grant.profile}: one that comes along, or the engine's own by that name`,
      );
    if (people > grant.recipients) throw refused(`${which} is for ${grant.recipients} people, and not for ${people}`);
    if (!equalBytes(proof.digest, digest)) throw refused(`the proof of ${which} is for another request`);
    if (!proof.isBy(grant.holders.at(-1)!))
      throw refused(`the proof of ${which} is not by its holder`, 'or it was made for another realm');
    this.#unspent(checked);
    return checked;
  }

  #inForce({ which, grant }: Checked): void {
    const now = this.#clock.now();
    if (grant.ids.some((id) => this.#isRevoked(id))) throw refused(`${which} was revoked`);
    if (now + limits.permitWindowMs < grant.notBefore) throw refused(`${which} is not yet in force`);
    if (now >= grant.expires) throw refused(`${which} has expired`);
  }

  #unspent({ which, proof }: Checked): void {
    // Where nothing is written, what is spent here is not stored, and what is stored may be newer.
    const horizon = Math.max(this.#horizon, this.#storedHorizon());
    if (Math.abs(this.#clock.now() - proof.time) > limits.permitWindowMs || proof.time <= horizon)
      throw refused(`the proof of ${which} is too old, or of a clock that is ahead`, 'present the permit again');
    if (this.#spent.has(proof.name) || this.#notes.get(SPENT + proof.name) !== undefined)
      throw refused(`the proof of ${which} was used before`, 'present the permit again');
  }

  /** Before anything is begun: a crash in between costs a new proof, the other way round it would let one be used twice. */
  #spend(permits: readonly Checked[]): void {
    // They were checked before; since then an audience may have been opened, and another send have come with the same ones.
    for (const one of permits) {
      this.#inForce(one);
      this.#unspent(one);
    }
    const now = this.#clock.now();
    const stale = [...this.#spent].filter(([, time]) => time < now - limits.permitWindowMs);
    const horizon = Math.max(this.#horizon, ...stale.map(([, time]) => time));
    const fresh = new Map(permits.map(({ proof }) => [proof.name, proof.time]));
    if (this.#spent.size - stale.length + fresh.size > limits.permitProofs)
      throw refused(`more than ${limits.permitProofs} proofs within their time`, 'wait some minutes');
    this.#notes.set([
      ...stale.map(([name]) => [SPENT + name, null] as const),
      ...(stale.length > 0 ? [[HORIZON, horizon] as const] : []),
      ...[...fresh].map(([name, time]) => [SPENT + name, time] as const),
    ]);
    this.#horizon = horizon;
    for (const [name] of stale) this.#spent.delete(name);
    for (const [name, time] of fresh) this.#spent.set(name, time);
  }
}

function neededFor(action: PermitAction): readonly Right[] {
  if (action.do !== 'send') return NEEDED[action.do];
  const { dryRun = false, class: of } = action.request;
  return ['compose', ...(dryRun ? [] : ['send' as const]), ...(of === 'emergency' ? ['emergency' as const] : [])];
}

const NEEDED: Readonly<Record<Exclude<PermitAction['do'], 'send'>, readonly Right[]>> = {
  approve: ['approve'],
  decide: ['approve'],
  'read-report': ['read-report'],
  unmask: ['unmask'],
};

interface Scope {
  readonly needed: readonly Right[];
  /** In whose name, in NFC. */
  readonly sender?: string;
  /** Under which profile; null: one that no permit is for. */
  readonly profile?: string | null;
  /** How many people it goes to. */
  readonly people?: number;
}

interface Checked {
  /** As refusals call it: `permit 1`. */
  readonly which: string;
  readonly grant: Grant;
  readonly proof: Presentation;
}

function isPass(given: Presented): given is Pass {
  return typeof given === 'object' && 'until' in given;
}

/** Two people: nobody who holds, or ever held, the one permit was given the other. */
function independent(a: Grant, b: Grant): boolean {
  return !a.holders.some((one) => b.holders.some((other) => equalBytes(one, other)));
}

/** @throws SealcastError USAGE */
export function checkPermissions({ roots, twoPersonAbove, realm, guards = [] }: PermissionOptions): void {
  if (!Array.isArray(guards) || guards.some((right) => !SHOWN.includes(right)))
    throw new SealcastError('USAGE', `permissions.guards is a list of ${SHOWN.join(', ')}`);
  const keys = Array.isArray(roots) ? (roots as readonly unknown[]) : [];
  if (keys.length === 0 || keys.length > limits.permitRoots || keys.some((key) => !isKey(key)))
    throw new SealcastError('USAGE', `permissions.roots has 1 to ${limits.permitRoots} public keys of 32 bytes`, {
      hint: 'generatePermitKey().publicKey is one',
    });
  if (twoPersonAbove !== undefined && !(Number.isSafeInteger(twoPersonAbove) && twoPersonAbove >= 0))
    throw new SealcastError('USAGE', 'permissions.twoPersonAbove is a whole number of people');
  if (realm !== undefined && (typeof realm !== 'string' || realm.length > limits.senderNameBytes))
    throw new SealcastError('USAGE', `permissions.realm is a name of at most ${limits.senderNameBytes} characters`);
}

function isKey(key: unknown): boolean {
  return key instanceof Uint8Array && key.length === PERMIT_KEY;
}

function refused(message: string, hint?: string): SealcastError {
  return new SealcastError('PERMIT_REFUSED', message, hint === undefined ? {} : { hint });
}

/** The same for a host: what changes something asks before, and whose broadcast it is is looked up. */
export function guardedPermits(
  permissions: Permissions,
  {
    before,
    aboutOf,
    profileOf,
  }: {
    before: () => void;
    aboutOf: (broadcast: string) => About;
    /** Name of the profile under which this would be sent, as `allowSend` has it. */
    profileOf: (request: SendRequest) => string | null;
  },
): Permits {
  const about = (broadcast: string): Partial<About> => (broadcast === ALL ? {} : aboutOf(broadcast));
  return {
    required: permissions.required,
    guards: (right) => permissions.guards(right),
    // Also where nothing is written: then a proof is remembered by this process alone.
    pass: (action, permits) => permissions.pass(action, permits, about(action.broadcast)),
    authorise: (action, permits) => {
      before();
      const profile = action.do === 'send' ? { profile: profileOf(action.request) } : {};
      const scope = 'broadcast' in action ? about(action.broadcast) : { sender: senderOf(action), ...profile };
      return permissions.authorise(action, permits, scope);
    },
    revoke: (id) => {
      before();
      permissions.revoke(id);
    },
    revoked: () => permissions.revoked(),
  };
}

/**
 * Of an engine that writes nothing: what is spent there is remembered by its process, besides what was spent before.
 *
 * @param refresh done before each look, so that it sees what was committed beside it
 */
export function readingNotes(notes: NoteTable, refresh: () => void): NoteTable {
  return {
    get(name) {
      refresh();
      return notes.get(name);
    },
    all(prefix) {
      refresh();
      return notes.all(prefix);
    },
    set: () => {},
  };
}

/** 32 bytes in hex or base64url; null for anything else. */
export function publicKeyIn(text: string): Uint8Array | null {
  const hexBytes = text.length === 64 ? fromHex(text) : null;
  const bytes = hexBytes ?? (/^[\w-]{43}$/.test(text) ? new Uint8Array(Buffer.from(text, 'base64url')) : null);
  return bytes?.length === PERMIT_KEY ? bytes : null;
}

/** With permissions an approval takes the permit of somebody who may, as its token; the host's own approver is asked besides. */
export function approverOf(permissions: Permissions, own: Approver | undefined): Approver | undefined {
  if (!permissions.required) return own;
  return async (request) => {
    const { broadcast, from, profile, recipients, token } = request;
    const scope = { sender: from, profile, people: recipients };
    permissions.authorise({ do: 'approve', broadcast }, token instanceof Uint8Array ? token : [], scope);
    return own === undefined || (await own(request));
  };
}
