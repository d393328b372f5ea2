// node first-envelope.mjs DIR RECIPIENTS THREADS: how long until the first envelope is with the transport, told to the parent.
import { randomBytes } from 'node:crypto';

const [dir, recipients, threads] = process.argv.slice(2);
const loading = performance.now();
const { openEngine } = await import('../../../dist/index.js');
const importMilliseconds = performance.now() - loading;

const to = Array.from({ length: Number(recipients) }, (_, k) => {
  // Any 32 bytes below the prime are somebody's public key, as far as a sender can tell.
  const publicKey = new Uint8Array(randomBytes(32));
  publicKey[31] &= 0x3f;
  return { id: `u-${k}`, publicKey };
});

/** @type {number | undefined} */
let first;
const begun = performance.now();
const engine = await openEngine({
  dir,
  threads: Number(threads),
  transport: {
    name: 'first',
    async deliver(parcels) {
      first ??= performance.now();
      return parcels.map(() => ({ state: 'delivered' }));
    },
  },
});
const broadcast = await engine.send({ from: 'bench', message: 'a'.repeat(256), to });
const { delivered } = await broadcast.settled;
await engine.close();
if (first === undefined || delivered !== to.length) throw new Error(`${delivered} of ${to.length} envelopes arrived`);
process.send?.({ milliseconds: first - begun, importMilliseconds });
process.disconnect();
