import { randomBytes } from 'node:crypto';
import { encodeRecord } from '../../dist/codec/msgpack.js';
import { sealBody } from '../../dist/crypto/body.js';
import { envelopeAt, sealBatch } from '../../dist/fanout/seal.js';
import { chooseKernels } from '../../dist/kernels/load.js';
import { newSealKernel } from '../../dist/kernels/seal.js';
import { limits } from '../../dist/limits.js';
import { openEnvelope } from '../../dist/open.js';
import { wideBeside } from '../kernels.mjs';
import { compare } from '../measure.mjs';
import { ageEncryption } from '../peers/age.mjs';
import { hpkeCore } from '../peers/hpke.mjs';
import { jose } from '../peers/jose.mjs';
import { ed25519Pair, inTurn, mustHold, x25519Pairs } from '../peers/keys.mjs';
import { libsignal } from '../peers/libsignal.mjs';
import { sodiumNative, sodiumScalarmult } from '../peers/sodium.mjs';
import { webPushPeer } from '../peers/web-push.mjs';
import { ours, peer } from '../report.mjs';

const BENCH = 'seal.cold';
const MESSAGE_BYTES = 256;

/** What a worker of the pool would have; undefined for SEALCAST_KERNELS=reference. */
const kernels = chooseKernels();
const kernel = kernels && newSealKernel(kernels);
const wideKernels = wideBeside();
const wideKernel = wideKernels && newSealKernel(wideKernels);

/**
 * A 256-byte message to n distinct people met for the first time, from their public keys to bytes that can be sent.
 * Sealcast: the body once a round, signed, then a slot each; suite 2 with a personal field. With the pair kept they are met
 * again, in suite 2, by a sender who kept X25519(sender, key) of each from the first time. An ephemeral key for each
 * recipient is one multiplication more for each: of the base point.
 *
 * @param {import('../run.mjs').Options} options
 */
export async function bench({ quick, effort, say }) {
  const pairs = x25519Pairs(limits.batchRecipients);
  const message = Uint8Array.from({ length: MESSAGE_BYTES }, (_, k) => 97 + (k % 26));

  const suite1 = await sealcast(1, pairs, message);
  const suite2 = await sealcast(2, pairs, message);
  const again = await sealcast(2, pairs, message, { pairKept: true });
  const own = await sealcast(1, pairs, message, { ephemeral: 'recipient' });
  const wide = wideKernel && (await sealcast(1, pairs, message, { by: wideKernel }));
  const variants = [
    ...(wide
      ? [
          ['sealcast, wide', wide, "kernels: 'wide'"],
          ['sealcast suite 2, wide', await sealcast(2, pairs, message, { by: wideKernel }), 'and proves to whom'],
        ]
      : []),
    ['sealcast suite 2', suite2, 'and proves to whom; 256-byte slots'],
    ['sealcast suite 2, pair kept', again, 'the same, not the first time'],
    ['sealcast, ephemeral per recipient', own, 'suite 1, no two share enc'],
  ];
  say('setting up libsignal sessions');
  const peers = [
    ['sodium-native', sodiumNative(pairs, message), 'a sealed box each'],
    ['libsodium scalarmult', sodiumScalarmult(pairs), 'one multiplication, nothing sealed'],
    ['libsignal', await libsignal(quick ? 128 : 1024, message), 'sessions set up before'],
    ['jose', await jose(pairs, message), 'one JWE for all'],
    ['age-encryption', await ageEncryption(pairs, message), 'one file for all'],
    ['@hpke/core webcrypto', await hpkeCore(pairs, message, 'webcrypto'), 'single shot each'],
    ['@hpke/core', await hpkeCore(pairs, message, 'pure'), 'single shot each'],
    ['web-push', webPushPeer(1024, message, 'request'), 'P-256, with VAPID'],
    ['web-push encrypt only', webPushPeer(1024, message, 'encrypt'), 'P-256'],
  ];

  const rates = [];
  const results = [];
  for (const [name, subject, note] of peers) {
    say(`${BENCH}: sealcast and ${name} in turn`);
    const comparison = await compare(suite1, subject, effort);
    rates.push(...comparison.a);
    results.push(peer(BENCH, name, comparison, note, wide && (await compare(wide, subject, effort))));
  }
  const variations = [];
  for (const [name, subject, note] of variants) {
    say(`${BENCH}: ${name}`);
    const comparison = await compare(suite1, subject, effort);
    rates.push(...comparison.a);
    variations.push(
      ours(BENCH, name, comparison.b, { note: `${comparison.ratio.toFixed(2)} × suite 1's time; ${note}` }),
    );
  }
  return [ours(BENCH, 'sealcast', rates, { note: 'body, then a slot each' }), ...variations, ...results];
}

/**
 * @param {1 | 2} suite
 * @param {import('../peers/keys.mjs').Pair[]} pairs
 * @param {Uint8Array} message
 * @param {{ pairKept?: boolean, ephemeral?: 'batch' | 'recipient', by?: typeof kernel }} [variant]
 * @returns {Promise<import('../measure.mjs').Subject>}
 */
async function sealcast(suite, pairs, message, { pairKept = false, ephemeral = 'batch', by = kernel } = {}) {
  const sign = ed25519Pair();
  const [dh] = x25519Pairs(1);
  const sender = Buffer.concat([sign.publicKey, dh.publicKey]);
  const content = encodeRecord({ format: 'plain', text: Buffer.from(message).toString('latin1') });
  const slotPlainBytes = suite === 1 ? limits.slotPlainBytes : limits.slotFixedBytes + limits.personalBytesDefault;
  const field = suite === 1 ? new Uint8Array(0) : encodeRecord({ name: '张三' });
  const kept = new Uint8Array(32 * pairs.length);
  const everybody = pairs.map(({ publicKey }, k) => ({
    key: publicKey,
    id: Buffer.from(`person-${k}`),
    pair: kept.subarray(32 * k, 32 * k + 32),
  }));
  const nextPairs = inTurn(everybody);

  const broadcast = () => {
    const secrets = { bodyKey: randomBytes(32), broadcast: randomBytes(16), signSecret: sign.privateKey };
    const created = Date.now();
    const expires = created + 86_400_000;
    const fields = { kind: 1, class: 4, suites: 1 << suite, created, expires, sender, content };
    return { ...secrets, ...sealBody(fields, secrets), receiptKey: randomBytes(32), mailboxRoot: randomBytes(32) };
  };
  /**
   * @param {ReturnType<typeof broadcast>} to
   * @param {number} count
   * @param {Uint8Array} [column] of the pairs' secrets, to be filled
   */
  const batch = (to, count, column) => {
    const people = nextPairs(count);
    const ids = people.map(({ id }) => id);
    return sealBatch(
      {
        suite,
        broadcast: to.broadcast,
        ephemeralSecret: randomBytes(32),
        ephemeral,
        senderSecret: suite === 1 ? null : dh.privateKey,
        ...(pairKept ? { pairSecrets: column ?? Buffer.concat(people.map(({ pair }) => pair)) } : {}),
        bodyKey: to.bodyKey,
        bodyDigest: to.digest,
        receiptKey: to.receiptKey,
        mailboxRoot: to.mailboxRoot,
        slotPlainBytes,
        count,
        ids: Buffer.concat(ids),
        idEnd: ends(ids.map((id) => id.length)),
        keys: Buffer.concat(people.map(({ key }) => key)),
        personal: Buffer.concat(people.map(() => field)),
        personalEnd: ends(people.map(() => field.length)),
        stopped: () => false,
      },
      by,
    );
  };

  const to = broadcast();
  // The first time, of which a sender keeps what the batch hands out.
  if (pairKept) batch(to, pairs.length, kept);
  const envelope = envelopeAt(suite, to.broadcast, batch(to, 2), slotPlainBytes, 1);
  const opened = await openEnvelope(envelope, to.body, { privateKey: pairs[1].privateKey, sender });
  mustHold(opened?.text === Buffer.from(message).toString('latin1'), `sealcast suite ${suite}`);
  return {
    run(recipients) {
      const round = broadcast();
      for (let done = 0; done < recipients; done += limits.batchRecipients)
        batch(round, Math.min(limits.batchRecipients, recipients - done));
    },
  };
}

/** @param {number[]} lengths */
function ends(lengths) {
  let end = 0;
  return Uint32Array.from(lengths, (length) => {
    end += length;
    return end;
  });
}
