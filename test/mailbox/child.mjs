// A mailbox that is killed: opens DIR, delivers parcels of a broadcast each in groups, and says which it was told are delivered.
//
//   node child.mjs '{ "dir": DIR, "name": NAME, "routes": [ROUTE, …], "first": N }'
//
// Parcel n goes to route n modulo their number; its id and its envelope follow from n. A line each time: the first of a group, and
// how many of it are delivered.
import { createHash } from 'node:crypto';
import { openMailbox, Private } from '../../dist/index.js';

const { dir, name, routes, first } = JSON.parse(process.argv[2]);
const mailbox = await openMailbox({ dir, name });
const bytes = (what, n, length) => {
  const parts = [];
  for (let i = 0; i * 32 < length; i++) parts.push(createHash('sha256').update(`${what} ${n} ${i}`).digest());
  return new Uint8Array(Buffer.concat(parts).subarray(0, length));
};
const parcel = (n) => {
  const [broadcast, to] = [bytes('broadcast', Math.floor(n / 50), 16), bytes('mailbox', n, 16)];
  const head = Uint8Array.of(0x53, 0x43, 0x45, 0x31, 1, 0, 112, 0);
  return {
    id: Buffer.from(bytes('id', n, 16)).toString('hex'),
    broadcast,
    mailbox: to,
    envelope: new Uint8Array(Buffer.concat([head, broadcast, to, bytes('rest', n, 144)])),
    body: bytes('body', Math.floor(n / 50), 3_000),
    class: 'broadcast',
    expires: 4_000_000_000_000,
    route: new Private(routes[n % routes.length], '(route)'),
  };
};
for (let n = first; ; n += 200) {
  const group = Array.from({ length: 200 }, (_, i) => parcel(n + i));
  const outcomes = await mailbox.transport.deliver(group, new AbortController().signal);
  if (outcomes.some(({ state }) => state !== 'delivered')) throw new Error('not delivered');
  process.stdout.write(`${n} ${group.length}\n`);
}
