/**
 * Permits: capability tokens, a chain of Ed25519 signatures (RFC 8032) as Biscuit has it (ADR 023; docs/permissions.md, Format):
 *
 *   0   4   "SCP1"
 *   4   4   version(1) = 1 ‖ b(1): how many blocks, 1 to 8 ‖ 0(2)
 *   8   32  root: Ed25519 public key of whoever gave the first block
 *   40  …   b times: block ‖ signature(64)
 *
 * Block i is signed by the root (i = 0), or by the holder that block i − 1 names. What a permit grants is what all of its blocks
 * grant: a further one can only take away. The token alone is of no use to anybody: who uses it proves to have the last holder's
 * private key (proof.ts).
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { nobleSigner, verifyStrict } from '../../crypto/body.ts';
import { concat, equalBytes, hex } from '../../crypto/bytes.ts';
import { PERMIT_BLOCK, PERMIT_ID } from '../../crypto/labels.ts';
import { SealcastError } from '../../errors.ts';
import { limits } from '../../limits.ts';
import { encodeBlock, malformed, PERMIT_KEY, type PermitBlock, parseBlock, RIGHTS, type Right } from './block.ts';

const MAGIC = [0x53, 0x43, 0x50, 0x31, 0x01];
const BLOCKS_AT = 40;
const SIGNATURE = 64;

/** What a permit says, block by block. */
export interface Permit {
  /** Ed25519 public key, 32 bytes. */
  readonly root: Uint8Array;
  readonly blocks: readonly PermitBlock[];
  /** What to revoke, hex, 32 characters: each takes back its block and all that was derived from it. */
  readonly ids: readonly string[];
}

/** What it comes to: the least of all its blocks. */
export interface Grant {
  readonly root: Uint8Array;
  /** Whom the root gave it to, and who of them handed it on to whom; the last one uses it. */
  readonly holders: readonly Uint8Array[];
  readonly notBefore: number;
  readonly expires: number;
  readonly rights: readonly Right[];
  readonly recipients: number;
  readonly sender: string | null;
  readonly profile: string | null;
  readonly ids: readonly string[];
}

/** What is to be granted. What is left out is not narrowed. */
export interface PermitTerms {
  readonly rights?: readonly Right[] | undefined;
  /** Unix milliseconds, or a Date. */
  readonly notBefore?: Date | number | undefined;
  readonly expires?: Date | number | undefined;
  /** The most people of one broadcast, duplicates not counted. */
  readonly recipients?: number | undefined;
  /** Only in this sender's name. */
  readonly sender?: string | undefined;
  /** Only under the profile of this name. */
  readonly profile?: string | undefined;
}

export interface PermitKey {
  /** Ed25519 seed, 32 bytes: yours to keep, and to wipe. */
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** A key pair of somebody who gives permits, or holds one. */
export function generatePermitKey(): PermitKey {
  const privateKey = ed25519.utils.randomSecretKey();
  return { privateKey, publicKey: ed25519.getPublicKey(privateKey) };
}

/**
 * A permit from its root.
 *
 * @param key the root's private key, 32 bytes; stays yours
 * @param holder public key of whom it is for, 32 bytes
 * @throws SealcastError USAGE
 */
export function newPermit(
  key: Uint8Array,
  holder: Uint8Array,
  terms: PermitTerms & Required<Pick<PermitTerms, 'rights' | 'expires'>>,
  now: number = Date.now(),
): Uint8Array {
  const root = publicKeyOf(key);
  const head = new Uint8Array(BLOCKS_AT);
  head.set(MAGIC);
  head[5] = 1;
  head.set(root, 8);
  const block = encodeBlock({
    holder,
    notBefore: timeOf(terms.notBefore ?? now),
    expires: timeOf(terms.expires!),
    rights: inOrder(terms.rights!),
    recipients: terms.recipients ?? Number.POSITIVE_INFINITY,
    sender: terms.sender?.normalize('NFC') ?? null,
    profile: terms.profile?.normalize('NFC') ?? null,
  });
  const signature = nobleSigner.sign(signedOf(0, root, new Uint8Array(SIGNATURE), block), key);
  return concat(head, block, signature);
}

/**
 * The same permit with less in it, for oneself or for somebody else.
 *
 * @param key private key of the present holder, 32 bytes; stays yours
 * @param holder public key of the next one
 * @throws SealcastError USAGE for terms that would be wider, or another's key; PERMIT_REFUSED for what is no permit
 */
export function attenuatePermit(
  token: Uint8Array,
  key: Uint8Array,
  holder: Uint8Array,
  terms: PermitTerms,
): Uint8Array {
  const permit = verifyPermit(token);
  const before = grantOf(permit);
  const index = permit.blocks.length;
  if (!equalBytes(publicKeyOf(key), before.holders.at(-1)!))
    throw new SealcastError('USAGE', 'the permit is held by another key', { hint: 'only its holder can hand it on' });
  if (index === limits.permitBlocks)
    throw new SealcastError('USAGE', `a permit has at most ${limits.permitBlocks} blocks`, {
      hint: 'ask its root for one of your own',
    });
  const block: PermitBlock = {
    holder,
    notBefore: timeOf(terms.notBefore ?? before.notBefore),
    expires: timeOf(terms.expires ?? before.expires),
    rights: inOrder(terms.rights ?? before.rights),
    recipients: terms.recipients ?? before.recipients,
    sender: terms.sender?.normalize('NFC') ?? before.sender,
    profile: terms.profile?.normalize('NFC') ?? before.profile,
  };
  const wider = widerIn(before, block);
  // It would grant no more than before all the same: but whoever reads the block would think so.
  if (wider !== null)
    throw new SealcastError('USAGE', `a permit cannot be widened: ${wider}`, { hint: 'ask for one that grants it' });
  const body = encodeBlock(block);
  const signed = signedOf(index, permit.root, token.subarray(token.length - SIGNATURE), body);
  const out = concat(token, body, nobleSigner.sign(signed, key));
  out[5] = index + 1;
  return out;
}

function widerIn(before: Grant, block: PermitBlock): string | null {
  if (block.rights.some((right) => !before.rights.includes(right))) return 'rights';
  if (block.notBefore < before.notBefore) return 'not before';
  if (block.expires > before.expires) return 'expires';
  if (block.recipients > before.recipients) return 'recipients';
  if (before.sender !== null && block.sender !== before.sender) return 'sender';
  if (before.profile !== null && block.profile !== before.profile) return 'profile';
  return null;
}

/**
 * What a permit says, without asking whether it is genuine: to be shown.
 *
 * @throws SealcastError PERMIT_REFUSED, with the byte
 */
export function readPermit(token: Uint8Array): Permit {
  return parse(token).permit;
}

/**
 * What a permit says, with every signature checked. Whether its root is to be believed is the caller's to know.
 *
 * @throws SealcastError PERMIT_REFUSED
 */
export function verifyPermit(token: Uint8Array): Permit {
  const { permit, links } = parse(token);
  links.forEach(({ signed, signature }, i) => {
    const signer = i === 0 ? permit.root : permit.blocks[i - 1]!.holder;
    if (!verifyStrict(signature, signed, signer))
      throw new SealcastError('PERMIT_REFUSED', `the signature of block ${i} of a permit does not verify`, {
        hint: 'it was changed, or signed by another key',
        position: { block: i },
      });
  });
  return permit;
}

/** @throws SealcastError PERMIT_REFUSED where nothing is left of it */
export function grantOf({ root, blocks, ids }: Permit): Grant {
  const rights = RIGHTS.filter((right) => blocks.every((block) => block.rights.includes(right)));
  const notBefore = Math.max(...blocks.map((block) => block.notBefore));
  const expires = Math.min(...blocks.map((block) => block.expires));
  const senders = namesIn(blocks.map(({ sender }) => sender));
  const profiles = namesIn(blocks.map(({ profile }) => profile));
  if (rights.length === 0 || notBefore >= expires || senders.length > 1 || profiles.length > 1)
    throw new SealcastError('PERMIT_REFUSED', 'the blocks of a permit leave nothing that it grants', {
      hint: 'ask for another one',
    });
  return {
    root,
    holders: blocks.map(({ holder }) => holder),
    notBefore,
    expires,
    rights,
    recipients: Math.min(...blocks.map(({ recipients }) => recipients)),
    sender: senders[0] ?? null,
    profile: profiles[0] ?? null,
    ids,
  };
}

function namesIn(names: readonly (string | null)[]): string[] {
  return [...new Set(names.filter((name) => name !== null))];
}

interface Link {
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

function parse(token: Uint8Array): { permit: Permit; links: Link[] } {
  if (!(token instanceof Uint8Array)) throw malformed(0, 'it is no Uint8Array');
  if (token.length > limits.permitBytes) throw malformed(limits.permitBytes, `longer than ${limits.permitBytes} bytes`);
  for (let i = 0; i < MAGIC.length; i++) if (token[i] !== MAGIC[i]) throw malformed(i, 'an unknown magic or version');
  if (token.length < BLOCKS_AT) throw malformed(token.length, 'it ends too early');
  const count = token[5]!;
  if (count < 1 || count > limits.permitBlocks) throw malformed(5, `it has 1 to ${limits.permitBlocks} blocks`);
  if (token[6] !== 0 || token[7] !== 0) throw malformed(6, 'reserved bytes that are not zero');
  const root = token.slice(8, 8 + PERMIT_KEY);
  const blocks: PermitBlock[] = [];
  const links: Link[] = [];
  let at = BLOCKS_AT;
  let before: Uint8Array = new Uint8Array(SIGNATURE);
  for (let i = 0; i < count; i++) {
    const { block, end } = parseBlock(token, at);
    if (end + SIGNATURE > token.length) throw malformed(end, 'a signature ends too early');
    const signature = token.slice(end, end + SIGNATURE);
    blocks.push(block);
    links.push({ signed: signedOf(i, root, before, token.subarray(at, end)), signature });
    before = signature;
    at = end + SIGNATURE;
  }
  if (at !== token.length) throw malformed(at, 'bytes left over behind it');
  return { permit: { root, blocks, ids: links.map(({ signed }) => idOf(signed)) }, links };
}

/** The one before is signed along, so that a block fits no other chain, even where a holder has one key in several. */
function signedOf(index: number, root: Uint8Array, before: Uint8Array, block: Uint8Array): Uint8Array {
  return concat(PERMIT_BLOCK, Uint8Array.of(index), root, before, block);
}

/** Of what is signed, not of the signature: who signs could make another one for the same block. */
function idOf(signed: Uint8Array): string {
  return hex(sha256(concat(PERMIT_ID, signed)).subarray(0, 16));
}

function publicKeyOf(key: Uint8Array): Uint8Array {
  if (!(key instanceof Uint8Array) || key.length !== PERMIT_KEY)
    throw new SealcastError('USAGE', 'a private key of permits has 32 bytes', { hint: 'generatePermitKey makes one' });
  return nobleSigner.publicKey(key);
}

function timeOf(time: Date | number): number {
  return time instanceof Date ? time.getTime() : time;
}

function inOrder(rights: readonly Right[]): Right[] {
  const unknown = rights.find((right) => !RIGHTS.includes(right));
  if (unknown !== undefined) throw new SealcastError('USAGE', 'an unknown right', { hint: `use ${RIGHTS.join(', ')}` });
  return RIGHTS.filter((right) => rights.includes(right));
}
