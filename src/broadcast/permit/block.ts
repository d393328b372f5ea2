/**
 * One block of a permit (docs/permissions.md, Format):
 *
 *   0   32  holder: Ed25519 public key of whoever may use this permit, and hand on less
 *   32  8   not before, unix ms
 *   40  8   expires, unix ms; later, at most 400 days
 *   48  2   rights, bit k as in RIGHTS; not 0
 *   50  2   zero
 *   52  4   recipients: the most people of one broadcast; 2^32 − 1: no cap
 *   56  1   s ‖ s bytes: the sender's name, UTF-8 in NFC; s = 0: any
 *   …   1   p ‖ p bytes: the profile's name; p = 0: any
 */
import { concat, utf8 } from '../../crypto/bytes.ts';
import { SealcastError } from '../../errors.ts';
import { limits } from '../../limits.ts';

/** In the order of their bits. */
export const RIGHTS = ['compose', 'approve', 'send', 'read-report', 'unmask', 'emergency'] as const;
/**
 * `compose`: to write what is sent, and to try it in a dry run. `send`: to let it go; a send needs both, of one person or of two.
 * `approve`: to release what is held, to second a large audience, to decide an appeal. `read-report`, `unmask`: to be shown what
 * they say. `emergency`: the class of that name, besides.
 */
export type Right = (typeof RIGHTS)[number];

export interface PermitBlock {
  readonly holder: Uint8Array;
  /** Unix milliseconds. */
  readonly notBefore: number;
  readonly expires: number;
  readonly rights: readonly Right[];
  /** Infinity: no cap. */
  readonly recipients: number;
  /** null: any. */
  readonly sender: string | null;
  readonly profile: string | null;
}

export const PERMIT_KEY = 32;
const NAMES_AT = 56;
const NO_CAP = 0xffff_ffff;
const DAY_MS = 86_400_000;

/** @throws SealcastError USAGE */
export function encodeBlock(block: PermitBlock): Uint8Array {
  const fault = faultOf(block);
  if (fault !== null) throw new SealcastError('USAGE', `a permit cannot say this: ${fault}`);
  const head = new Uint8Array(NAMES_AT);
  const view = new DataView(head.buffer);
  head.set(block.holder);
  view.setBigUint64(32, BigInt(block.notBefore), true);
  view.setBigUint64(40, BigInt(block.expires), true);
  view.setUint16(48, bitsOf(block.rights), true);
  view.setUint32(52, block.recipients === Number.POSITIVE_INFINITY ? NO_CAP : block.recipients, true);
  const names = [block.sender, block.profile].map((name) => utf8(name ?? ''));
  return concat(head, ...names.flatMap((name) => [Uint8Array.of(name.length), name]));
}

/**
 * The block that begins at `at`, and where it ends.
 *
 * @throws SealcastError PERMIT_REFUSED, with the byte
 */
export function parseBlock(bytes: Uint8Array, at: number): { block: PermitBlock; end: number } {
  if (bytes.length - at < NAMES_AT + 2) throw malformed(at, 'a block ends too early');
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, NAMES_AT);
  const bits = view.getUint16(48, true);
  const recipients = view.getUint32(52, true);
  if (bits >= 1 << RIGHTS.length) throw malformed(at + 48, 'an unknown right');
  if (view.getUint16(50, true) !== 0) throw malformed(at + 50, 'reserved bytes that are not zero');
  const sender = nameAt(bytes, at + NAMES_AT);
  const profile = nameAt(bytes, sender.end);
  const block: PermitBlock = {
    holder: bytes.slice(at, at + PERMIT_KEY),
    // Beyond 2^53 these are rounded; `faultOf` refuses what is not a safe integer.
    notBefore: Number(view.getBigUint64(32, true)),
    expires: Number(view.getBigUint64(40, true)),
    rights: RIGHTS.filter((_, bit) => (bits >> bit) & 1),
    recipients: recipients === NO_CAP ? Number.POSITIVE_INFINITY : recipients,
    sender: sender.name,
    profile: profile.name,
  };
  const fault = faultOf(block);
  if (fault !== null) throw malformed(at, fault);
  return { block, end: profile.end };
}

function nameAt(bytes: Uint8Array, at: number): { name: string | null; end: number } {
  const length = bytes[at];
  if (length === undefined || at + 1 + length > bytes.length) throw malformed(at, 'a name ends too early');
  if (length > limits.senderNameBytes) throw malformed(at, `a name longer than ${limits.senderNameBytes} bytes`);
  const end = at + 1 + length;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(at + 1, end));
    return { name: length === 0 ? null : text, end };
  } catch {
    throw malformed(at, 'a name is not UTF-8');
  }
}

/** One rule for both ends: nobody makes what a verifier would refuse to read. */
function faultOf({ holder, notBefore, expires, rights, recipients, sender, profile }: PermitBlock): string | null {
  if (!(holder instanceof Uint8Array) || holder.length !== PERMIT_KEY) return 'a holder is a public key of 32 bytes';
  if (!Number.isSafeInteger(notBefore) || !Number.isSafeInteger(expires) || notBefore < 0) return 'times out of range';
  if (expires <= notBefore) return 'it expires before it begins';
  if (expires - notBefore > limits.permitDays * DAY_MS) return `it lasts longer than ${limits.permitDays} days`;
  if (rights.length === 0) return 'no right';
  if (rights.some((right) => !RIGHTS.includes(right))) return 'an unknown right';
  if (
    recipients !== Number.POSITIVE_INFINITY &&
    !(Number.isInteger(recipients) && recipients >= 0 && recipients < NO_CAP)
  )
    return 'a cap of recipients is a whole number below 2^32 - 1';
  for (const name of [sender, profile])
    if (name !== null && (name === '' || name.normalize('NFC') !== name || utf8(name).length > limits.senderNameBytes))
      return `a name has 1 to ${limits.senderNameBytes} bytes of UTF-8 in NFC`;
  return null;
}

function bitsOf(rights: readonly Right[]): number {
  return rights.reduce((bits, right) => bits | (1 << RIGHTS.indexOf(right)), 0);
}

export function malformed(byte: number, what: string): SealcastError {
  return new SealcastError('PERMIT_REFUSED', `not a permit: ${what} (byte ${byte})`, {
    hint: 'it is damaged, or was not made by Sealcast',
    position: { byte },
  });
}
