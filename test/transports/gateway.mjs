// A gateway in a process of its own, as docs/http-gateway.md describes one: HTTP/1.1, or HTTP/2 over TLS. It writes down every
// envelope that it takes, before it answers; whoever kills it can read what it got.
//
//   node gateway.mjs '{ "log": FILE, "tls": { "key", "cert" }?, "goawayEvery": N?, "delayMs": N?, "keys": FILE?, "faults": SEED?,
//     "holdAfter": N? }'
//   says { port } over IPC; forgets everything when told anything. `keys`: the idempotency key of every envelope that it was sent and
//   has taken, repeats included; 'taken' is said for each, before it is answered. `faults`: some are refused for now, some cut off
//   before or after they were taken, some slow. `holdAfter`: so many envelopes are answered; what comes then is taken, and never answered.
import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';

const {
  log,
  tls,
  goawayEvery = 0,
  delayMs = 0,
  keys,
  faults,
  holdAfter = Number.POSITIVE_INFINITY,
} = JSON.parse(process.argv[2]);
const bodies = new Map();
const taken = new Set();
let requests = 0;
let state = (faults ?? 1) >>> 0 || 1;

/** xorshift32, from 0 to 1. */
function next() {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) / 2 ** 32;
}

function answer(request, response, content) {
  const [, kind, name] = new URL(request.url, 'http://gateway').pathname.split('/');
  if (kind === 'bodies' && request.method === 'HEAD') {
    const body = bodies.get(name);
    response.writeHead(body === undefined ? 404 : 200, body === undefined ? {} : { 'content-length': body.length });
  } else if (kind === 'bodies' && request.method === 'PUT') {
    bodies.set(name, content);
    response.writeHead(201);
  } else if (kind === 'envelopes' && request.method === 'POST') {
    const key = request.headers['idempotency-key'];
    const routeBytes = content.readUInt32LE(0);
    const route = content.toString('utf8', 4, 4 + routeBytes);
    const envelopeBytes = content.readUInt32LE(4 + routeBytes);
    const envelope = content.subarray(8 + routeBytes, 8 + routeBytes + envelopeBytes);
    if (route.startsWith('bad')) response.writeHead(410);
    else if (!bodies.has(request.headers['sealcast-broadcast'])) response.writeHead(424);
    else {
      const fault = faults === undefined ? 1 : next();
      if (fault < 0.08) {
        response.writeHead([429, 500, 503][Math.floor(fault * 37.5)], fault < 0.01 ? { 'retry-after': '1' } : {});
        response.end();
        return;
      }
      if (fault < 0.1) {
        request.socket.destroy();
        return;
      }
      if (!taken.has(key)) appendFileSync(log, `${envelope.toString('hex')}\n`);
      if (keys !== undefined) {
        appendFileSync(keys, `${key}\n`);
        process.send('taken');
      }
      taken.add(key);
      if (taken.size > holdAfter) return;
      if (fault < 0.12) {
        request.socket.destroy();
        return;
      }
      if (fault < 0.16) {
        // Up to 400 ms, in which it has the envelope and nobody knows.
        setTimeout(() => response.writeHead(200).end(), (0.16 - fault) * 10_000);
        return;
      }
      response.writeHead(200);
    }
  } else response.writeHead(400);
  response.end();
}

function onRequest(request, response) {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const session = request.stream?.session;
    setTimeout(() => {
      if (!response.stream?.destroyed) answer(request, response, Buffer.concat(chunks));
      // The sessions of a server that is restarted for an update end so.
      if (goawayEvery > 0 && ++requests % goawayEvery === 0) session.goaway(0, request.stream.id);
    }, delayMs);
  });
  request.on('error', () => {});
}

const server =
  tls === undefined
    ? createServer(onRequest)
    : createSecureServer({ key: readFileSync(tls.key), cert: readFileSync(tls.cert), allowHTTP1: true }, onRequest);
server.on('sessionError', () => {});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('message', () => {
  bodies.clear();
  taken.clear();
  rmSync(log, { force: true });
  process.send('forgotten');
});
process.on('disconnect', () => process.exit());
