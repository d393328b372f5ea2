import { GeneralEncrypt, generalDecrypt, importJWK } from 'jose';
import { inTurn, mustHold } from './keys.mjs';

const ALG = 'ECDH-ES+A256KW';

/**
 * One JWE in general serialisation for all recipients of a round (RFC 7516, RFC 8037): the message once, its key wrapped
 * for each.
 *
 * @param {import('./keys.mjs').Pair[]} pairs
 * @param {Uint8Array} message
 * @returns {Promise<import('../measure.mjs').Subject>}
 */
export async function jose(pairs, message) {
  const jwks = pairs.map(({ publicKey }) => jwk(publicKey));
  const next = inTurn(jwks);
  const encrypt = async (/** @type {ReturnType<typeof jwk>[]} */ recipients) => {
    const jwe = new GeneralEncrypt(message).setProtectedHeader({ enc: 'A256GCM' });
    for (const key of recipients) jwe.addRecipient(await importJWK(key, ALG)).setUnprotectedHeader({ alg: ALG });
    return jwe.encrypt();
  };
  const { privateKey, publicKey } = pairs[1];
  const secret = await importJWK({ ...jwk(publicKey), d: Buffer.from(privateKey).toString('base64url') }, ALG);
  const { plaintext } = await generalDecrypt(await encrypt(jwks.slice(0, 2)), secret);
  mustHold(Buffer.from(plaintext).equals(Buffer.from(message)), 'jose');
  return {
    async run(recipients) {
      await encrypt(next(recipients));
    },
  };
}

/** @param {Uint8Array} publicKey */
function jwk(publicKey) {
  return { kty: 'OKP', crv: 'X25519', x: Buffer.from(publicKey).toString('base64url') };
}
