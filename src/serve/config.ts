import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname, resolve } from 'node:path';
import type { ProfileDocument } from '../broadcast/admit/profile.ts';
import { ownProfile } from '../broadcast/admit/profiles.ts';
import { type PermissionOptions, publicKeyIn, SHOWN, type Shown } from '../broadcast/permit/permissions.ts';
import { repeatedKeyIn } from '../codec/repeated-key.ts';
import type { Pace } from '../delivery/pace.ts';
import type { EnginePace } from '../delivery/pacer.ts';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import {
  list,
  literal,
  named,
  object,
  oneOf,
  optional,
  otherwise,
  type Shape,
  text,
  whole,
  wrong,
  yesOrNo,
} from './shape.ts';

/** Where the operator page is served. */
export interface OperatorListen {
  /** An address, or `localhost`. @defaultValue 127.0.0.1 */
  readonly host: string;
  /** 0: a free one. @defaultValue 8470 */
  readonly port: number;
  /** Names the page is called by, besides the loopback's: `ops.example`, with a port where it is not the scheme's own. */
  readonly hosts: readonly string[];
  /** A proxy before it terminates TLS and is the only one that reaches it. */
  readonly behindProxy: boolean;
  readonly tls?: { readonly certFile: string; readonly keyFile: string } | undefined;
}

export type TransportConfig =
  | {
      readonly type: 'http';
      readonly url: string;
      readonly name?: string | undefined;
      readonly tokenFile?: string | undefined;
      readonly dropsRepeats?: boolean | undefined;
      readonly concurrency?: number | undefined;
      readonly caFile?: string | undefined;
    }
  | { readonly type: 'file'; readonly directory: string }
  | { readonly type: 'mailbox' }
  | {
      readonly type: 'webpush';
      readonly subject: string;
      readonly keyFile: string;
      readonly name?: string | undefined;
      readonly origins?: readonly string[] | undefined;
      readonly bodyUrl?: string | undefined;
    };

/** A mailbox in the same process, on a server of its own: who collects is not who operates. */
export interface MailboxConfig {
  /** Host by which devices call it, with a port where that is not the scheme's own. */
  readonly name: string;
  readonly directory: string;
  readonly host: string;
  readonly port: number;
  readonly prefix: string;
  readonly tls?: { readonly certFile: string; readonly keyFile: string } | undefined;
  /** Addresses of proxies whose `X-Forwarded-For` is believed. */
  readonly trustProxy?: readonly string[] | undefined;
  readonly origins: readonly string[];
}

/** The file of `sealcast serve`, read and checked: docs/serve.md. Paths are absolute. */
export interface ServeConfig {
  readonly listen: OperatorListen;
  readonly operator: {
    readonly tokenFile?: string | undefined;
    /** Whoever is logged in may release what is held, where no permit is asked for. */
    readonly approve: boolean;
    /** The page's own permit, and its holder's private key: where reports are shown for a permit only. */
    readonly permitFile?: string | undefined;
    readonly permitKeyFile?: string | undefined;
  };
  readonly metrics: { readonly tokenFile?: string | undefined };
  readonly passphraseFile?: string | undefined;
  /** Whose permits count: then an approval takes one, and what its guards name. */
  readonly permissions?: PermissionOptions | undefined;
  readonly threads?: number | undefined;
  readonly transports: readonly TransportConfig[];
  readonly pace?: EnginePace | undefined;
  readonly mailbox?: MailboxConfig | undefined;
  /** Where other processes of this machine hand in what is to be sent. */
  readonly submission?: SubmissionConfig | undefined;
  /** Where other processes of this machine have noted what recipients want. */
  readonly recipients?: RecipientsConfig | undefined;
  /** Public keys whose records of consent count. */
  readonly consentRegistries?: readonly Uint8Array[] | undefined;
  /** What senders may send, where the name of a profile or a document says so. */
  readonly profile?: string | ProfileDocument | undefined;
  readonly drainSeconds: number;
}

export interface SubmissionConfig {
  readonly socket: string;
  readonly tokenFile: string;
  /** In whose names; without it, in any. */
  readonly senders?: readonly string[] | undefined;
}

export interface RecipientsConfig {
  readonly socket: string;
  readonly tokenFile: string;
}

/**
 * Reads a configuration.
 *
 * @throws SealcastError USAGE; the message begins with the path in the document, `position.path` has it alone
 */
export function readConfig(file: string): ServeConfig {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new SealcastError('USAGE', `the configuration cannot be read (${code})`, { hint: 'check --config' });
  }
  if (bytes.length > limits.serveConfigBytes) throw wrong('', `has more than ${limits.serveConfigBytes} bytes`);
  return configOf(parsed(bytes.toString('utf8')), dirname(resolve(file)));
}

function parsed(text: string): unknown {
  const json = text.replace(/^\ufeff/, '');
  const value = jsonOf(json);
  const repeated = repeatedKeyIn(json);
  if (repeated === null) return value;
  const { path, line, column } = repeated;
  throw wrong(path, `is there twice, again at line ${line}, column ${column}`, 'leave one of the two out');
}

function jsonOf(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    // Its message quotes the document, which may hold what was not meant to be in it. Only where it is wrong is kept.
    const { message } = error as Error;
    if (message.startsWith('Unexpected end')) throw wrong('', 'is no JSON: it ends too early', 'close every bracket');
    const at = /position (\d+)/.exec(message)?.[1];
    const hint = 'text stands in double quotes; no comments, no comma at the end of a list';
    if (at === undefined) throw wrong('', 'is no JSON', hint);
    const before = json.slice(0, Number(at)).split('\n');
    throw wrong('', `is no JSON: line ${before.length}, column ${before.at(-1)!.length + 1}`, hint);
  }
}

/** @param base what relative paths are relative to @throws SealcastError USAGE */
export function configOf(value: unknown, base: string): ServeConfig {
  const config = shapeOf(base)(value, '');
  checkListen(config.listen);
  checkMailbox(config);
  if (config.operator.approve && config.permissions !== undefined)
    throw wrong('operator.approve', 'stands beside permissions', 'leave it out: who approves then presents a permit');
  checkShown(config);
  const names = config.transports.map((one) => ('name' in one && one.name !== undefined ? one.name : one.type));
  const twice = names.findIndex((name, n) => names.indexOf(name) < n);
  if (twice >= 0)
    throw wrong(`transports[${twice}]`, 'has the name of another one', 'give it a name of its own: "name"');
  for (const name of Object.keys(config.pace?.transports ?? {}))
    if (!names.includes(name))
      throw wrong(
        `pace.transports[${JSON.stringify(name)}]`,
        'is the name of no transport',
        `there is ${names.join(', ') || 'none'}`,
      );
  return config;
}

export const DEFAULT_LISTEN: OperatorListen = { host: '127.0.0.1', port: 8470, hosts: [], behindProxy: false };

const NAME = text({ most: 64, pattern: /^[a-z0-9][a-z0-9-]*$/, means: 'a name of a-z, 0-9 and -' });
const HOST = text({
  most: 259,
  pattern: /^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:[0-9]{1,5})?$/,
  means: 'the name of a host in lower case, with a port where it is not the usual one',
});

const MOST = Number.MAX_SAFE_INTEGER;
const RECIPIENT_PACE = {
  perSecond: optional(whole(1, MOST)),
  perMinute: optional(whole(1, MOST)),
  perHour: optional(whole(1, MOST)),
};
const PACE = { ...RECIPIENT_PACE, perDay: optional(whole(1, MOST)) };
const publicKey: Shape<Uint8Array> = (value, path) => {
  const key = publicKeyIn(text()(value, path));
  if (key === null) throw wrong(path, 'must be a public key', 'sealcast permit key prints one');
  return key;
};
/** The name of one that comes along, or the document itself; what is in it the engine looks at. */
const profile: Shape<string | ProfileDocument> = (value, path) =>
  typeof value === 'string' ? text({ most: 32 })(value, path) : profileDocumentOf(value, path);

function profileDocumentOf(value: unknown, path: string): ProfileDocument {
  try {
    ownProfile(value);
  } catch (error) {
    throw error instanceof SealcastError ? wrong(path, `is no profile: ${error.message}`, error.hint) : error;
  }
  return value as ProfileDocument;
}

const shown: Shape<Shown> = (value, path) => {
  const found = SHOWN.find((right) => right === value);
  if (found === undefined) throw wrong(path, `must be one of ${SHOWN.join(', ')}`);
  return found;
};
/** Without the names that were left out: an engine counts the ones that are there. */
function only<T extends object>(shape: Shape<T>): Shape<T> {
  return (value, path) =>
    Object.fromEntries(Object.entries(shape(value, path)).filter(([, one]) => one !== undefined)) as T;
}

function shapeOf(base: string): Shape<ServeConfig> {
  const path: Shape<string> = (value, at) =>
    resolve(base, text({ most: 4_096, means: 'the path of a file' })(value, at));
  const url = text({ most: 2_048, pattern: /^https?:\/\//, means: 'an http or https URL' });
  const pace = only(object(PACE)) as Shape<Pace>;
  const transport = oneOf<TransportConfig>({
    http: object({
      type: literal('http'),
      url,
      name: optional(NAME),
      tokenFile: optional(path),
      dropsRepeats: optional(yesOrNo),
      concurrency: optional(whole(1, limits.httpConcurrencyMax)),
      caFile: optional(path),
    }),
    file: object({ type: literal('file'), directory: path }),
    mailbox: object({ type: literal('mailbox') }),
    webpush: object({
      type: literal('webpush'),
      subject: text({ pattern: /^(mailto:[^@\s]+@[^@\s]+|https:\/\/\S+)$/, means: 'a mailto: or https: address' }),
      keyFile: path,
      name: optional(NAME),
      origins: optional(list(url, { least: 1, most: limits.httpOrigins })),
      bodyUrl: optional(text({ pattern: /^https:\/\/.*\{broadcast\}/, means: 'an https URL with {broadcast} in it' })),
    }),
  });
  return object({
    listen: otherwise(
      object({
        host: otherwise(text({ most: 253, means: 'an address' }), DEFAULT_LISTEN.host),
        port: otherwise(whole(0, 65_535), DEFAULT_LISTEN.port),
        hosts: otherwise(list(HOST, { most: limits.serveHosts }), []),
        behindProxy: otherwise(yesOrNo, false),
        tls: optional(object({ certFile: path, keyFile: path })),
      }),
      DEFAULT_LISTEN,
    ),
    operator: otherwise(
      object({
        tokenFile: optional(path),
        approve: otherwise(yesOrNo, false),
        permitFile: optional(path),
        permitKeyFile: optional(path),
      }),
      { tokenFile: undefined, approve: false, permitFile: undefined, permitKeyFile: undefined },
    ),
    metrics: otherwise(object({ tokenFile: optional(path) }), { tokenFile: undefined }),
    passphraseFile: optional(path),
    permissions: optional(
      only(
        object({
          roots: list(publicKey, { least: 1, most: limits.permitRoots }),
          twoPersonAbove: optional(whole(0, MOST)),
          realm: optional(text({ most: limits.senderNameBytes, means: 'a name' })),
          guards: optional(list(shown, { most: SHOWN.length })),
        }),
      ) as Shape<PermissionOptions>,
    ),
    threads: optional(whole(1, limits.threads)),
    transports: otherwise(list(transport, { most: limits.transports }), []),
    pace: optional(
      only(
        object({
          ...PACE,
          senders: optional(named(pace, limits.senders)),
          transports: optional(named(pace, limits.transports)),
          recipients: optional(only(object(RECIPIENT_PACE))),
        }),
      ) as Shape<EnginePace>,
    ),
    mailbox: optional(
      object({
        name: HOST,
        directory: path,
        host: otherwise(text({ most: 253, means: 'an address' }), '127.0.0.1'),
        port: whole(0, 65_535),
        prefix: otherwise(
          text({ most: 128, pattern: /^(\/[a-z0-9-]+)+$/, means: 'a path such as /mailbox' }),
          '/mailbox',
        ),
        tls: optional(object({ certFile: path, keyFile: path })),
        trustProxy: optional(list(text({ most: 64, means: 'an address' }), { least: 1, most: limits.serveHosts })),
        origins: otherwise(list(url, { most: limits.serveHosts }), []),
      }),
    ),
    submission: optional(
      object({
        socket: path,
        tokenFile: path,
        senders: optional(list(text({ most: limits.senderNameBytes }), { least: 1, most: limits.senders })),
      }),
    ),
    recipients: optional(object({ socket: path, tokenFile: path })),
    consentRegistries: optional(list(publicKey, { least: 1, most: limits.consentRegistries })),
    profile: optional(profile),
    drainSeconds: otherwise(whole(0, limits.closeGraceMsMax / 1_000), limits.serveDrainSeconds),
  });
}

/**
 * Who listens where others can reach it has to say how it is protected there, and by what names it is called.
 *
 * @throws SealcastError USAGE
 */
export function checkListen({ host, hosts, behindProxy, tls }: OperatorListen): void {
  if (behindProxy && tls !== undefined)
    throw wrong('listen.behindProxy', 'stands beside listen.tls', 'one of the two terminates TLS: leave the other out');
  if (isLoopback(host)) {
    if (behindProxy && hosts.length === 0)
      throw wrong('listen.hosts', 'is empty, and a proxy is called by some name', 'list it: "hosts": ["ops.example"]');
    return;
  }
  if (isIP(host) === 0) throw wrong('listen.host', 'must be an IP address, or localhost');
  if (tls === undefined && !behindProxy)
    throw wrong(
      'listen.host',
      'can be reached from elsewhere, and the token would cross the network in the clear',
      'give listen.tls, or say "behindProxy": true where a proxy terminates TLS',
    );
  if (hosts.length === 0)
    throw wrong(
      'listen.hosts',
      'is empty: a page that is reached from elsewhere is called by some name',
      'list it: "hosts": ["ops.example"]',
    );
}

/** Who logs in sees what the page may see, and no more. @throws SealcastError USAGE */
function checkShown({ operator, permissions }: ServeConfig): void {
  const { permitFile, permitKeyFile } = operator;
  const needed = permissions?.guards?.includes('read-report') ?? false;
  if ((permitFile === undefined) !== (permitKeyFile === undefined))
    throw wrong('operator.permitFile', 'and operator.permitKeyFile stand together', 'give both, or neither');
  if (needed && permitFile === undefined)
    throw wrong(
      'operator.permitFile',
      'is missing: permissions.guards has read-report',
      'the page presents a permit of its own: sealcast permit new --rights read-report',
    );
  if (!needed && permitFile !== undefined)
    throw wrong('operator.permitFile', 'is of no use: permissions.guards does not have read-report', 'leave it out');
}

/** @throws SealcastError USAGE */
function checkMailbox({ mailbox, transports }: ServeConfig): void {
  const at = transports.findIndex(({ type }) => type === 'mailbox');
  if (mailbox === undefined) {
    if (at < 0) return;
    throw wrong(`transports[${at}]`, 'delivers to a mailbox that is not served', 'say where: "mailbox": { … }');
  }
  if (at < 0)
    throw wrong('mailbox', 'is served, and nothing is delivered to it', 'add { "type": "mailbox" } to transports');
  const { host, tls, trustProxy } = mailbox;
  if (isLoopback(host)) return;
  if (isIP(host) === 0) throw wrong('mailbox.host', 'must be an IP address, or localhost');
  if (tls === undefined && trustProxy === undefined)
    throw wrong(
      'mailbox.host',
      'can be reached from elsewhere, in the clear',
      'give mailbox.tls, or the proxy that terminates TLS in mailbox.trustProxy',
    );
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
