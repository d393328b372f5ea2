import { chmodSync, readFileSync } from 'node:fs';
import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import { connect } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { limits } from '../../src/limits.ts';
import { ManualClock } from '../../src/testing.ts';
import { heldTransport, people, request, START, turn } from '../engine/delivery-support.ts';
import { tempDir } from '../engine/support.ts';
import { certificateIn } from '../transports/gateway.ts';
import { ask, login, operatorPlace, TOKEN } from './support.ts';

const { start, operate, open } = operatorPlace();
const { dir, remove } = tempDir();
afterAll(remove);
const to = people(6);
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; " +
  "base-uri 'none'; frame-ancestors 'none'";

describe('a stranger', () => {
  it('gets the login, and the same answer whatever is asked for', async () => {
    const { engine, operator } = await start();
    const broadcast = await engine.send({ ...request, to });
    await broadcast.done;
    const paths = ['/', `/broadcasts/${broadcast.id}`, `/broadcasts/${'0'.repeat(32)}`, '/pause', '/nothing', '/..%2f'];
    for (const path of paths) {
      const { status, headers, text } = await ask(operator.url, path);
      expect([path, status, headers.location, text]).toEqual([path, 303, '/login', '']);
    }
    for (const path of [`/broadcasts/${broadcast.id}/abort`, '/pause', '/logout']) {
      const { status, headers } = await ask(operator.url, path, {
        method: 'POST',
        form: { form: 'x' },
        headers: { origin: operator.url },
      });
      expect([path, status, headers.location]).toEqual([path, 303, '/login']);
    }
    expect((await ask(operator.url, '/events')).status).toBe(401);
    expect((await engine.report(broadcast)).state).toBe('sealed');
    expect(engine.status().paused).toBe(false);
    const { text } = await ask(operator.url, '/login');
    expect(text).toContain('type="password"');
    expect(text).not.toContain(TOKEN);
  });

  it('is told one word about health, and counts', async () => {
    const { operator } = await start();
    expect(await ask(operator.url, '/healthz')).toMatchObject({ status: 200, text: 'ok\n' });
    expect(await ask(operator.url, '/readyz')).toMatchObject({ status: 200, text: 'ready\n' });
    // By address, as orchestrators ask.
    expect((await ask(operator.url, '/readyz', { headers: { host: '10.1.2.3' } })).status).toBe(200);
    expect((await ask(operator.url, '/metrics')).status).toBe(200);
  });

  it('has a policy, and nothing to keep, on every answer', async () => {
    const { operator } = await start();
    const { cookie } = await login(operator.url);
    for (const [path, headers] of [
      ['/', {}],
      ['/', { cookie }],
      ['/login', {}],
      ['/assets/operator.js', {}],
      ['/healthz', {}],
      ['/none', { cookie }],
      ['/', { host: 'evil.example' }],
    ] as const) {
      const answer = await ask(operator.url, path, { headers });
      expect(answer.headers).toMatchObject({
        'content-security-policy': POLICY,
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
      });
      expect(answer.headers['cache-control']).toMatch(/^no-(store|cache)$/);
    }
  });

  it('may guess ten times a minute from one address, and keeps nobody out by it', async () => {
    const clock = new ManualClock(START);
    const { engine } = await open();
    const proxied = { behindProxy: true, hosts: ['ops.example'] };
    const operator = await operate({ engine, clock, listen: proxied });
    const url = `http://127.0.0.1:${operator.port}`;
    const attempt = (token: string, from: string) =>
      ask(url, '/login', {
        headers: { host: 'ops.example', origin: 'https://ops.example', 'x-forwarded-for': from },
        form: { token },
      });
    for (let n = 0; n < limits.operatorLoginFailures; n++)
      expect((await attempt(`${TOKEN}${n}`, '192.0.2.1')).status).toBe(401);
    const refused = await attempt(`${TOKEN}x`, '192.0.2.1');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    // What a client says of itself before the proxy adds the truth is not believed.
    expect((await attempt(`${TOKEN}x`, '198.51.100.7, 192.0.2.1')).status).toBe(429);
    expect((await attempt(`${TOKEN}x`, '192.0.2.2')).status).toBe(401);
    // An operator behind the same address, as all are on the loopback.
    expect((await attempt(TOKEN, '192.0.2.1')).status).toBe(303);
    expect((await attempt(`${TOKEN}x`, '192.0.2.1')).status).toBe(429);
    clock.advance(limits.operatorLoginWindowMs);
    expect((await attempt(`${TOKEN}x`, '192.0.2.1')).status).toBe(401);
    const metrics = await ask(url, '/metrics', { headers: { host: 'ops.example' } });
    // Behind a proxy they are not for everybody.
    expect(metrics.status).toBe(404);
    await engine.close();
  });

  it('takes no memory by failing from ever new addresses', async () => {
    const { engine } = await open();
    const operator = await operate({ engine, listen: { behindProxy: true, hosts: ['ops.example'] } });
    const url = `http://127.0.0.1:${operator.port}`;
    const attempt = (from: string) =>
      ask(url, '/login', {
        headers: { host: 'ops.example', origin: 'https://ops.example', 'x-forwarded-for': from },
        form: { token: 'wrong' },
      });
    for (let n = 0; n < limits.operatorLoginFailures; n++) await attempt('192.0.2.1');
    expect((await attempt('192.0.2.1')).status).toBe(429);
    for (let n = 0; n < limits.operatorLoginAddresses; n += 64)
      await Promise.all(Array.from({ length: 64 }, (_, m) => attempt(`2001:db8::${(n + m).toString(16)}`)));
    // The oldest was forgotten to make room: so there is an end to what is remembered.
    expect((await attempt('192.0.2.1')).status).toBe(401);
    await engine.close();
  });

  it('who only connects, or sends half a request, is let go', async () => {
    const { operator } = await start();
    expect(await said(operator.port, 'GET / HTTP/1.1\r\nHost: x\r\n')).toContain(' 408 ');
  }, 30_000);

  it('takes so many places and no more, however many times it connects', async () => {
    const { operator } = await start();
    const more = 20;
    let closed = 0;
    const sockets = Array.from({ length: limits.operatorConnections + more }, () => {
      const socket = connect(operator.port, '127.0.0.1', () => socket.write('GET /'));
      socket.on('error', () => {});
      socket.on('close', () => closed++);
      return socket;
    });
    while (closed < more) await turn();
    for (let n = 0; n < 20; n++) await turn();
    expect(closed).toBe(more);
    for (const socket of sockets) socket.destroy();
    // And the places are free again.
    let status = 0;
    while (status !== 200)
      status = await ask(operator.url, '/healthz').then(
        (answer) => answer.status,
        () => 0,
      );
  });

  it('is not read beyond the bytes of a form', async () => {
    const { operator } = await start();
    const answer = await ask(operator.url, '/login', {
      headers: { origin: operator.url },
      form: { token: 'x'.repeat(limits.operatorFormBytes) },
    });
    expect(answer.status).toBe(413);
    const json = await ask(operator.url, '/login', {
      method: 'POST',
      headers: { origin: operator.url, 'content-type': 'application/json' },
    });
    expect([json.status, json.headers['set-cookie']]).toEqual([415, undefined]);
  });
});

describe('a name that is not ours', () => {
  it('gets nothing, with a good cookie as well', async () => {
    const { engine, operator } = await start();
    const operatorIn = await login(operator.url);
    const { port } = new URL(operator.url);
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      `127.0.0.1.evil.example:${port}`,
      '127.0.0.1',
      `127.0.0.1:${Number(port) + 1}`,
    ]) {
      for (const path of ['/', '/login', '/events', '/metrics', '/assets/operator.js']) {
        const answer = await ask(operator.url, path, { headers: { host, cookie: operatorIn.cookie } });
        expect([host, path, answer.status]).toEqual([host, path, 421]);
        expect(answer.text).not.toContain('headline');
      }
      // As a page of that name would post it: same-origin to the browser.
      const posted = await operatorIn.post('/pause', {
        headers: { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' },
      });
      expect(posted.status).toBe(421);
    }
    // HTTP/1.0 has no name at all.
    const nameless = await said(operator.port, `GET / HTTP/1.0\r\nCookie: ${operatorIn.cookie}\r\n\r\n`);
    expect(nameless).toContain(' 421 ');
    expect(engine.status().paused).toBe(false);
    for (const host of [`localhost:${port}`, `LOCALHOST:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`])
      expect((await ask(operator.url, '/login', { headers: { host } })).status).toBe(200);
  });
});

describe('a page elsewhere', () => {
  it('changes nothing, whatever it sends along', async () => {
    const { engine, operator } = await start({ transport: heldTransport('slow') });
    const inside = await login(operator.url);
    const other = `http://127.0.0.1:${Number(new URL(operator.url).port) + 1}`;
    const cases: readonly [what: string, headers: Record<string, string>][] = [
      ['another port', { origin: other, 'sec-fetch-site': 'same-site' }],
      ['another port, of an old browser', { origin: other }],
      [
        'a form that takes the whole tab along',
        { origin: other, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
      ],
      [
        'the same, with an origin that cannot be',
        {
          origin: operator.url,
          'sec-fetch-site': 'same-site',
          'sec-fetch-mode': 'navigate',
          'sec-fetch-dest': 'document',
        },
      ],
      ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
      ['a sandboxed frame', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
      ['a page without an origin', { origin: 'null' }],
      ['https of the same host', { origin: operator.url.replace('http:', 'https:') }],
      ['only a mark that says so', { origin: operator.url, 'sec-fetch-site': 'cross-site' }],
      ['same-site is not the same origin', { origin: operator.url, 'sec-fetch-site': 'same-site' }],
    ];
    for (const [what, headers] of cases)
      for (const path of ['/pause', '/login', '/logout', '/transports/slow/pause']) {
        const { status } = await inside.post(path, { headers, form: { token: TOKEN } });
        expect([what, path, status]).toEqual([what, path, 403]);
      }
    // Neither mark: no browser of today, and no bearer.
    const bare = await ask(operator.url, '/pause', { form: { form: inside.form }, headers: { cookie: inside.cookie } });
    expect(bare.status).toBe(403);
    expect(engine.status()).toMatchObject({ paused: false, transports: [{ paused: false }] });
    // The session has not been ended either.
    expect((await inside.get('/')).status).toBe(200);
  });

  it('cannot act with a cookie alone, nor with the form of another session', async () => {
    const { engine, operator } = await start();
    const [one, two] = [await login(operator.url), await login(operator.url)];
    expect(one.form).not.toBe(two.form);
    for (const form of ['', 'x', two.form, `${one.form}x`])
      expect((await one.post('/pause', { form: { form } })).status).toBe(403);
    expect(engine.status().paused).toBe(false);
    expect((await one.post('/pause')).status).toBe(303);
    expect(engine.status().paused).toBe(true);
  });

  it('cannot embed or read anything, only link', async () => {
    const { operator } = await start();
    const { cookie } = await login(operator.url);
    for (const [mode, dest] of [
      ['no-cors', 'image'],
      ['no-cors', 'script'],
      ['cors', 'empty'],
      ['navigate', 'iframe'],
    ] as const)
      for (const site of ['cross-site', 'same-site'])
        for (const path of ['/', '/events', '/metrics', '/assets/operator.js']) {
          const headers = { cookie, 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': dest };
          expect((await ask(operator.url, path, { headers })).status).toBe(403);
        }
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    // A browser leaves the cookie at home there (SameSite=Strict), so this is what it gets.
    expect(await ask(operator.url, '/', { headers: link })).toMatchObject({ status: 303 });
  });
});

describe('a stolen link', () => {
  it('holds nothing: no URL, redirect or page has a token or a session in it', async () => {
    const { engine, operator } = await start();
    const broadcast = await engine.send({ ...request, to });
    await broadcast.done;
    const answers = [await ask(operator.url, '/login', { headers: { origin: operator.url }, form: { token: TOKEN } })];
    const inside = await login(operator.url);
    const secret = inside.cookie.split('=')[1]!;
    for (const path of ['/', `/broadcasts/${broadcast.id}`, `/broadcasts/${broadcast.id}/abort`, '/pause'])
      answers.push(await inside.get(path));
    answers.push(await inside.post('/pause'), await inside.post('/unpause'));
    expect(operator.url).not.toContain(TOKEN);
    for (const { headers, text } of answers) {
      expect(headers.location ?? '').not.toMatch(/token|form|\?/);
      for (const held of [TOKEN, secret]) expect(text).not.toContain(held);
      for (const [, url] of text.matchAll(/(?:href|src|action|data-events)="([^"]*)"/g)) {
        expect(url).toMatch(/^\/[a-z0-9/.?=-]*$|^#main$/);
        expect(url).not.toContain(inside.form);
      }
    }
    // Tokens in a URL are not taken, so that nobody begins to put them there.
    for (const path of [`/?token=${TOKEN}`, `/login?token=${TOKEN}`, `/events?token=${TOKEN}`])
      expect((await ask(operator.url, path)).headers['set-cookie']).toBeUndefined();
    expect((await ask(operator.url, `/?token=${TOKEN}`)).status).toBe(303);
  });

  it('a cookie is HttpOnly, strict, and ends with the session', async () => {
    const clock = new ManualClock(START);
    const { engine } = await open();
    const operator = await operate({ engine, clock });
    const answer = await ask(operator.url, '/login', { headers: { origin: operator.url }, form: { token: TOKEN } });
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^sealcast-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/),
    ]);
    const one = await login(operator.url);
    expect((await one.get('/')).status).toBe(200);
    expect((await one.post('/logout')).headers['set-cookie']?.[0]).toContain('Max-Age=0');
    expect((await one.get('/')).status).toBe(303);
    const two = await login(operator.url);
    clock.advance(limits.operatorSessionMs - 1);
    expect((await two.get('/')).status).toBe(200);
    clock.advance(1);
    expect((await two.get('/')).status).toBe(303);
    await engine.close();
  });

  it('of sessions there is an end: the oldest gives way', async () => {
    const { operator } = await start();
    const first = await login(operator.url);
    for (let n = 0; n < limits.operatorSessions - 1; n++) await login(operator.url);
    expect((await first.get('/')).status).toBe(200);
    await login(operator.url);
    expect((await first.get('/')).status).toBe(303);
  });
});

describe('where it is reached from elsewhere', () => {
  it('has a cookie for TLS only, and metrics for whoever has their token', async () => {
    const { engine } = await open();
    const metricsToken = 'm'.repeat(40);
    const operator = await operate({ engine, metricsToken, listen: { behindProxy: true, hosts: ['ops.example'] } });
    expect(operator.url).toBe('https://ops.example');
    const url = `http://127.0.0.1:${operator.port}`;
    const host = 'ops.example';
    const answer = await ask(url, '/login', {
      headers: { host, origin: 'https://ops.example' },
      form: { token: TOKEN },
    });
    expect(answer.headers['set-cookie']?.[0]).toMatch(/^__Host-sealcast-\d+=.*; Secure$/);
    expect(answer.headers['strict-transport-security']).toBeDefined();
    const plain = await ask(url, '/login', { headers: { host, origin: 'http://ops.example' }, form: { token: TOKEN } });
    expect(plain.status).toBe(403);
    for (const [authorization, status] of [
      ['', 404],
      [`Bearer ${TOKEN}`, 404],
      [`Bearer ${metricsToken}`, 200],
    ] as const)
      expect((await ask(url, '/metrics', { headers: { host, authorization } })).status).toBe(status);
    for (let n = 0; n <= limits.operatorLoginFailures; n++)
      await ask(url, '/metrics', { headers: { host, authorization: `Bearer ${TOKEN}` } });
    const authorization = `Bearer ${metricsToken}`;
    expect((await ask(url, '/metrics', { headers: { host, authorization } })).status).toBe(200);
    await engine.close();
  });

  it('speaks TLS, and only TLS, with a certificate', async () => {
    const { engine } = await open();
    const { cert, key } = certificateIn(dir);
    const listen = { hosts: ['localhost'], tls: { certFile: cert, keyFile: key } };
    const operator = await operate({ engine, listen });
    expect(operator.url).toBe('https://localhost');
    const asked = (protocol: string): Promise<number> =>
      new Promise((resolve, reject) => {
        const options = {
          port: operator.port,
          host: '127.0.0.1',
          path: '/login',
          ca: readFileSync(cert),
          servername: 'localhost',
        };
        const request = (protocol === 'https:' ? httpsGet : httpGet)(
          { ...options, headers: { host: `localhost:${operator.port}` } },
          (response) => {
            response.resume();
            resolve(response.statusCode!);
          },
        );
        request.on('error', reject);
      });
    expect(await asked('https:')).toBe(200);
    await expect(asked('http:')).rejects.toThrow();
    chmodSync(key, 0o644);
    await expect(operate({ engine, listen })).rejects.toMatchObject({ position: { path: 'listen.tls.keyFile' } });
    await engine.close();
  });

  it('is not opened in the clear, nor with a token that can be guessed', async () => {
    const { engine } = await open();
    await expect(operate({ engine, listen: { host: '0.0.0.0' } })).rejects.toMatchObject({ code: 'USAGE' });
    await expect(operate({ engine, listen: { host: '0.0.0.0', hosts: ['a.example'] } })).rejects.toMatchObject({
      message: expect.stringContaining('in the clear'),
    });
    for (const token of ['', 'short', 'a'.repeat(31), 'a'.repeat(600), `${TOKEN} `])
      await expect(operate({ engine, token })).rejects.toMatchObject({ code: 'USAGE' });
    await engine.close();
  });
});

describe('a script with the token', () => {
  it('acts without a browser, whatever others try; a wrong one counts as a failed login', async () => {
    const { engine, operator } = await start();
    const bearer = (token: string) => ({ method: 'POST', headers: { authorization: `Bearer ${token}` } });
    expect((await ask(operator.url, '/pause', bearer(TOKEN))).status).toBe(303);
    expect(engine.status().paused).toBe(true);
    for (let n = 0; n < limits.operatorLoginFailures; n++)
      expect((await ask(operator.url, '/unpause', bearer('wrong'))).status).toBe(401);
    const refused = await ask(operator.url, '/unpause', bearer('wrong'));
    expect([refused.status, Number(refused.headers['retry-after']) > 0]).toEqual([429, true]);
    expect(engine.status().paused).toBe(true);
    expect((await ask(operator.url, '/unpause', bearer(TOKEN))).status).toBe(303);
    expect(engine.status().paused).toBe(false);
    const { text } = await ask(operator.url, '/metrics');
    expect(text).toContain('sealcast_operator_failed_logins_total 10\n');
  });
});

describe('readiness', () => {
  it('ends with draining; the page stays', async () => {
    const { engine, operator } = await start();
    const inside = await login(operator.url);
    operator.drain();
    expect(await ask(operator.url, '/readyz')).toMatchObject({ status: 503, text: 'draining\n' });
    expect((await ask(operator.url, '/healthz')).status).toBe(200);
    await engine.close();
    const { status, text } = await inside.get('/');
    expect([status, text.includes('Stopping')]).toEqual([200, true]);
    expect((await ask(operator.url, '/metrics')).status).toBe(503);
  });

  it('says which error, in one word, and asks the engine once a second at most', async () => {
    const clock = new ManualClock(START);
    const { engine } = await open();
    let checks = 0;
    let fails = false;
    const watched = new Proxy(engine, {
      get: (of, name) => {
        if (name === 'check')
          return async () => {
            checks++;
            if (fails) throw new Error('disk at /secret/path is gone');
            await of.check();
          };
        const value: unknown = Reflect.get(of, name);
        return typeof value === 'function' ? (value as () => void).bind(of) : value;
      },
    });
    const operator = await operate({ engine: watched, clock });
    await Promise.all(Array.from({ length: 50 }, () => ask(operator.url, '/readyz')));
    expect(checks).toBe(1);
    fails = true;
    expect((await ask(operator.url, '/readyz')).status).toBe(200);
    clock.advance(limits.serveReadyMs);
    expect(await ask(operator.url, '/readyz')).toMatchObject({ status: 503, text: 'INTERNAL\n' });
    await engine.close();
    clock.advance(limits.serveReadyMs);
    fails = false;
    expect(await ask(operator.url, '/readyz')).toMatchObject({ status: 503, text: 'ENGINE_CLOSED\n' });
  });
});

/** What a server answers to these bytes until it hangs up. */
function said(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
}
