import { expand } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { KeyStore } from '../ports/key-store.ts';
import type { Random } from '../ports/random.ts';
import { nodePublicKey, nodeSigner } from './sender-keys.ts';

/**
 * What subkeys are for. Closed, so that one look shows that no two parts share a key; a purpose is part of the derived
 * key for ever: add, never rename.
 */
export const purposes = [
  /** seals records of the spool that live as long as the directory */
  'spool-record',
  /** idempotency keys become their MAC before they are stored */
  'idempotency',
  /** running MAC over the input consumed, by which a resumed send knows its audience again */
  'input-mac',
  /** seeds of identicons */
  'identicon',
  /** hashes of shingles, by which texts are compared without being kept */
  'text-sketch',
  /** DH results and session chains kept between broadcasts */
  'vault',
  /** names of senders and their devices become keyed hashes before their trust is stored */
  'trust',
  /** pseudonyms of recipients, the same in all broadcasts: who opted out, who agreed to what */
  'recipient',
] as const;
export type Purpose = (typeof purposes)[number];

/** What the world knows of a sender: Ed25519 public key(32) ‖ X25519 public key(32), wire-format.md. */
export interface SenderPublic {
  readonly name: string;
  readonly publicKey: Uint8Array;
}

/** Copies: the caller wipes both secrets. */
export interface Sender extends SenderPublic {
  /** Ed25519 seed, 32 bytes (RFC 8032 §5.1.5). */
  readonly signSecret: Uint8Array;
  /** X25519 private key, 32 bytes. */
  readonly dhSecret: Uint8Array;
}

/**
 * The engine's secrets above a KeyStore.
 *
 *   root            32 random bytes; subkey(p, c) = HKDF-Expand(root, "sealcast v1 subkey " ‖ p ‖ 0x00 ‖ c, 32)
 *   sender/<nnnn>   version(1) = 1 ‖ name length(1) ‖ name ‖ public key(64) ‖ Ed25519 seed(32) ‖ X25519 private key(32)
 *
 * The root is uniform, so HKDF's extract step is left out (RFC 5869 §3.3). Senders are made at random and not derived
 * from the root: one can be taken away, or come from elsewhere, without the others.
 */
export class Keyring {
  readonly #store: KeyStore;
  readonly #random: Random;
  readonly #root: Uint8Array;
  readonly #senders: Map<string, Sender>;
  #nextSender: number;
  #making: Promise<unknown> = Promise.resolve();
  #open = true;
  /** Told when there is one sender more, before anything can be sent in their name. */
  onCreated: () => void = () => {};

  /** Use openKeyring. Takes ownership of `root` and `senders`. */
  constructor(store: KeyStore, random: Random, root: Uint8Array, senders: Map<string, Sender>, nextSender: number) {
    this.#store = store;
    this.#random = random;
    this.#root = root;
    this.#senders = senders;
    this.#nextSender = nextSender;
  }

  /** 32 bytes the caller wipes. */
  subkey(purpose: Purpose, context: Uint8Array = new Uint8Array(0)): Uint8Array {
    this.#check();
    if (!purposes.includes(purpose)) throw new SealcastError('INTERNAL', 'a subkey for no listed purpose');
    const label = new TextEncoder().encode(`sealcast v1 subkey ${purpose}\0`);
    const info = new Uint8Array(label.length + context.length);
    info.set(label);
    info.set(context, label.length);
    return expand(sha256, this.#root, info, 32);
  }

  /** Every sender, in the order they were made. */
  senders(): SenderPublic[] {
    this.#check();
    return [...this.#senders.values()].map(({ name, publicKey }) => ({ name, publicKey: publicKey.slice() }));
  }

  /** @throws SealcastError SENDER_UNKNOWN, with the nearest name there is in its hint */
  sender(name: string): Sender {
    this.#check();
    const found = this.#senders.get(name.normalize('NFC'));
    if (found === undefined) throw this.#unknown(name);
    return {
      name: found.name,
      publicKey: found.publicKey.slice(),
      signSecret: found.signSecret.slice(),
      dhSecret: found.dhSecret.slice(),
    };
  }

  /**
   * Makes a sender; durable when resolved.
   *
   * @param name 1 to 64 bytes of UTF-8, printable, no space at either end; brought to NFC
   * @throws SealcastError USAGE: a name that breaks these rules, is taken, or is one too many
   */
  createSender(name: string): Promise<SenderPublic> {
    return this.#inTurn(() => this.#createSender(name));
  }

  /**
   * Resolves when there is a sender of this name. The first one of a new directory needs no ceremony, and is made; a later unknown name is
   * more likely a slip than a wish.
   *
   * @param make make it whether or not it is the first
   * @throws SealcastError SENDER_UNKNOWN, and as createSender
   */
  async settleSender(name: string, make: boolean): Promise<void> {
    if (this.#senders.has(name.normalize('NFC'))) return;
    await this.#inTurn(async () => {
      if (this.#senders.has(name.normalize('NFC'))) return;
      if (!make && this.#senders.size > 0) throw this.#unknown(name);
      await this.#createSender(name);
    });
  }

  /** One after the other: two calls with one name must not both find it free. */
  #inTurn<T>(make: () => Promise<T>): Promise<T> {
    const made = this.#making.then(make);
    this.#making = made.catch(() => undefined);
    return made;
  }

  /** Wipes what is held in memory; the KeyStore is its owner's to close. */
  close(): void {
    this.#open = false;
    this.#root.fill(0);
    for (const sender of this.#senders.values()) wipeSender(sender);
    this.#senders.clear();
  }

  async #createSender(given: string): Promise<SenderPublic> {
    this.#check();
    const name = senderName(given);
    if (this.#senders.has(name))
      throw new SealcastError('USAGE', 'a sender of this name exists', { hint: 'choose another name' });
    if (this.#senders.size >= limits.senders)
      throw new SealcastError('USAGE', `a directory has at most ${limits.senders} senders`, {
        hint: 'use another directory for the rest',
      });
    const signSecret = this.#random.bytes(32);
    const dhSecret = this.#random.bytes(32);
    const publicKey = new Uint8Array(64);
    publicKey.set(nodeSigner.publicKey(signSecret), 0);
    publicKey.set(nodePublicKey(dhSecret), 32);
    const sender: Sender = { name, publicKey, signSecret, dhSecret };
    const value = encodeSender(sender);
    try {
      await this.#store.write(senderSecret(this.#nextSender), value);
    } catch (cause) {
      wipeSender(sender);
      throw cause;
    } finally {
      value.fill(0);
    }
    if (!this.#open) {
      wipeSender(sender);
      this.#check();
    }
    this.#nextSender++;
    this.#senders.set(name, sender);
    this.onCreated();
    return { name, publicKey: publicKey.slice() };
  }

  #unknown(name: string): SealcastError {
    const nearest = nearestName(name, [...this.#senders.keys()]);
    return new SealcastError('SENDER_UNKNOWN', 'there is no sender of this name', {
      hint:
        nearest === null
          ? 'make it first (createSender, or --new-sender on the command line)'
          : `did you mean ${JSON.stringify(nearest)}? A new one is made by createSender, or --new-sender`,
    });
  }

  #check(): void {
    if (!this.#open) throw new SealcastError('ENGINE_CLOSED', 'the keyring is closed');
  }
}

const SENDER_NAMES = 'sender/';

/**
 * Reads the keyring out of a KeyStore.
 *
 * @param create makes the root in an empty store; without it an empty store is KEYRING_DAMAGED
 */
export async function openKeyring(
  store: KeyStore,
  { random, create = false }: { random: Random; create?: boolean },
): Promise<Keyring> {
  const senders = new Map<string, Sender>();
  let root: Uint8Array | null = null;
  let opened = false;
  try {
    root = await store.read('root');
    const names = (await store.list(SENDER_NAMES)).sort();
    if (root === null) {
      // Senders without a root were never written by this code: making a second root would orphan the whole spool.
      if (!create || names.length > 0)
        throw new SealcastError('KEYRING_DAMAGED', 'the key store holds no root key', {
          hint: 'check that it is the store this directory was made with; restore it from its own backup',
        });
      root = random.bytes(32);
      await store.write('root', root);
    }
    if (root.length !== 32) throw damaged('root');
    if (names.length > limits.senders) throw damaged('senders');
    let next = 0;
    for (const [index, secret] of names.entries()) {
      const value = await store.read(secret);
      // Gone since it was listed: a reader beside a writer.
      if (value === null) continue;
      try {
        const sender = decodeSender(value);
        if (sender === null || senders.has(sender.name)) throw damaged('sender', index);
        senders.set(sender.name, sender);
      } finally {
        value.fill(0);
      }
      next = Math.max(next, Number.parseInt(secret.slice(SENDER_NAMES.length), 10) + 1);
    }
    opened = true;
    return new Keyring(store, random, root, senders, next);
  } finally {
    if (!opened) {
      root?.fill(0);
      for (const sender of senders.values()) wipeSender(sender);
    }
  }
}

function senderSecret(n: number): string {
  return SENDER_NAMES + String(n).padStart(4, '0');
}

// Control and format characters (bidirectional overrides among them), surrogates, private use, line separators: what a
// reader of a list of senders does not see, or sees as another name.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

function senderName(given: string): string {
  const name = typeof given === 'string' ? given.normalize('NFC') : '';
  const bytes = new TextEncoder().encode(name).length;
  if (bytes < 1 || bytes > limits.senderNameBytes || UNPRINTABLE.test(name) || name.trim() !== name)
    throw new SealcastError('USAGE', 'this is no name for a sender', {
      hint: `1 to ${limits.senderNameBytes} bytes of UTF-8, printable, no space at either end`,
    });
  return name;
}

function encodeSender({ name, publicKey, signSecret, dhSecret }: Sender): Uint8Array {
  const text = new TextEncoder().encode(name);
  const out = new Uint8Array(2 + text.length + 128);
  out[0] = 1;
  out[1] = text.length;
  out.set(text, 2);
  out.set(publicKey, 2 + text.length);
  out.set(signSecret, 66 + text.length);
  out.set(dhSecret, 98 + text.length);
  return out;
}

function decodeSender(value: Uint8Array): Sender | null {
  const length = value[1] ?? 0;
  if (value[0] !== 1 || length < 1 || length > limits.senderNameBytes || value.length !== 130 + length) return null;
  let name: string;
  try {
    name = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value.subarray(2, 2 + length));
  } catch {
    return null;
  }
  // Not `slice`, which for a Buffer is a view: a host's store may answer with one, and the value is wiped.
  const copy = (from: number, to: number): Uint8Array => new Uint8Array(value.subarray(from + length, to + length));
  return { name, publicKey: copy(2, 66), signSecret: copy(66, 98), dhSecret: copy(98, 130) };
}

function wipeSender(sender: Sender): void {
  sender.signSecret.fill(0);
  sender.dhSecret.fill(0);
}

function damaged(what: string, index?: number): SealcastError {
  return new SealcastError('KEYRING_DAMAGED', `the key store returns a ${what} that this version cannot read`, {
    hint: 'restore the key store from its own backup',
    ...(index === undefined ? {} : { position: { sender: index } }),
  });
}

/** The name a typo was meant to be: fewest edits, at most a third of its length; `null` when none is that near. */
export function nearestName(given: string, names: readonly string[]): string | null {
  // What cannot be a name is not compared: the table below is quadratic.
  if (given.length > limits.senderNameBytes) return null;
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const distance = edits(given.normalize('NFC').toLowerCase(), name.toLowerCase());
    if (distance < least && distance <= Math.max(1, Math.floor(name.length / 3))) {
      best = name;
      least = distance;
    }
  }
  return best;
}

/** Damerau-Levenshtein, optimal string alignment: insert, delete, replace, or swap two neighbours. */
function edits(from: string, to: string): number {
  const a = [...from];
  const b = [...to];
  let before: number[] = [];
  let last = b.map((_, j) => j).concat(b.length);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, replaced);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2]! + 1);
      row.push(least);
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}
