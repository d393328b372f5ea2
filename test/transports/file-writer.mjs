/** Writes groups of envelopes by the file transport until it is killed, and says what was delivered. */
import { randomBytes } from 'node:crypto';
import { fileTransport } from '../../dist/index.js';

const [dir, id] = process.argv.slice(2);
const broadcast = new Uint8Array(Buffer.from(id, 'hex'));
const transport = fileTransport(dir);
for (;;) {
  const parcels = Array.from({ length: 20 }, () => {
    const mailbox = new Uint8Array(randomBytes(16));
    const envelope = new Uint8Array(randomBytes(50_000));
    const more = { body: new Uint8Array(4), class: 'broadcast', expires: Number.MAX_SAFE_INTEGER, route: null };
    return { id: Buffer.from(mailbox).toString('hex'), broadcast, mailbox, envelope, ...more };
  });
  await transport.deliver(parcels, new AbortController().signal);
  process.send(parcels.map(({ envelope }) => Buffer.from(envelope).toString('hex')));
}
