// Our own small set of test vectors: test/vectors/own.json, with intermediate values, and the hex blocks of
// docs/wire-format.md made from it. Run after `npm run build`:
//
//   node scripts/make-vectors.mjs           writes both
//   node scripts/make-vectors.mjs --check   says whether both are what this build makes; exit 1 if not
//
// Inputs are fixed patterns, so the set is the same every time. test/vectors/own.test.ts recomputes every value with
// node:crypto, without this library.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const jsonPath = join(root, 'test', 'vectors', 'own.json');
const docPath = join(root, 'docs', 'wire-format.md');
const hex = (bytes) => Buffer.from(bytes).toString('hex');
const utf8 = (text) => new TextEncoder().encode(text);
/** `length` bytes counting up from `first`: easy to recognise in a dump. */
const pattern = (first, length) => Uint8Array.from({ length }, (_, i) => (first + i) & 0xff);

export async function makeVectors() {
  const { encodeRecord } = await import('../dist/codec/msgpack.js');
  const { sealBody } = await import('../dist/crypto/body.js');
  const { batchSender, exportSecret } = await import('../dist/crypto/hpke.js');
  const { pseudonyms, receiptToken } = await import('../dist/crypto/mailbox.js');
  const { slotInfo, openSlot } = await import('../dist/crypto/slot.js');
  const { parseEnvelope } = await import('../dist/crypto/envelope.js');
  const { publicKeyOf } = await import('../dist/crypto/x25519.js');
  const { sealBatch, envelopeAt } = await import('../dist/fanout/seal.js');
  const { ed25519 } = await import('@noble/curves/ed25519.js');

  const signSecret = pattern(0x10, 32);
  const dhSecret = pattern(0x30, 32);
  const sender = Buffer.concat([ed25519.getPublicKey(signSecret), publicKeyOf(dhSecret)]);
  const created = 1_763_800_000_000;
  const expires = created + 30 * 86_400_000;
  const recipients = [
    { id: 'resident-1', privateKey: pattern(0x50, 32), personal: { name: 'Zhang Wei' } },
    { id: '张伟', privateKey: pattern(0x70, 32), personal: { name: '张伟', owed: 12.5 } },
  ];

  const broadcasts = [];
  for (const suite of [1, 2]) {
    const broadcast = pattern(0xa0 + suite, 16);
    const bodyKey = pattern(0xb0 + suite, 32);
    const receiptKey = pattern(0xc0 + suite, 32);
    const mailboxRoot = pattern(0xd0 + suite, 32);
    const ephemeralSecret = pattern(0xe0 + suite, 32);
    const slotPlainBytes = suite === 1 ? 96 : 160;
    const text = suite === 1 ? 'Water is off on Friday from 9 to 12.' : '# 停水\n周五 9–12 点。';
    const fields = { format: suite === 1 ? 'plain' : 'markdown', text };
    const content = encodeRecord(fields);
    const { body, digest } = sealBody(
      { kind: 1, class: suite === 1 ? 4 : 1, suites: 1 << suite, created, expires, sender, content },
      { bodyKey, broadcast, signSecret },
    );

    const personal = recipients.map((one) => (suite === 2 ? encodeRecord(one.personal) : new Uint8Array(0)));
    const batch = sealBatch({
      suite,
      broadcast,
      ephemeralSecret: ephemeralSecret.slice(),
      senderSecret: suite === 2 ? dhSecret : null,
      bodyKey,
      bodyDigest: digest,
      receiptKey,
      mailboxRoot,
      slotPlainBytes,
      count: recipients.length,
      ...column(
        'ids',
        'idEnd',
        recipients.map((one) => utf8(one.id)),
      ),
      ...column('personal', 'personalEnd', personal),
      keys: Buffer.concat(recipients.map((one) => publicKeyOf(one.privateKey))),
      stopped: () => false,
    });
    const names = pseudonyms(mailboxRoot);
    const batchKeys = batchSender(ephemeralSecret, suite === 2 ? dhSecret : null);
    broadcasts.push({
      suite,
      broadcast: hex(broadcast),
      bodyKey: hex(bodyKey),
      receiptKey: hex(receiptKey),
      mailboxRoot: hex(mailboxRoot),
      ephemeralSecret: hex(ephemeralSecret),
      slotPlainBytes,
      content: hex(content),
      contentValue: fields,
      body: hex(body),
      bodyDigest: hex(digest),
      enc: hex(batch.enc),
      recipients: recipients.map((one, i) => {
        const publicKey = publicKeyOf(one.privateKey);
        const personTag = names.personTag(utf8(one.id));
        const mailbox = names.mailbox(personTag, publicKey);
        const info = slotInfo(suite, broadcast, mailbox);
        const context = batchKeys.context(publicKey, info);
        const envelope = envelopeAt(suite, broadcast, batch, slotPlainBytes, i);
        const slotPlain = openSlot(envelope, parseEnvelope(envelope), one.privateKey, publicKeyOf(dhSecret));
        return {
          id: one.id,
          privateKey: hex(one.privateKey),
          publicKey: hex(publicKey),
          personTag: hex(personTag),
          mailbox: hex(mailbox),
          receiptToken: hex(receiptToken(receiptKey, mailbox)),
          personal: hex(personal[i]),
          personalValue: suite === 2 ? one.personal : {},
          info: hex(info),
          key: hex(context.key),
          baseNonce: hex(context.baseNonce),
          exporterSecret: hex(context.exporterSecret),
          session: hex(exportSecret(context, utf8('sealcast v1 session'), 32)),
          slotPlain: hex(slotPlain),
          envelope: hex(envelope),
        };
      }),
    });
  }
  const signer = { signSecret: hex(signSecret), dhSecret: hex(dhSecret), sender: hex(sender) };
  return { version: 1, created, expires, ...signer, broadcasts };
}

function column(name, ends, parts) {
  let end = 0;
  return { [name]: Buffer.concat(parts), [ends]: Uint32Array.from(parts, (part) => (end += part.length)) };
}

/** The doc's blocks: between `<!-- vectors NAME -->` and `<!-- end -->`, one `name  hex` a line, wrapped at 64 bytes. */
export function docBlocks(vectors) {
  const block = (rows) => {
    const width = Math.max(...rows.map(([name]) => name.length)) + 2;
    const lines = rows.flatMap(([name, value]) =>
      String(value)
        .match(/.{1,96}/g)
        .map((part, i) => (i === 0 ? name : '').padEnd(width) + part),
    );
    return ['```text', ...lines, '```'].join('\n');
  };
  const [one, two] = vectors.broadcasts;
  const pick = (from, names) => names.map((name) => [name, from[name]]);
  const shared = [
    'broadcast',
    'bodyKey',
    'receiptKey',
    'mailboxRoot',
    'ephemeralSecret',
    'content',
    'bodyDigest',
    'body',
    'enc',
  ];
  const person = [
    'privateKey',
    'publicKey',
    'personTag',
    'mailbox',
    'receiptToken',
    'info',
    'key',
    'baseNonce',
    'slotPlain',
    'envelope',
  ];
  const signer = ['signSecret', 'dhSecret', 'sender', 'created', 'expires'];
  return {
    sender: block(pick(vectors, signer)),
    'suite 1': block([...pick(one, shared), ['id', one.recipients[0].id], ...pick(one.recipients[0], person)]),
    'suite 2': block([
      ...pick(two, shared),
      ['id (UTF-8)', hex(utf8(two.recipients[1].id))],
      ['personal', two.recipients[1].personal],
      ...pick(two.recipients[1], person),
    ]),
  };
}

/** The doc with its blocks replaced; every block must have its place, and every place its block. */
export function placeBlocks(doc, blocks) {
  const left = new Set(Object.keys(blocks));
  const out = doc.replace(/<!-- vectors (.+?) -->\n[\s\S]*?<!-- end -->/g, (_, name) => {
    if (!left.delete(name)) throw new Error(`docs/wire-format.md has a place for unknown vectors "${name}"`);
    return `<!-- vectors ${name} -->\n${blocks[name]}\n<!-- end -->`;
  });
  if (left.size > 0) throw new Error(`docs/wire-format.md has no place for the vectors ${[...left].join(', ')}`);
  return out;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const vectors = await makeVectors();
  const json = JSON.stringify(vectors, null, 2) + '\n';
  const doc = placeBlocks(readFileSync(docPath, 'utf8'), docBlocks(vectors));
  if (process.argv.includes('--check')) {
    const stale = [
      [jsonPath, json],
      [docPath, doc],
    ].filter(([path, text]) => readFileSync(path, 'utf8') !== text);
    for (const [path] of stale) console.error(`${path}: not what this build makes; run node scripts/make-vectors.mjs`);
    process.exitCode = stale.length > 0 ? 1 : 0;
  } else {
    writeFileSync(jsonPath, json);
    writeFileSync(docPath, doc);
  }
}
