import { SealcastError } from '../errors.ts';
import { damaged } from './damaged.ts';
import { type XChaCha, xchacha } from './xchacha.ts';

/**
 * What lies in the spool lies there as records: nonce(24) ‖ XChaCha20-Poly1305(key, value, aad = label ‖ store ‖ 0 ‖ key name).
 * The tag is also the check that LMDB does not make: a flipped bit inside a page goes unnoticed by it.
 * Nonces are random, 24 bytes: a window that was sealed again after a crash never repeats one.
 */
const LABEL = 'sealcast v1 spool ';
export const RECORD_OVERHEAD = 24 + 16;

const text = new TextEncoder();

function aadOf(store: string, name: string): Uint8Array {
  return text.encode(`${LABEL}${store}\0${name}`);
}

export type SealText = XChaCha['seal'];

/**
 * @param key 32 bytes
 * @param nonce 24 bytes, fresh
 * @param sealText who does it; a thread of the pool has a kernel for long records
 */
export function sealRecord(
  key: Uint8Array,
  nonce: Uint8Array,
  store: string,
  name: string,
  value: Uint8Array,
  sealText: SealText = xchacha.seal,
): Uint8Array {
  const out = new Uint8Array(RECORD_OVERHEAD + value.length);
  out.set(nonce);
  sealText(key, nonce, aadOf(store, name), value, out.subarray(24));
  return out;
}

/** @throws SealcastError SPOOL_DAMAGED when the record was not sealed under this key for this place. */
export function openRecord(key: Uint8Array, store: string, name: string, record: Uint8Array): Uint8Array {
  if (record.length < RECORD_OVERHEAD) throw damaged(`a record of ${store} is too short`);
  try {
    return xchacha.open(key, record.subarray(0, 24), aadOf(store, name), record.subarray(24));
  } catch (cause) {
    throw new SealcastError('SPOOL_DAMAGED', `a record of ${store} does not verify`, {
      cause,
      hint: 'the file was changed or its keyring belongs to another spool; restore both from one backup',
    });
  }
}

/** Names sort as their numbers do: eight hexadecimal digits, which 2^32 batches of 4096 do not exhaust. */
export function indexedName(broadcast: string, index: number): string {
  return `${broadcast}/${index.toString(16).padStart(8, '0')}`;
}
