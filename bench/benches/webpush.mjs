import { p256 } from '@noble/curves/nist.js';
import ece from 'http_ece';
import { HmacKernel } from '../../dist/kernels/hmac.js';
import { instantiateKernels, loadKernels } from '../../dist/kernels/load.js';
import { instantiateP256, P256Kernel, p256BesideOpenSsl } from '../../dist/kernels/p256.js';
import { systemClock } from '../../dist/ports/clock.js';
import { systemRandom } from '../../dist/ports/random.js';
import { KernelAgreement, NodeAgreement, PushEncryptor, pushBytes } from '../../dist/transports/webpush/encrypt.js';
import { readSubscription } from '../../dist/transports/webpush/subscription.js';
import { Vapid } from '../../dist/transports/webpush/vapid.js';
import { compare } from '../measure.mjs';
import { mustHold, subscriptions } from '../peers/keys.mjs';
import { webPushPeer } from '../peers/web-push.mjs';
import { ours, peer } from '../report.mjs';

const BENCH = 'webpush';
const BATCH = 1024;

/**
 * A 256-byte message to n push subscriptions, read from JSON as it is stored, encrypted under a fresh key each, with the VAPID
 * header of its push service: a batch at a time, one thread. The peer gets its subscriptions as objects.
 *
 * @param {import('../run.mjs').Options} options
 */
export async function bench({ effort, say }) {
  const message = new Uint8Array(256).fill(97);
  const subject = sealcast(message);
  const results = [];
  for (const [name, what, note] of /** @type {const} */ ([
    ['web-push', 'request', 'encryption and VAPID'],
    ['web-push encrypt only', 'encrypt', ''],
  ])) {
    say(`${BENCH}: sealcast and ${name} in turn`);
    const comparison = await compare(subject, webPushPeer(BATCH, message, what), effort);
    if (results.length === 0)
      results.push(ours(BENCH, 'sealcast', comparison.a, { note: `batches of ${BATCH}: read, encrypt, VAPID` }));
    results.push(peer(BENCH, name, comparison, note));
  }
  return results;
}

/** @param {Uint8Array} message */
function sealcast(message) {
  const pool = subscriptions(BATCH);
  const routes = pool.map(({ subscription }) => JSON.stringify(subscription));
  const kernels = loadKernels();
  const random = (/** @type {number} */ length) => systemRandom.bytes(length);
  const p256Module = p256BesideOpenSsl(kernels);
  const agreement =
    p256Module === undefined
      ? new NodeAgreement()
      : new KernelAgreement(new P256Kernel(instantiateP256(p256Module)), random);
  const encryptor = new PushEncryptor(new HmacKernel(instantiateKernels(kernels)), agreement, random);
  const vapid = new Vapid(
    { subject: 'mailto:bench@example.com', privateKey: p256.utils.randomSecretKey() },
    systemClock,
  );
  const plaintexts = new Uint8Array(BATCH * message.length);
  for (let i = 0; i < BATCH; i++) plaintexts.set(message, i * message.length);
  const batch = () => {
    const p256dh = new Uint8Array(65 * BATCH);
    const auth = new Uint8Array(16 * BATCH);
    const headers = routes.map((route, i) => {
      const read = readSubscription(route);
      mustHold(read !== null, 'readSubscription');
      p256dh.set(read.p256dh, 65 * i);
      auth.set(read.auth, 16 * i);
      return vapid.authorization(new URL(read.endpoint).origin);
    });
    mustHold(headers.length === BATCH, 'Vapid');
    const { length } = message;
    return encryptor.encrypt({
      p256dh,
      auth,
      plaintexts,
      plaintextBytes: length,
      paddedBytes: length,
      count: BATCH,
    });
  };
  const each = pushBytes(message.length);
  const made = batch();
  for (const i of [0, 1, BATCH - 1]) {
    const { curve, subscription } = pool[i];
    const opened = ece.decrypt(Buffer.from(made.subarray(each * i, each * (i + 1))), {
      version: 'aes128gcm',
      privateKey: curve,
      dh: subscription.keys.p256dh,
      authSecret: subscription.keys.auth,
    });
    mustHold(opened.equals(message), 'sealcast webpush');
  }
  return {
    unit: BATCH,
    run(/** @type {number} */ recipients) {
      for (let done = 0; done < recipients; done += BATCH) batch();
    },
  };
}
