/**
 * A record of consent (docs/recipients.md, Format): somebody has agreed to be written to for a purpose, or no longer does.
 *
 *   0   4   "SCC1"
 *   4   4   version(1) = 1 ‖ kind(1): 1 grant, 2 revocation ‖ of what(1): 1 id, 2 phone, 3 e-mail ‖ 0(1)
 *   8   32  registry: Ed25519 public key of whoever keeps consents
 *   40  8   at: when it was given or taken back, unix ms; not 0
 *   48  8   grant: expires, unix ms, later; 0: when it is taken back. Revocation: 0
 *   56  1   p ‖ p bytes: the purpose; p = 0, of a revocation only: all of them
 *   …   2   a ‖ a bytes: the address, UTF-8, in the spelling that audiences are brought to
 *   …   64  signature by the registry (RFC 8032), over label ‖ all before it
 *
 * Numbers are little-endian. One meaning has one encoding.
 */
import { nobleSigner } from '../../crypto/body.ts';
import { concat, utf8 } from '../../crypto/bytes.ts';
import { CONSENT } from '../../crypto/labels.ts';
import { SealcastError } from '../../errors.ts';
import { limits } from '../../limits.ts';
import { PURPOSE } from '../request.ts';
import { ADDRESS_KINDS, type Address, addressOf, type RecipientAddress } from './address.ts';

export interface ConsentRecord {
  readonly kind: 'grant' | 'revocation';
  readonly address: Address;
  /** '' of a revocation: all. */
  readonly purpose: string;
  /** Ed25519 public key, 32 bytes. */
  readonly registry: Uint8Array;
  /** Unix milliseconds. */
  readonly at: number;
  /** Infinity: when it is taken back. Of a revocation as well. */
  readonly expires: number;
}

/** What somebody agrees to. */
export interface ConsentTerms {
  /** A name of a-z, 0-9 and -, at most 32 characters. */
  readonly purpose: string;
  /** When they did. @defaultValue now */
  readonly at?: Date | number;
  /** @defaultValue when it is taken back */
  readonly expires?: Date | number;
}

/** What somebody no longer agrees to. */
export interface RevocationTerms {
  /** @defaultValue everything */
  readonly purpose?: string;
  /** @defaultValue now */
  readonly at?: Date | number;
}

const MAGIC = [0x53, 0x43, 0x43, 0x31, 0x01];
const KINDS = ['grant', 'revocation'] as const;
const PURPOSE_AT = 56;
const KEY = 32;
const SIGNATURE = 64;

/**
 * A signed record that somebody has agreed.
 *
 * @param key private key of the registry, 32 bytes (`generatePermitKey` makes one); stays yours
 * @param who a phone number with its country code
 * @throws SealcastError USAGE
 */
export function newConsent(key: Uint8Array, who: RecipientAddress, terms: ConsentTerms): Uint8Array {
  const { purpose, at = Date.now(), expires } = terms;
  const until = expires === undefined ? Number.POSITIVE_INFINITY : Number(expires);
  return signed(key, { kind: 'grant', address: addressIn(who), purpose, at: Number(at), expires: until });
}

/** A signed record that somebody no longer agrees. Parameters as of `newConsent`. @throws SealcastError USAGE */
export function newRevocation(key: Uint8Array, who: RecipientAddress, terms: RevocationTerms = {}): Uint8Array {
  const { purpose = '', at = Date.now() } = terms;
  const address = addressIn(who);
  return signed(key, { kind: 'revocation', address, purpose, at: Number(at), expires: Number.POSITIVE_INFINITY });
}

function addressIn(who: RecipientAddress): Address {
  const address = addressOf(who, '');
  if (address !== null) return address;
  throw new SealcastError('USAGE', 'this is no address of a recipient', {
    hint: "one of { id: '…' }, { phone: '+49…' }, { email: '…' }",
  });
}

function signed(key: Uint8Array, record: Omit<ConsentRecord, 'registry'>): Uint8Array {
  if (!(key instanceof Uint8Array) || key.length !== KEY)
    throw new SealcastError('USAGE', 'the key of a registry has 32 bytes', { hint: 'generatePermitKey makes one' });
  const fault = faultOf(record);
  if (fault !== null) throw new SealcastError('USAGE', `a record of consent cannot say this: ${fault}`);
  const body = encodeConsent({ ...record, registry: nobleSigner.publicKey(key) });
  return concat(body, nobleSigner.sign(concat(CONSENT, body), key));
}

/** What is signed of it, without its label. */
export function encodeConsent({ kind, address, purpose, registry, at, expires }: ConsentRecord): Uint8Array {
  const head = new Uint8Array(PURPOSE_AT);
  const view = new DataView(head.buffer);
  head.set(MAGIC);
  head[5] = KINDS.indexOf(kind) + 1;
  head[6] = ADDRESS_KINDS.indexOf(address.kind) + 1;
  head.set(registry, 8);
  view.setBigUint64(40, BigInt(at), true);
  view.setBigUint64(48, expires === Number.POSITIVE_INFINITY ? 0n : BigInt(expires), true);
  const [name, text] = [utf8(purpose), utf8(address.text)];
  return concat(head, Uint8Array.of(name.length), name, Uint8Array.of(text.length & 0xff, text.length >> 8), text);
}

/** A record as it is read, with what its signature is over. */
export interface ReadConsent {
  readonly record: ConsentRecord;
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * Reads a record, without asking whether it is genuine.
 *
 * @throws SealcastError USAGE, with the byte
 */
export function parseConsent(bytes: Uint8Array): ReadConsent {
  if (!(bytes instanceof Uint8Array)) throw malformed(0, 'it is no Uint8Array');
  if (bytes.length > limits.consentBytes) throw malformed(limits.consentBytes, 'it is too long');
  for (let i = 0; i < MAGIC.length; i++) if (bytes[i] !== MAGIC[i]) throw malformed(i, 'an unknown magic or version');
  if (bytes.length < PURPOSE_AT + 1) throw malformed(bytes.length, 'it ends too early');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const kind = KINDS[bytes[5]! - 1];
  const of = ADDRESS_KINDS[bytes[6]! - 1];
  if (kind === undefined || of === undefined || bytes[7] !== 0) throw malformed(5, 'an unknown kind');
  const purposeEnd = PURPOSE_AT + 1 + bytes[PURPOSE_AT]!;
  if (purposeEnd + 2 > bytes.length) throw malformed(PURPOSE_AT, 'the purpose ends too early');
  const end = purposeEnd + 2 + view.getUint16(purposeEnd, true);
  if (end + SIGNATURE !== bytes.length) throw malformed(purposeEnd, 'the length does not fit');
  const expires = Number(view.getBigUint64(48, true));
  const record: ConsentRecord = {
    kind,
    address: { kind: of, text: textIn(bytes.subarray(purposeEnd + 2, end), purposeEnd) },
    purpose: textIn(bytes.subarray(PURPOSE_AT + 1, purposeEnd), PURPOSE_AT),
    registry: bytes.slice(8, 8 + KEY),
    // Beyond 2^53 these are rounded; `faultOf` refuses what is no safe integer.
    at: Number(view.getBigUint64(40, true)),
    expires: expires === 0 ? Number.POSITIVE_INFINITY : expires,
  };
  const fault = faultOf(record);
  if (fault !== null) throw malformed(0, fault);
  return { record, signed: concat(CONSENT, bytes.subarray(0, end)), signature: bytes.slice(end) };
}

function textIn(bytes: Uint8Array, at: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformed(at, 'a text that is not UTF-8');
  }
}

/** One rule for both ends: nobody makes what would be refused. */
function faultOf({ kind, address, purpose, at, expires }: Omit<ConsentRecord, 'registry'>): string | null {
  if (!Number.isSafeInteger(at) || at <= 0) return 'a time out of range';
  if (purpose === '' ? kind === 'grant' : typeof purpose !== 'string' || !PURPOSE.test(purpose))
    return `a purpose is a name of a-z, 0-9 and -, at most ${limits.purposeChars} characters`;
  if (expires !== Number.POSITIVE_INFINITY) {
    if (kind === 'revocation') return 'a revocation that expires';
    if (!Number.isSafeInteger(expires) || expires <= at) return 'it expires before it begins';
  }
  const again = addressOf({ [address.kind]: address.text }, '');
  return again?.text === address.text ? null : 'an address in another spelling than audiences are brought to';
}

function malformed(byte: number, what: string): SealcastError {
  return new SealcastError('USAGE', `no record of consent: ${what} (byte ${byte})`, {
    hint: 'it is damaged, or was not made by Sealcast',
    position: { byte },
  });
}
