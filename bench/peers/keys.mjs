import { createECDH, generateKeyPairSync } from 'node:crypto';

/**
 * @typedef {object} Pair
 * @property {Uint8Array} publicKey 32 bytes
 * @property {Uint8Array} privateKey 32 bytes
 */

/**
 * Distinct X25519 recipients. Rounds take the next ones in turn, so that nothing can be remembered from one call to the next.
 *
 * @param {number} count
 * @returns {Pair[]}
 */
export function x25519Pairs(count) {
  return Array.from({ length: count }, () => {
    const { publicKey, privateKey } = generateKeyPairSync('x25519');
    return { publicKey: lastBytes(publicKey, 'spki'), privateKey: lastBytes(privateKey, 'pkcs8') };
  });
}

/** @returns {Pair} a sender's signing key */
export function ed25519Pair() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { publicKey: lastBytes(publicKey, 'spki'), privateKey: lastBytes(privateKey, 'pkcs8') };
}

/** The raw key ends its DER encoding (RFC 8410). @param {import('node:crypto').KeyObject} key @param {'spki' | 'pkcs8'} type */
function lastBytes(key, type) {
  const der = type === 'spki' ? key.export({ type, format: 'der' }) : key.export({ type, format: 'der' });
  return new Uint8Array(der.subarray(der.length - 32));
}

/**
 * Distinct push subscriptions (RFC 8291): P-256, since that is all Web Push knows.
 *
 * @param {number} count
 */
export function subscriptions(count) {
  return Array.from({ length: count }, (_, k) => {
    const curve = createECDH('prime256v1');
    const p256dh = curve.generateKeys('base64url');
    const auth = Buffer.from(`auth-${String(k).padStart(11, '0')}`).toString('base64url');
    return { curve, subscription: { endpoint: `https://push.example.net/${k}`, keys: { p256dh, auth } } };
  });
}

/**
 * `count` items of `list` in turn, round after round.
 *
 * @template T
 * @param {readonly T[]} list
 */
export function inTurn(list) {
  let at = 0;
  return (/** @type {number} */ count) => Array.from({ length: count }, () => list[at++ % list.length]);
}

/** @param {boolean} holds @param {string} what */
export function mustHold(holds, what) {
  if (!holds) throw new Error(`a peer did not do its work: ${what}`);
}
