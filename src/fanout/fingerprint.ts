import { expand } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { DEVICE_PRINTS, KEY, PRINT, ROW_PRINTS, startOf } from '../batch/layout.ts';
import { utf8 } from '../crypto/bytes.ts';
import { wipe } from '../crypto/wipe.ts';
import {
  checkColumns,
  FINGERPRINT_KEY_BYTES,
  FINGERPRINT_KEYS,
  type FingerprintColumns,
  FingerprintKernel,
} from '../kernels/fingerprint.ts';
import { instantiateKernels, type Kernels } from '../kernels/load.ts';

export type { FingerprintColumns } from '../kernels/fingerprint.ts';

/**
 * Keyed 128-bit fingerprints of what makes two rows the same person: SipHash-2-4-128 under a key of this dimension, so
 * that a phone number never meets an id that is written the same. The five keys are HKDF-Expand (RFC 5869) of the
 * broadcast's; that one is destroyed when the broadcast is sealed, so fingerprints left on disk say nothing afterwards.
 * Two of 10^8 distinct values collide with probability 10^16 / 2^129, below 2^-75. Why no HMAC: docs/adr.
 *
 * What is printed never depends on the kernels: a broadcast may be resumed on another machine, by another build.
 */
export interface Fingerprinter {
  /** Fills `rowPrints` (id ‖ phone ‖ e-mail, zero where there is none) and `devicePrints` (key ‖ pair of key and id). */
  write(key: Uint8Array, columns: FingerprintColumns, rowPrints: Uint8Array, devicePrints: Uint8Array): void;
}

const INFO = utf8('sealcast v1 fingerprint');

/** Over a kernel, in a memory of its own; the twin where the host runs no WebAssembly. Same prints either way. */
export function createFingerprinter(kernels: Kernels | undefined): Fingerprinter {
  const kernel = kernels === undefined ? undefined : new FingerprintKernel(instantiateKernels(kernels));
  return {
    write(key, columns, rowPrints, devicePrints) {
      const keys = expand(sha256, key, INFO, FINGERPRINT_KEYS.length * FINGERPRINT_KEY_BYTES);
      try {
        if (kernel === undefined) fingerprint(keys, columns, rowPrints, devicePrints);
        else kernel.write(keys, columns, rowPrints, devicePrints);
      } finally {
        wipe(keys);
      }
    },
  };
}

/** The readable twin of the kernel. */
export function fingerprint(
  keys: Uint8Array,
  columns: FingerprintColumns,
  rowPrints: Uint8Array,
  devicePrints: Uint8Array,
): void {
  const { rows } = checkColumns(keys, columns, rowPrints, devicePrints);
  const [idKey, deviceKey, pairKey, phoneKey, emailKey] = FINGERPRINT_KEYS.map((_, i) =>
    keys.subarray(i * FINGERPRINT_KEY_BYTES, (i + 1) * FINGERPRINT_KEY_BYTES),
  ) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  for (let row = 0; row < rows; row++) {
    const id = columns.ids.subarray(startOf(columns.idEnd, row), columns.idEnd[row]);
    const phone = columns.phones.subarray(startOf(columns.phoneEnd, row), columns.phoneEnd[row]);
    const email = columns.emails.subarray(startOf(columns.emailEnd, row), columns.emailEnd[row]);
    const prints = rowPrints.subarray(row * ROW_PRINTS, (row + 1) * ROW_PRINTS).fill(0);
    prints.set(siphash128(idKey, id));
    if (phone.length > 0) prints.set(siphash128(phoneKey, phone), PRINT);
    if (email.length > 0) prints.set(siphash128(emailKey, email), 2 * PRINT);
    for (let device = startOf(columns.deviceEnd, row); device < columns.deviceEnd[row]!; device++) {
      const key = columns.keys.subarray(device * KEY, (device + 1) * KEY);
      devicePrints.set(siphash128(deviceKey, key), device * DEVICE_PRINTS);
      // The first part has a fixed length: no other pair is written the same.
      const pair = new Uint8Array(KEY + id.length);
      pair.set(key);
      pair.set(id, KEY);
      devicePrints.set(siphash128(pairKey, pair), device * DEVICE_PRINTS + PRINT);
      wipe(pair);
    }
  }
}

const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);
const rotate = (value: bigint, bits: bigint): bigint => u64(value << bits) | (value >> (64n - bits));

/**
 * SipHash-2-4 with 128 bits of output, as its authors' reference implementation defines it.
 * @param key 16 bytes
 */
export function siphash128(key: Uint8Array, message: Uint8Array): Uint8Array {
  const k = new DataView(key.buffer, key.byteOffset, 16);
  const [k0, k1] = [k.getBigUint64(0, true), k.getBigUint64(8, true)];
  let v0 = k0 ^ 0x736f6d6570736575n;
  let v1 = k1 ^ 0x646f72616e646f6dn ^ 0xeen;
  let v2 = k0 ^ 0x6c7967656e657261n;
  let v3 = k1 ^ 0x7465646279746573n;
  const rounds = (count: number): void => {
    for (let i = 0; i < count; i++) {
      v0 = u64(v0 + v1);
      v2 = u64(v2 + v3);
      v1 = rotate(v1, 13n) ^ v0;
      v3 = rotate(v3, 16n) ^ v2;
      v0 = rotate(v0, 32n);
      v2 = u64(v2 + v1);
      v0 = u64(v0 + v3);
      v1 = rotate(v1, 17n) ^ v2;
      v3 = rotate(v3, 21n) ^ v0;
      v2 = rotate(v2, 32n);
    }
  };

  // Zeros fill the last word; its top byte is the length.
  const words = new Uint8Array((Math.floor(message.length / 8) + 1) * 8);
  words.set(message);
  words[words.length - 1] = message.length;
  const view = new DataView(words.buffer);
  for (let at = 0; at < words.length; at += 8) {
    const word = view.getBigUint64(at, true);
    v3 ^= word;
    rounds(2);
    v0 ^= word;
  }
  wipe(words);

  const print = new Uint8Array(16);
  const out = new DataView(print.buffer);
  v2 ^= 0xeen;
  rounds(4);
  out.setBigUint64(0, v0 ^ v1 ^ v2 ^ v3, true);
  v1 ^= 0xddn;
  rounds(4);
  out.setBigUint64(8, v0 ^ v1 ^ v2 ^ v3, true);
  return print;
}
