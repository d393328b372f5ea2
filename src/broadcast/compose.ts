import { stat } from 'node:fs/promises';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { type BodyClass, sealBody } from '../crypto/body.ts';
import { concat, hex, utf8 } from '../crypto/bytes.ts';
import { wipe } from '../crypto/wipe.ts';
import { SealcastError } from '../errors.ts';
import {
  type AudienceDescription,
  type AudienceInput,
  isAudience,
  type ReadingOptions,
} from '../fanout/read/audience.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { nodeSigner } from '../keyring/sender-keys.ts';
import { limits } from '../limits.ts';
import { bytesPerEnvelope } from '../spool/batch-record.ts';
import {
  type BroadcastRecord,
  newCounts,
  newDelivery,
  newPeople,
  newRecall,
  newReceipts,
  newRetention,
} from '../spool/broadcast-record.ts';
import { type Admission, sketchOwner } from './admit/admission.ts';
import type { Admitted } from './admit/gate.ts';
import type { Extent } from './broadcast.ts';
import type { RecallDescription } from './recall.ts';
import type { Settings } from './request.ts';
import type { EngineParts } from './sealing.ts';
import { newRetentionSecrets, newSealingSecrets, packRetention, packSealing, wipeSecrets } from './secrets.ts';

/**
 * Makes a broadcast durable: its id, its body encrypted and signed, its secrets wrapped, all in one commit. From here on a crash
 * leaves something that can be resumed.
 *
 * @param recalled what this one recalls: then it is a notice, and the record of the other says so in the same commit
 */
export function composeBroadcast(
  parts: EngineParts,
  settings: Settings,
  { admission, sketch }: Admitted,
  audience: AudienceDescription | RecallDescription | null,
  requestName: string,
  recalled: BroadcastRecord | null = null,
): BroadcastRecord {
  const { spool, keyring, erasure, random, logger } = parts;
  const id = random.bytes(16);
  const owner = hex(id);
  const sealing = newSealingSecrets(random);
  const retention = newRetentionSecrets(random);
  const packed = [packSealing(sealing), packRetention(retention)] as const;
  const sender = keyring.sender(settings.from);
  try {
    const { body, digest } = sealBody(
      {
        kind: recalled === null ? 1 : 2,
        class: settings.class as BodyClass,
        // This suite alone: an envelope that was re-made under a weaker one is refused by the receiver.
        suites: 1 << settings.suite,
        created: settings.created,
        expires: settings.expires,
        sender: sender.publicKey,
        content: settings.content,
      },
      { bodyKey: sealing.bodyKey, broadcast: id, signSecret: sender.signSecret },
      nodeSigner,
    );
    const record: BroadcastRecord = {
      ...recordOf(settings),
      admission,
      id,
      sender: sender.name,
      senderKey: sender.publicKey,
      bodyDigest: digest,
      bodyBytes: body.length,
      audience,
      request: requestName === '' ? null : requestMac(keyring, settings),
      requestName,
      kind: recalled === null ? 1 : 2,
      recalls: recalled === null ? null : recalled.id,
    };
    const chunks = [erasure.seal('sealing', owner, packed[0]), erasure.seal('retention', owner, packed[1])];
    const text = sketch();
    if (text !== null) chunks.push(erasure.seal('retention', sketchOwner(owner), text));
    try {
      spool.create(record, body, chunks, recalled && { ...recalled, recalledBy: id });
    } catch (error) {
      // Never committed: an erasure step must not hold back a root for them.
      for (const cls of ['sealing', 'retention'] as const) erasure.forget(cls, owner);
      erasure.forget('retention', sketchOwner(owner));
      throw error;
    }
    logger.info({ broadcast: owner, suite: record.suite, bodyBytes: body.length }, 'broadcast begun');
    return record;
  } finally {
    wipe(...packed, sender.signSecret, sender.dhSecret, settings.content);
    wipeSecrets(sealing);
    wipeSecrets(retention);
  }
}

/** What a dry run counts in: never stored, and it makes no sender either. */
export function dryRecord(settings: Settings, admission: Admission): BroadcastRecord {
  return {
    ...recordOf(settings),
    admission,
    id: new Uint8Array(16),
    sender: settings.from,
    senderKey: new Uint8Array(64),
    bodyDigest: new Uint8Array(32),
    bodyBytes: 0,
    audience: null,
    request: null,
    requestName: '',
  };
}

function recordOf(settings: Settings) {
  const { personal, dedupBy, class: messageClass, suite, created, expires, slotPlainBytes, personalBytes } = settings;
  const { defaultCountry, chunkRows, windowChunks, maxRefused, cap, sandbox, ephemeral, hours, peopleMs } = settings;
  const { releaseAt, notAfter, receipts, recallUntil, retainUntil, purpose } = settings;
  return {
    ...newDelivery(),
    releaseAt,
    notAfter,
    ...newReceipts(),
    receipts,
    ...newRecall(),
    recallUntil,
    ...newRetention(),
    retainUntil,
    cap,
    sandbox,
    purpose,
    ...newPeople(),
    hours,
    // In the sandbox nobody has anything of it.
    peopleMs: sandbox ? 0 : peopleMs,
    version: ephemeral === 'batch' ? (1 as const) : (2 as const),
    state: 'sealing' as const,
    suite,
    ephemeral,
    class: messageClass,
    created,
    expires,
    finished: 0,
    slotPlainBytes,
    dedupBy: [...dedupBy],
    personal,
    personalBytes,
    defaultCountry,
    chunkRows,
    windowChunks,
    maxRefused,
    ignoredColumns: [],
    cursor: { rows: 0, inputMac: new Uint8Array(32), end: false },
    counts: newCounts(),
    batches: 0,
    windows: 0,
    prints: 0,
    sealingErased: false,
    retentionErased: false,
    sealMilliseconds: 0,
  };
}

/** How the audience of a broadcast is read, the first time and when it is resumed. */
export function readingOf(
  of: Pick<BroadcastRecord, 'personal' | 'personalBytes' | 'defaultCountry' | 'chunkRows' | 'hours'>,
): ReadingOptions {
  const { personal, personalBytes, defaultCountry, chunkRows, hours } = of;
  return {
    personal,
    ...(personal.length === 0 ? {} : { personalBytes }),
    ...(defaultCountry === '' ? {} : { defaultCountry }),
    chunkRows,
    hours,
  };
}

export async function extentOf(to: AudienceInput): Promise<Extent> {
  if (Array.isArray(to)) return { expected: to.length };
  const path = isAudience(to) ? to.describe()?.path : undefined;
  if (path === undefined) return {};
  const found = await stat(path).catch(() => null);
  return found === null ? {} : { bytesExpected: found.size };
}

/** Bytes of spool for an audience: its rows as far as known, else its size at the least bytes a row with a key can have. */
export function estimateBytes({ expected, bytesExpected }: Extent, settings: Settings): number {
  const rows = expected ?? (bytesExpected === undefined ? 0 : Math.ceil(bytesExpected / LEAST_ROW_BYTES));
  return rows * bytesPerEnvelope(settings, 0);
}
const LEAST_ROW_BYTES = 64;

// ---- idempotency: the key and the request as they are stored, MACs both ----

/** Hex; '' without a key. @throws SealcastError USAGE for a key out of bounds */
export function requestNameOf(keyring: Keyring, idempotencyKey: string | undefined): string {
  if (idempotencyKey === undefined) return '';
  // Encoded, null would be the key "null": the second send that has none would be taken for a repetition of the first.
  if (typeof idempotencyKey !== 'string')
    throw new SealcastError('USAGE', 'an idempotency key is a string', { hint: 'leave it out where there is none' });
  const bytes = utf8(idempotencyKey);
  if (bytes.length === 0 || bytes.length > limits.idempotencyKeyBytes)
    throw new SealcastError('USAGE', `an idempotency key has 1 to ${limits.idempotencyKeyBytes} bytes`);
  return hex(keyed(keyring, 'key', bytes));
}

/** Over message, sender and options as they were asked for. */
export function requestMac(keyring: Keyring, settings: Settings): Uint8Array {
  return keyed(keyring, 'request', settings.canonical);
}

function keyed(keyring: Keyring, what: 'key' | 'request', bytes: Uint8Array): Uint8Array {
  const key = keyring.subkey('idempotency');
  try {
    return hmac(sha256, key, concat(utf8(`${what}\0`), bytes));
  } finally {
    wipe(key);
  }
}
