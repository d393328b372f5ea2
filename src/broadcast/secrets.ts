import { concat } from '../crypto/bytes.ts';
import { wipe } from '../crypto/wipe.ts';
import type { Random } from '../ports/random.ts';

/**
 * The secrets of one broadcast, by how long they live (keyring/erasure.ts):
 *
 *   sealing    fingerprint key(32) ‖ body key(32)                 destroyed when the broadcast is sealed
 *   retention  mailbox root(32) ‖ receipt key(32) ‖ record key(32)  destroyed when the broadcast is erased
 */
export interface SealingSecrets {
  readonly fingerprintKey: Uint8Array;
  readonly bodyKey: Uint8Array;
}

export interface RetentionSecrets {
  readonly mailboxRoot: Uint8Array;
  readonly receiptKey: Uint8Array;
  /** Seals batches, tags, routes and states in the spool. */
  readonly recordKey: Uint8Array;
}

export function newSealingSecrets(random: Random): SealingSecrets {
  return { fingerprintKey: random.bytes(32), bodyKey: random.bytes(32) };
}

export function newRetentionSecrets(random: Random): RetentionSecrets {
  return { mailboxRoot: random.bytes(32), receiptKey: random.bytes(32), recordKey: random.bytes(32) };
}

export function packSealing(secrets: SealingSecrets): Uint8Array {
  return concat(secrets.fingerprintKey, secrets.bodyKey);
}

export function packRetention(secrets: RetentionSecrets): Uint8Array {
  return concat(secrets.mailboxRoot, secrets.receiptKey, secrets.recordKey);
}

/** Takes the packed bytes over and wipes them. */
export function unpackSealing(packed: Uint8Array): SealingSecrets {
  const secrets = { fingerprintKey: packed.slice(0, 32), bodyKey: packed.slice(32, 64) };
  wipe(packed);
  return secrets;
}

/** Takes the packed bytes over and wipes them. */
export function unpackRetention(packed: Uint8Array): RetentionSecrets {
  const secrets = {
    mailboxRoot: packed.slice(0, 32),
    receiptKey: packed.slice(32, 64),
    recordKey: packed.slice(64, 96),
  };
  wipe(packed);
  return secrets;
}

export function wipeSecrets(secrets: SealingSecrets | RetentionSecrets | undefined): void {
  if (secrets !== undefined) wipe(...Object.values(secrets));
}
