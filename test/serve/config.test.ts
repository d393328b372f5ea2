import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SealcastError } from '../../src/index.ts';
import { readSecretFile } from '../../src/serve/secret-file.ts';
import { configOf, readConfig } from '../../src/serve.ts';
import { tempDir } from '../engine/support.ts';

const { dir, remove } = tempDir();
afterAll(remove);

function faultOf(work: () => unknown): SealcastError {
  try {
    work();
  } catch (error) {
    if (error instanceof SealcastError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

const ROOT = { roots: ['ab'.repeat(32)] };
const MAILBOX = { name: 'mail.example', directory: 'mail', port: 0 };
const ELSEWHERE = { host: '0.0.0.0', hosts: ['ops.example'], behindProxy: true };

describe('a configuration', () => {
  it('may be empty: the loopback, no transport', () => {
    expect(configOf({}, dir)).toMatchObject({
      listen: { host: '127.0.0.1', port: 8470, hosts: [], behindProxy: false },
      transports: [],
      drainSeconds: 30,
    });
  });

  it('is read as it is written, with paths from where the file is', () => {
    const full = {
      $schema: 'serve.schema.json',
      listen: { host: '127.0.0.1', port: 9000, hosts: ['ops.example', 'ops.example:8443'], behindProxy: true },
      operator: { tokenFile: 'operator.token', approve: true },
      metrics: { tokenFile: '/etc/metrics.token' },
      passphraseFile: '../passphrase',
      threads: 3,
      transports: [
        { type: 'http', url: 'https://gateway.example', name: 'first', tokenFile: 'gw', concurrency: 8 },
        { type: 'http', url: 'http://127.0.0.1:9', dropsRepeats: true, caFile: 'ca.pem' },
        { type: 'file', directory: 'out' },
        { type: 'webpush', subject: 'mailto:a@b.example', keyFile: 'vapid', bodyUrl: 'https://x.example/{broadcast}' },
      ],
      pace: { perSecond: 5, senders: { 'city-hall': { perDay: 100 } }, transports: { first: { perMinute: 2 } } },
      recipients: { socket: 'r.sock', tokenFile: 'r.token' },
      consentRegistries: ['ab'.repeat(32)],
      drainSeconds: 5,
    };
    const config = configOf(full, join(dir, 'etc'));
    expect(config).toMatchObject({
      listen: full.listen,
      operator: { tokenFile: join(dir, 'etc', 'operator.token'), approve: true },
      metrics: { tokenFile: '/etc/metrics.token' },
      passphraseFile: join(dir, 'passphrase'),
      threads: 3,
      recipients: { socket: join(dir, 'etc', 'r.sock'), tokenFile: join(dir, 'etc', 'r.token') },
      consentRegistries: [new Uint8Array(32).fill(0xab)],
      drainSeconds: 5,
    });
    expect(config.transports.map(({ type }) => type)).toEqual(['http', 'http', 'file', 'webpush']);
    expect(config.transports[0]).toMatchObject({ tokenFile: join(dir, 'etc', 'gw'), concurrency: 8 });
    // As an engine takes it: it counts the names that are there.
    expect(config.pace).toEqual({
      perSecond: 5,
      senders: { 'city-hall': { perDay: 100 } },
      transports: { first: { perMinute: 2 } },
    });
  });

  it.each<[string, unknown, path: string, says: RegExp]>([
    ['a list', [], '', /must be an object/],
    ['a name that nobody knows', { lisen: {} }, 'lisen', /is no setting/],
    ['a name that nobody knows, deeper', { listen: { prot: 1 } }, 'listen.prot', /is no setting/],
    ['null', { threads: null }, 'threads', /is null/],
    ['a profile that is none', { profile: { version: 2 } }, 'profile', /is no profile: /],
    ['a socket without a token', { submission: { socket: 's' } }, 'submission.tokenFile', /path of a file/],
    [
      'a sender list of nobody',
      { submission: { socket: 's', tokenFile: 't', senders: [] } },
      'submission.senders',
      /1 to/,
    ],
    ['a socket without a token', { recipients: { socket: 's' } }, 'recipients.tokenFile', /path of a file/],
    [
      'registries at the socket',
      { recipients: { socket: 's', tokenFile: 't', registries: [] } },
      'recipients.registries',
      /is no setting/,
    ],
    ['registries that are none', { consentRegistries: [] }, 'consentRegistries', /1 to/],
    ['a registry that is no key', { consentRegistries: ['ab'] }, 'consentRegistries[0]', /public key/],
    ['permissions of nobody', { permissions: { roots: [] } }, 'permissions.roots', /1 to/],
    ['a root that is no key', { permissions: { roots: ['ab'] } }, 'permissions.roots[0]', /public key/],
    ['a leave in quotes', { operator: { approve: 'yes' } }, 'operator.approve', /true or false/],
    [
      'two ways to approve',
      { operator: { approve: true }, permissions: { roots: ['ab'.repeat(32)] } },
      'operator.approve',
      /beside permissions/,
    ],
    [
      'a guard of something else',
      { permissions: { ...ROOT, guards: ['send'] } },
      'permissions.guards[0]',
      /read-report/,
    ],
    [
      'a page without a permit',
      { permissions: { ...ROOT, guards: ['read-report'] } },
      'operator.permitFile',
      /missing/,
    ],
    ['half of a permit', { operator: { permitFile: 'a' }, permissions: ROOT }, 'operator.permitFile', /together/],
    [
      'a permit for nothing',
      { operator: { permitFile: 'a', permitKeyFile: 'b' }, permissions: { ...ROOT, guards: ['unmask'] } },
      'operator.permitFile',
      /no use/,
    ],
    ['a port in quotes', { listen: { port: '80' } }, 'listen.port', /whole number from 0 to 65535/],
    ['half a port', { listen: { port: 80.5 } }, 'listen.port', /whole number/],
    ['a host that is a name', { listen: { ...ELSEWHERE, host: 'ops.example' } }, 'listen.host', /IP address/],
    ['elsewhere, in the clear', { listen: { host: '0.0.0.0', hosts: ['a.example'] } }, 'listen.host', /in the clear/],
    ['elsewhere, all of IPv6', { listen: { host: '::', hosts: ['a.example'] } }, 'listen.host', /in the clear/],
    ['elsewhere, without a name', { listen: { host: '10.0.0.1', behindProxy: true } }, 'listen.hosts', /is empty/],
    ['a proxy without a name', { listen: { behindProxy: true } }, 'listen.hosts', /is empty/],
    [
      'TLS twice',
      { listen: { ...ELSEWHERE, tls: { certFile: 'a', keyFile: 'b' } } },
      'listen.behindProxy',
      /listen.tls/,
    ],
    ['half a certificate', { listen: { tls: { certFile: 'a' } } }, 'listen.tls.keyFile', /path of a file/],
    ['a name with a scheme', { listen: { hosts: ['https://a.example'] } }, 'listen.hosts[0]', /name of a host/],
    ['a token in the file', { operator: { token: 'secret-value' } }, 'operator.token', /is no setting/],
    [
      'an unknown transport',
      { transports: [{ type: 'pigeon' }] },
      'transports[0].type',
      /one of http, file, mailbox, webpush/,
    ],
    ['a transport without a type', { transports: [{}] }, 'transports[0].type', /one of/],
    ['a misspelt part of one', { transports: [{ type: 'file', dir: 'x' }] }, 'transports[0].dir', /is no setting/],
    ['a URL of another kind', { transports: [{ type: 'http', url: 'ftp://x' }] }, 'transports[0].url', /http or https/],
    [
      'two of one name',
      {
        transports: [
          { type: 'file', directory: 'a' },
          { type: 'file', directory: 'b' },
        ],
      },
      'transports[1]',
      /name of another/,
    ],
    ['a pace of nothing', { pace: { perSecond: 0 } }, 'pace.perSecond', /whole number from 1/],
    ['a pace of a sender', { pace: { senders: { 'a b': { perDay: -1 } } } }, 'pace.senders["a b"].perDay', /whole/],
    ['a pace of no transport', { pace: { transports: { http: {} } } }, 'pace.transports["http"]', /no transport/],
    ['a day for recipients', { pace: { recipients: { perDay: 3 } } }, 'pace.recipients.perDay', /is no setting/],
    ['a mailbox that nothing reaches', { mailbox: MAILBOX }, 'mailbox', /nothing is delivered/],
    ['no mailbox', { transports: [{ type: 'mailbox' }] }, 'transports[0]', /not served/],
    [
      'a mailbox elsewhere, in the clear',
      { mailbox: { ...MAILBOX, host: '0.0.0.0' }, transports: [{ type: 'mailbox' }] },
      'mailbox.host',
      /in the clear/,
    ],
    ['a mailbox without a name', { mailbox: { ...MAILBOX, name: undefined } }, 'mailbox.name', /name of a host/],
    ['a drain of an hour', { drainSeconds: 3600 }, 'drainSeconds', /0 to 600/],
    ['a prototype', JSON.parse('{"__proto__":{"threads":1}}'), '__proto__', /is no setting/],
  ])('%s is refused where it stands', (_, value, path, says) => {
    const fault = faultOf(() => configOf(value, dir));
    expect(fault).toMatchObject({ code: 'USAGE', position: { path } });
    expect(fault.message).toMatch(says);
    expect(fault.message.startsWith(path === '' ? 'the configuration' : path)).toBe(true);
    expect(fault.message + fault.hint).not.toContain('secret-value');
  });

  it('suggests what was meant', () => {
    expect(faultOf(() => configOf({ listen: { prot: 1 } }, dir)).hint).toBe('did you mean port?');
  });

  it.each([
    ['{"a":\n  1,}', /line 2, column 5/],
    ['{"a": "hunter2', /JSON/],
    ['', /ends too early/],
    ['{"operator": {"token": hunter2}}', /is no JSON/],
  ])('%j is no JSON, and is not quoted', (json, says) => {
    const file = join(dir, 'bad.json');
    writeFileSync(file, json);
    const fault = faultOf(() => readConfig(file));
    expect(fault.message).toMatch(says);
    expect(fault.message).not.toContain('hunter2');
  });

  it('has no key twice, at any depth', () => {
    const file = join(dir, 'twice.json');
    const profile =
      '"profile": {"version": 1, "name": "mine", "caps": {"recipientsPerBroadcast": 2},\n "c\\u0061ps": {}}';
    writeFileSync(file, `\ufeff{${profile}}`);
    const { code, message, position } = faultOf(() => readConfig(file));
    expect([code, message]).toEqual(['USAGE', 'profile.caps is there twice, again at line 2, column 2']);
    expect(position).toEqual({ path: 'profile.caps' });
    writeFileSync(file, '{"permissions": {"roots": []}, "permissions": null}');
    expect(faultOf(() => readConfig(file)).message).toContain('permissions is there twice');
  });

  it('that is not there, or too long, is said to be', () => {
    expect(faultOf(() => readConfig(join(dir, 'none.json'))).message).toContain('ENOENT');
    const long = join(dir, 'long.json');
    writeFileSync(long, ' '.repeat(300_000));
    expect(faultOf(() => readConfig(long)).message).toContain('bytes');
  });
});

describe('a file with a secret', () => {
  const file = join(dir, 'secret');
  const write = (bytes: string | Uint8Array, mode = 0o600): void => {
    writeFileSync(file, bytes);
    chmodSync(file, mode);
  };

  it('is taken without one line end, and byte for byte', () => {
    for (const [bytes, is] of [
      ['abc', 'abc'],
      ['abc\n', 'abc'],
      ['abc\r\n', 'abc'],
      ['abc\n\n', 'abc\n'],
      ['a\rb', 'a\rb'],
    ] as const) {
      write(bytes);
      expect(readSecretFile(file, 'x').toString()).toBe(is);
    }
  });

  it.each([
    ['others can read', 'abc', 0o644, /read by others/],
    ['the group can read', 'abc', 0o640, /read by others/],
    ['is empty', '', 0o600, /is empty/],
    ['is a line end', '\n', 0o600, /is empty/],
    ['is too long', 'x'.repeat(70_000), 0o600, /more than/],
  ] as const)('is refused when it %s', (_, bytes, mode, says) => {
    write(bytes, mode);
    const fault = faultOf(() => readSecretFile(file, 'operator.tokenFile'));
    expect(fault).toMatchObject({ code: 'USAGE', position: { path: 'operator.tokenFile' } });
    expect(fault.message).toMatch(says);
  });

  it('is refused when it is not there, or a directory', () => {
    expect(faultOf(() => readSecretFile(join(dir, 'none'), 'x')).message).toContain('ENOENT');
    mkdirSync(join(dir, 'folder'), { mode: 0o700 });
    expect(faultOf(() => readSecretFile(join(dir, 'folder'), 'x')).message).toMatch(/EISDIR/);
  });
});
