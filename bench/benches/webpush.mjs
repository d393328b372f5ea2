import { measure } from '../measure.mjs';
import { webPushPeer } from '../peers/web-push.mjs';
import { alone } from '../report.mjs';

const BENCH = 'webpush';

/**
 * A 256-byte message to n push subscriptions. Sealcast has no Web Push transport yet, so the peers stand alone and their
 * ratio is null; `bench` compares them once it has one.
 *
 * @param {import('../run.mjs').Options} options
 */
export async function bench({ effort, say }) {
  const message = new Uint8Array(256).fill(97);
  const results = [];
  for (const [name, what, note] of /** @type {const} */ ([
    ['web-push', 'request', 'encryption and VAPID'],
    ['web-push encrypt only', 'encrypt', ''],
  ])) {
    say(`${BENCH}: ${name}`);
    results.push(alone(BENCH, name, await measure(webPushPeer(1024, message, what), effort), note));
  }
  return results;
}
