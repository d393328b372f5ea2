import sodium from 'sodium-native';
import { inTurn, mustHold } from './keys.mjs';

/**
 * libsodium's sealed box, native, one call a recipient: X25519 with a fresh ephemeral key, XSalsa20-Poly1305.
 *
 * @param {import('./keys.mjs').Pair[]} pairs
 * @param {Uint8Array} message
 * @returns {import('../measure.mjs').Subject}
 */
export function sodiumNative(pairs, message) {
  const next = inTurn(pairs.map(({ publicKey }) => Buffer.from(publicKey)));
  const plain = Buffer.from(message);
  const seal = (/** @type {Buffer} */ publicKey) => {
    const sealed = Buffer.alloc(plain.length + sodium.crypto_box_SEALBYTES);
    sodium.crypto_box_seal(sealed, plain, publicKey);
    return sealed;
  };
  const opened = Buffer.alloc(plain.length);
  const [{ publicKey, privateKey }] = pairs;
  const sealed = seal(Buffer.from(publicKey));
  sodium.crypto_box_seal_open(opened, sealed, Buffer.from(publicKey), Buffer.from(privateKey));
  mustHold(opened.equals(plain), 'sodium-native');
  return {
    run(recipients) {
      for (const key of next(recipients)) seal(key);
    },
  };
}

/**
 * One native multiplication a recipient, X25519(secret, key), and nothing else: no sealing at all. A measure of the
 * machine, to say what a whole slot costs in.
 *
 * @param {import('./keys.mjs').Pair[]} pairs
 * @returns {import('../measure.mjs').Subject}
 */
export function sodiumScalarmult(pairs) {
  const next = inTurn(pairs.map(({ publicKey }) => Buffer.from(publicKey)));
  const [{ publicKey, privateKey }, other] = pairs;
  const secret = Buffer.from(privateKey);
  const shared = Buffer.alloc(sodium.crypto_scalarmult_BYTES);
  sodium.crypto_scalarmult(shared, secret, Buffer.from(other.publicKey));
  const back = Buffer.alloc(sodium.crypto_scalarmult_BYTES);
  sodium.crypto_scalarmult(back, Buffer.from(other.privateKey), Buffer.from(publicKey));
  mustHold(shared.equals(back), 'crypto_scalarmult');
  return {
    run(recipients) {
      for (const key of next(recipients)) sodium.crypto_scalarmult(shared, secret, key);
    },
  };
}
