import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import sodium from 'sodium-native';
import { encodeRecord } from '../../dist/codec/msgpack.js';
import { sealBody } from '../../dist/crypto/body.js';
import { envelopeAt, sealBatch } from '../../dist/fanout/seal.js';
import { limits } from '../../dist/limits.js';
import { openEnvelope } from '../../dist/open.js';
import { loadOpenKernel } from '../../dist/open-kernel.js';
import { compare } from '../measure.mjs';
import { ed25519Pair, inTurn, mustHold, x25519Pairs } from '../peers/keys.mjs';
import { ours, peer } from '../report.mjs';

const BENCH = 'open';

/**
 * The receiver's side: one envelope of suite 1, of a 256-byte message and of 900 000 bytes, by noble and with `sealcast/open-kernel`.
 *
 * @param {import('../run.mjs').Options} options
 */
export async function bench({ effort, say }) {
  const kernel = await loadOpenKernel(readFileSync(new URL('../../dist/kernels/open.wasm', import.meta.url)));
  const [pair] = x25519Pairs(1);
  const results = [];
  for (const bytes of [256, 900_000]) {
    const by = (/** @type {import('../../dist/open.js').OpenKernel | undefined} */ given) =>
      opening(pair, bytes, given === undefined ? {} : { kernel: given });
    const of = `${bytes.toLocaleString('en-US')} bytes`;
    say(`${BENCH}: ${of}, with the kernel and by noble in turn`);
    const comparison = await compare(await by(kernel), await by(undefined), effort);
    const note = `${comparison.ratio.toFixed(2)} × noble's rate`;
    results.push(ours(BENCH, `sealcast with the kernel, ${of}`, comparison.a, { note }));
    results.push(ours(BENCH, `sealcast, ${of}`, comparison.b));
    if (bytes > 256) continue;
    say(`${BENCH}: with the kernel and sodium-native in turn`);
    const native = await compare(await by(kernel), sealedBox(pair, bytes), effort);
    results.push(peer(BENCH, 'sodium-native', native, 'a sealed box: no sender, no signature'));
  }
  return results;
}

/**
 * @param {import('../peers/keys.mjs').Pair} pair
 * @param {number} bytes
 * @param {{ kernel?: import('../../dist/open.js').OpenKernel }} by
 * @returns {Promise<import('../measure.mjs').Subject>}
 */
async function opening({ publicKey, privateKey }, bytes, by) {
  const sign = ed25519Pair();
  const [dh] = x25519Pairs(1);
  const sender = new Uint8Array(Buffer.concat([sign.publicKey, dh.publicKey]));
  const created = Date.now();
  const secrets = {
    bodyKey: new Uint8Array(randomBytes(32)),
    broadcast: new Uint8Array(randomBytes(16)),
    signSecret: sign.privateKey,
  };
  const content = encodeRecord({ format: 'plain', text: 'a'.repeat(bytes) });
  const fields = /** @type {const} */ ({ kind: 1, class: 4, suites: 2 });
  const { body, digest } = sealBody({ ...fields, created, expires: created + 86_400_000, sender, content }, secrets);
  const batch = sealBatch({
    suite: 1,
    broadcast: secrets.broadcast,
    ephemeralSecret: new Uint8Array(randomBytes(32)),
    senderSecret: null,
    bodyKey: secrets.bodyKey,
    bodyDigest: digest,
    receiptKey: new Uint8Array(32),
    mailboxRoot: new Uint8Array(32),
    slotPlainBytes: limits.slotPlainBytes,
    count: 1,
    ids: new Uint8Array(8),
    idEnd: Uint32Array.of(8),
    keys: new Uint8Array(publicKey),
    personal: new Uint8Array(0),
    personalEnd: Uint32Array.of(0),
    stopped: () => false,
  });
  const envelope = envelopeAt(1, secrets.broadcast, batch, limits.slotPlainBytes, 0);
  const open = () => openEnvelope(envelope, body, { privateKey, sender, ...by });
  mustHold((await open())?.text.length === bytes, 'openEnvelope');
  return {
    async run(recipients) {
      for (let i = 0; i < recipients; i++) await open();
    },
  };
}

/**
 * @param {import('../peers/keys.mjs').Pair} pair
 * @param {number} bytes
 * @returns {import('../measure.mjs').Subject}
 */
function sealedBox({ publicKey, privateKey }, bytes) {
  const plain = Buffer.alloc(bytes, 97);
  const boxes = Array.from({ length: 64 }, () => {
    const sealed = Buffer.alloc(bytes + sodium.crypto_box_SEALBYTES);
    sodium.crypto_box_seal(sealed, plain, Buffer.from(publicKey));
    return sealed;
  });
  const next = inTurn(boxes);
  const [open, secret, own] = [Buffer.alloc(bytes), Buffer.from(privateKey), Buffer.from(publicKey)];
  mustHold(sodium.crypto_box_seal_open(open, boxes[0], own, secret) && open.equals(plain), 'sodium-native');
  return {
    run(recipients) {
      for (const box of next(recipients)) sodium.crypto_box_seal_open(open, box, own, secret);
    },
  };
}
