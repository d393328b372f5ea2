import { Chacha20Poly1305 } from '@hpke/chacha20poly1305';
import { CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { DhkemX25519HkdfSha256 as PureX25519 } from '@hpke/dhkem-x25519';
import { inTurn, mustHold } from './keys.mjs';

/**
 * RFC 9180 single shot, mode base, the suite Sealcast uses: from the key's 32 bytes to enc and ciphertext, one by one.
 * X25519 in JavaScript, or WebCrypto's; HKDF is WebCrypto's and ChaCha20-Poly1305 JavaScript in both, since Node 20 has
 * no other.
 *
 * @param {import('./keys.mjs').Pair[]} pairs
 * @param {Uint8Array} message
 * @param {'pure' | 'webcrypto'} x25519
 * @returns {Promise<import('../measure.mjs').Subject>}
 */
export async function hpkeCore(pairs, message, x25519) {
  const kem = x25519 === 'pure' ? new PureX25519() : new DhkemX25519HkdfSha256();
  const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Chacha20Poly1305() });
  const bytes = (/** @type {Uint8Array} */ view) => new Uint8Array(view).buffer;
  const plain = bytes(message);
  const next = inTurn(pairs.map(({ publicKey }) => bytes(publicKey)));
  const seal = async (/** @type {ArrayBuffer} */ key) =>
    suite.seal({ recipientPublicKey: await suite.kem.importKey('raw', key, true) }, plain);

  const { enc, ct } = await seal(bytes(pairs[0].publicKey));
  const recipientKey = await suite.kem.importKey('raw', bytes(pairs[0].privateKey), false);
  const opened = await suite.open({ recipientKey, enc }, ct);
  mustHold(Buffer.from(opened).equals(Buffer.from(message)), `@hpke/core ${x25519}`);
  return {
    async run(recipients) {
      for (const key of next(recipients)) await seal(key);
    },
  };
}
