import ece from 'http_ece';
import webPush from 'web-push';
import { inTurn, mustHold, subscriptions } from './keys.mjs';

/**
 * Web Push (RFC 8291, RFC 8188): P-256, a fresh key each. Whole, with the signed VAPID header (RFC 8292) that each request
 * gets, or the encryption alone.
 *
 * @param {number} count
 * @param {Uint8Array} message
 * @param {'request' | 'encrypt'} what
 * @returns {import('../measure.mjs').Subject}
 */
export function webPushPeer(count, message, what) {
  const pool = subscriptions(count);
  const next = inTurn(pool);
  const payload = Buffer.from(message);
  const vapidDetails = { subject: 'mailto:bench@example.com', ...webPush.generateVAPIDKeys() };
  const encrypt = (/** @type {(typeof pool)[number]} */ { subscription: { keys, endpoint } }) =>
    what === 'encrypt'
      ? webPush.encrypt(keys.p256dh, keys.auth, payload, 'aes128gcm').cipherText
      : webPush.generateRequestDetails({ endpoint, keys }, payload, { vapidDetails, contentEncoding: 'aes128gcm' })
          .body;
  const { curve, subscription } = pool[0];
  const opened = ece.decrypt(encrypt(pool[0]), {
    version: 'aes128gcm',
    privateKey: curve,
    dh: subscription.keys.p256dh,
    authSecret: subscription.keys.auth,
  });
  mustHold(opened.equals(payload), `web-push ${what}`);
  return {
    run(recipients) {
      for (const one of next(recipients)) encrypt(one);
    },
  };
}
