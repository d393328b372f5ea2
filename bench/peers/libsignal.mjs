import { randomUUID } from 'node:crypto';
import * as signal from '@signalapp/libsignal-client';
import MultiRecipientMessage from '@signalapp/libsignal-client/dist/SealedSenderMultiRecipientMessage.js';
import { mustHold } from './keys.mjs';

const DEVICE = 1;
const DISTRIBUTION = randomUUID();

class Sessions extends signal.SessionStore {
  /** @type {Map<string, signal.SessionRecord>} */
  #records = new Map();
  /** @param {signal.ProtocolAddress} name @param {signal.SessionRecord} record */
  async saveSession(name, record) {
    this.#records.set(name.toString(), record);
  }
  /** @param {signal.ProtocolAddress} name */
  async getSession(name) {
    return this.#records.get(name.toString()) ?? null;
  }
  /** @param {signal.ProtocolAddress[]} names */
  async getExistingSessions(names) {
    return names.map((name) => /** @type {signal.SessionRecord} */ (this.#records.get(name.toString())));
  }
}

class Identities extends signal.IdentityKeyStore {
  /** @type {Map<string, signal.PublicKey>} */
  #keys = new Map();
  #own = signal.PrivateKey.generate();
  async getIdentityKey() {
    return this.#own;
  }
  async getLocalRegistrationId() {
    return 1;
  }
  /** @param {signal.ProtocolAddress} name @param {signal.PublicKey} key */
  async saveIdentity(name, key) {
    this.#keys.set(name.toString(), key);
    return signal.IdentityChange.NewOrUnchanged;
  }
  async isTrustedIdentity() {
    return true;
  }
  /** @param {signal.ProtocolAddress} name */
  async getIdentity(name) {
    return this.#keys.get(name.toString()) ?? null;
  }
}

class SenderKeys extends signal.SenderKeyStore {
  /** @type {signal.SenderKeyRecord | null} */
  #record = null;
  /** @param {signal.ProtocolAddress} _sender @param {string} _distribution @param {signal.SenderKeyRecord} record */
  async saveSenderKey(_sender, _distribution, record) {
    this.#record = record;
  }
  async getSenderKey() {
    return this.#record;
  }
}

/**
 * Sealed Sender v2 to all recipients in one call: the message encrypted once under a sender key, its key wrapped for each.
 * The sessions it needs are set up before and not measured.
 *
 * @param {number} count recipients of a call
 * @param {Uint8Array} message
 * @returns {Promise<import('../measure.mjs').Subject>}
 */
export async function libsignal(count, message) {
  const identities = new Identities();
  const sessions = new Sessions();
  const senderKeys = new SenderKeys();
  const senderId = signal.Aci.fromUuid(randomUUID());
  const sender = signal.ProtocolAddress.new(senderId, DEVICE);
  await signal.SenderKeyDistributionMessage.create(sender, DISTRIBUTION, senderKeys);

  const recipients = [];
  for (let k = 0; k < count; k++) {
    const address = signal.ProtocolAddress.new(signal.Aci.fromUuid(randomUUID()), DEVICE);
    await signal.processPreKeyBundle(preKeys(), address, sender, sessions, identities);
    recipients.push(address);
  }

  const root = signal.PrivateKey.generate();
  const server = signal.PrivateKey.generate();
  const certificate = signal.SenderCertificate.new(
    senderId,
    null,
    DEVICE,
    (await identities.getIdentityKey()).getPublicKey(),
    Date.now() + 86_400_000,
    signal.ServerCertificate.new(1, server.getPublicKey(), root),
    server,
  );
  const seal = async () => {
    const encrypted = await signal.groupEncrypt(sender, DISTRIBUTION, senderKeys, new Uint8Array(message));
    const content = signal.UnidentifiedSenderMessageContent.new(
      encrypted,
      certificate,
      signal.ContentHint.Resendable,
      null,
    );
    return signal.sealedSenderMultiRecipientEncrypt(content, recipients, identities, sessions);
  };
  const sent = new MultiRecipientMessage(await seal());
  mustHold(Object.keys(sent.recipientsByServiceIdString()).length === count, 'libsignal');
  return {
    unit: count,
    async run(total) {
      for (let done = 0; done < total; done += count) await seal();
    },
  };
}

/** What a device publishes so that others can begin a session with it. */
function preKeys() {
  const identity = signal.PrivateKey.generate();
  const signedKey = signal.PrivateKey.generate().getPublicKey();
  const kemKey = signal.KEMKeyPair.generate().getPublicKey();
  return signal.PreKeyBundle.new(
    1,
    DEVICE,
    null,
    null,
    1,
    signedKey,
    identity.sign(signedKey.serialize()),
    identity.getPublicKey(),
    1,
    kemKey,
    identity.sign(kemKey.serialize()),
  );
}
