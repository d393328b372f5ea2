import { Decrypter, Encrypter } from 'age-encryption';
import { bech32 } from './bech32.mjs';
import { inTurn, mustHold } from './keys.mjs';

/**
 * One age file for all recipients of a round: the message once, a stanza each. Recipients are given as age gives them out,
 * in Bech32.
 *
 * @param {import('./keys.mjs').Pair[]} pairs
 * @param {Uint8Array} message
 * @returns {Promise<import('../measure.mjs').Subject>}
 */
export async function ageEncryption(pairs, message) {
  const names = pairs.map(({ publicKey }) => bech32('age', publicKey));
  const next = inTurn(names);
  const encrypt = (/** @type {string[]} */ recipients) => {
    const encrypter = new Encrypter();
    for (const name of recipients) encrypter.addRecipient(name);
    return encrypter.encrypt(message);
  };
  const decrypter = new Decrypter();
  decrypter.addIdentity(bech32('age-secret-key-', pairs[1].privateKey).toUpperCase());
  const opened = await decrypter.decrypt(await encrypt(names.slice(0, 2)));
  mustHold(Buffer.from(opened).equals(Buffer.from(message)), 'age-encryption');
  return {
    async run(recipients) {
      await encrypt(next(recipients));
    },
  };
}
