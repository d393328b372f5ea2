// A small host: it knows residents, sends them notices through the library, and serves the page on which they read them.
//
//   node examples/host-service/service.mjs [DIR]
//
// prints where the page of residents and that of operators are, and the two tokens that it made for this run.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fastify from 'fastify';
import { rolldown } from 'rolldown';
import { openEngine, openMailbox, SealcastError } from 'sealcast';
import { openOperator } from 'sealcast/serve';
import { MAILBOX_NAME } from './mailbox-name.mjs';
import { Register } from './register.mjs';

const SENDER = 'city-hall';
const file = (name) => readFileSync(join(import.meta.dirname, name));

/** @param logger pino's shape, for the engine; requests are not logged, because their addresses are people's. */
export async function startHost({ dir, residents, port = 0, operatorPort = 0, logger }) {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const register = new Register(join(dir, 'register.json'), residents);
  // What devices leave as proof that they opened an envelope; the engine knows which are genuine, and counts them.
  const onReceipts = (receipts) => engine.confirm(receipts);
  const mailbox = await openMailbox({ dir: join(dir, 'mailbox'), name: MAILBOX_NAME, onReceipts });
  const engine = await openEngine({ dir: join(dir, 'engine'), transport: mailbox.transport, logger });
  const sender = engine.senders().find(({ name }) => name === SENDER) ?? (await engine.createSender(SENDER));
  const clerkToken = randomBytes(32).toString('base64url');

  const app = fastify({ logger: false, bodyLimit: 65_536, forceCloseConnections: true });
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(HEADERS);
  });
  await app.register(mailbox.plugin, { prefix: '/mailbox' });
  for (const [path, [type, bytes]] of Object.entries(await pages()))
    app.get(path, async (_request, reply) => reply.type(type).send(bytes));

  // A resident's device tells its public key and where it collects. It learns whom to believe from now on.
  app.post('/register', async ({ body, headers }, reply) => {
    if (headers.origin !== `http://${headers.host}`) return reply.code(403).send({ error: 'not from our page' });
    const { code, publicKey, route } = body ?? {};
    if (!register.add(code, publicKey, route)) return reply.code(400).send({ error: 'this code is not known' });
    return { sender: Buffer.from(sender.publicKey).toString('hex') };
  });

  // A clerk sends. The same key again goes on where it stopped, and never sends twice.
  app.post('/notices', async ({ body, headers }, reply) => {
    if (!same(headers.authorization, `Bearer ${clerkToken}`)) return reply.code(401).send({ error: 'clerks only' });
    const { text, key, class: urgency = 'broadcast' } = body ?? {};
    if (typeof text !== 'string' || typeof key !== 'string') return reply.code(400).send({ error: 'text and key' });
    try {
      const broadcast = await engine.send({
        from: SENDER,
        message: { text },
        class: urgency,
        to: register.audience(),
        personal: ['name'],
        receipts: true,
        // A resident may have several devices, each a row.
        dedupBy: ['key'],
        idempotencyKey: key,
      });
      return reply.code(202).send({ broadcast: broadcast.id });
    } catch (error) {
      if (!(error instanceof SealcastError)) throw error;
      return reply.code(400).send({ error: error.message, code: error.code });
    }
  });

  const operator = await openOperator({ engine, mailbox, listen: { port: operatorPort } });
  const url = await app.listen({ host: '127.0.0.1', port });
  await engine.resume();
  return {
    url,
    clerkToken,
    operator,
    engine,
    async close() {
      operator.drain();
      // The engine first: what it hands over last still lands in the mailbox.
      await engine.close();
      await mailbox.close();
      await app.close();
      await operator.close();
    },
  };
}

/** No script but ours, nothing inline, nobody else asked. */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; " +
    "frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** The page, bundled as a host's own build would do it. */
async function pages() {
  const bundle = await rolldown({ input: join(import.meta.dirname, 'page', 'device.mjs'), platform: 'browser' });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  await bundle.close();
  return {
    '/': ['text/html; charset=utf-8', file('page/device.html')],
    '/device.css': ['text/css; charset=utf-8', file('page/device.css')],
    '/device.js': ['text/javascript; charset=utf-8', output[0].code],
  };
}

function same(given, expected) {
  const hash = (text) => createHash('sha256').update(String(text)).digest();
  return timingSafeEqual(hash(given), hash(expected));
}

if (process.argv[1] !== undefined && pathToFileURL(process.argv[1]).href === import.meta.url) {
  const residents = JSON.parse(file('residents.json').toString('utf8'));
  const dir = process.argv[2] ?? 'sealcast-data';
  const host = await startHost({ dir, residents, port: 8480, operatorPort: 8470 }).catch((error) => {
    const { code, message, hint } = error;
    console.error(`host: ${code === 'EADDRINUSE' ? 'port 8480 or 8470 is in use' : message}${hint ? `; ${hint}` : ''}`);
    process.exit(1);
  });
  console.log(`residents   ${host.url}    a code to try: ${residents[0].code}`);
  console.log(`operators   ${host.operator.url}    token ${host.operator.token}`);
  console.log(`a notice    curl -H 'authorization: Bearer ${host.clerkToken}' -H 'content-type: application/json' \\`);
  console.log(`              -d '{"key":"water-1","text":"Water is off on Friday, {{name}}."}' ${host.url}/notices`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void host.close());
}
