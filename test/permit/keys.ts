/** Keys of permits that are the same in every run, and what the tests make of them. */
import { createHash } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { newPermit, type PermitTerms, type Right } from '../../src/index.ts';

export const START = 1_763_800_000_000;
export const DAY = 86_400_000;

export interface Pair {
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

export function pair(name: string): Pair {
  const privateKey = new Uint8Array(createHash('sha256').update(`test permit key ${name}`).digest());
  return { privateKey, publicKey: ed25519.getPublicKey(privateKey) };
}

export const root = pair('root');
export const ada = pair('ada');
export const bo = pair('bo');
export const cy = pair('cy');

export const ALL: readonly Right[] = ['compose', 'approve', 'send', 'read-report', 'unmask'];

/** By `root`, from START on for thirty days. */
export function permitFor(holder: Pair, terms: PermitTerms = {}, by: Pair = root): Uint8Array {
  return newPermit(by.privateKey, holder.publicKey, {
    notBefore: START,
    ...terms,
    rights: terms.rights ?? ALL,
    expires: terms.expires ?? START + 30 * DAY,
  });
}
