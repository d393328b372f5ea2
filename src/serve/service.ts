import { permitKeyOf, tokenIn } from '../broadcast/permit/key-file.ts';
import { ALL, type Pass } from '../broadcast/permit/permissions.ts';
import { presentPermit } from '../broadcast/permit/proof.ts';
import { type Engine, openEngine } from '../engine.ts';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import { type Mailbox, openMailbox } from '../mailbox/mailbox.ts';
import type { ListenOptions } from '../mailbox/server.ts';
import { systemClock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Transport } from '../ports/transport.ts';
import { fileTransport } from '../transports/file.ts';
import { httpTransport } from '../transports/http.ts';
import { webPushTransport } from '../transports/webpush.ts';
import type { MailboxConfig, ServeConfig, TransportConfig } from './config.ts';
import { checkToken, type Operator, openOperator } from './operator.ts';
import { renewing } from './pass.ts';
import { openRecipientsSocket, type RecipientsSocket } from './recipients.ts';
import { readPublicFile, readSecretFile } from './secret-file.ts';
import type { SocketServer } from './socket-server.ts';
import { openSubmission } from './submission.ts';

export interface ServiceOptions {
  readonly dir: string;
  readonly config: ServeConfig;
  readonly logger?: Logger;
}

/** Engine, mailbox and operator page as one process. */
export interface Service {
  readonly engine: Engine;
  readonly operator: Operator;
  /** Where devices collect; null without a mailbox. */
  readonly mailboxUrl: string | null;
  /** The token was made for this run, and nobody has seen it yet. */
  readonly tokenIsNew: boolean;
  /**
   * Drains: not ready from here on, nothing new is handed over, what is with a transport is waited for, up to `drainSeconds`; then the
   * page ends. Safe to call twice.
   */
  close(): Promise<void>;
}

/**
 * Opens what a configuration describes, and goes on with what an earlier process left.
 *
 * @throws SealcastError as `openEngine` and `openOperator` do; USAGE for a file that cannot be used
 */
export async function openService({ dir, config, logger }: ServiceOptions): Promise<Service> {
  // The engine delivers into the mailbox, and is opened after it; receipts go the other way.
  const wiring: Wiring = { engine: undefined };
  const mailbox = config.mailbox === undefined ? null : await openMailboxOf(config.mailbox, wiring, logger);
  try {
    return await openWith(dir, config, logger, mailbox, wiring);
  } catch (error) {
    await mailbox?.close();
    throw error;
  }
}

async function openWith(
  dir: string,
  config: ServeConfig,
  logger: Logger | undefined,
  mailbox: Mailbox | null,
  wiring: Wiring,
): Promise<Service> {
  const transports = config.transports.map((one, n) =>
    one.type === 'mailbox' ? mailbox!.transport : transportOf(one, n),
  );
  const passphrase =
    config.passphraseFile === undefined ? undefined : readSecretFile(config.passphraseFile, 'passphraseFile');
  let engine: Engine;
  try {
    engine = await openEngine({
      dir,
      ...(transports.length === 0 ? {} : { transports }),
      ...(passphrase === undefined ? {} : { passphrase }),
      ...(config.threads === undefined ? {} : { threads: config.threads }),
      ...(config.pace === undefined ? {} : { pace: config.pace }),
      ...(config.profile === undefined ? {} : { profile: config.profile }),
      ...(config.permissions === undefined ? {} : { permissions: config.permissions }),
      ...(config.consentRegistries === undefined ? {} : { consentRegistries: config.consentRegistries }),
      ...(logger === undefined ? {} : { logger }),
    });
  } finally {
    passphrase?.fill(0);
  }
  wiring.engine = engine;
  let operator: Operator | undefined;
  let submission: SocketServer | null = null;
  let recipients: RecipientsSocket | null = null;
  try {
    const token = tokenOf(config.operator.tokenFile, 'operator.tokenFile');
    const metricsToken = tokenOf(config.metrics.tokenFile, 'metrics.tokenFile');
    operator = await openOperator({
      engine,
      listen: config.listen,
      approve: config.operator.approve,
      ...passOf(config, engine),
      ...(mailbox === null ? {} : { mailbox }),
      ...(token === undefined ? {} : { token }),
      ...(metricsToken === undefined ? {} : { metricsToken }),
    });
    const mailboxUrl = mailbox === null ? null : (await mailbox.listen(listenOf(config.mailbox!))).url;
    const taken: Taken = new Map([
      ['operators', token],
      ['metrics', metricsToken],
    ]);
    submission = await openSubmissionOf(config, engine, taken);
    recipients = await openRecipientsOf(config, engine, taken);
    const { resumed, waiting } = await engine.resume();
    logger?.info({ resumed: resumed.length, waiting: waiting.length }, 'serving');
    const page = operator;
    const handedIn = submission;
    const noted = recipients;
    let closing: Promise<void> | undefined;
    return {
      engine,
      operator: page,
      mailboxUrl,
      tokenIsNew: token === undefined,
      close() {
        closing ??= (async () => {
          page.drain();
          handedIn?.drain();
          try {
            await noted?.drain();
            await engine.close({ graceMs: Math.min(config.drainSeconds * 1_000, limits.closeGraceMsMax) });
          } finally {
            // What the engine hands over last still lands in it.
            await Promise.all([mailbox?.close(), page.close(), handedIn?.close(), noted?.close()]);
          }
        })();
        return closing;
      },
    };
  } catch (error) {
    await recipients?.drain();
    await Promise.all([engine.close(), operator?.close(), submission?.close(), recipients?.close()]);
    throw error;
  }
}

function tokenOf(file: string | undefined, setting: string): string | undefined {
  return file === undefined ? undefined : readSecretFile(file, setting).toString('latin1');
}

/** The tokens of a service, by what they open. */
type Taken = Map<string, string | undefined>;

/** @throws SealcastError USAGE for a token that opens something else, too */
function ownToken(file: string, opens: 'submission' | 'recipients', taken: Taken): string {
  const token = tokenOf(file, `${opens}.tokenFile`)!;
  checkToken(token, `the token of ${opens}`);
  for (const [other, one] of taken)
    if (one === token)
      throw new SealcastError('USAGE', `the token of ${opens} is that of ${other}, too`, {
        hint: 'openssl rand -base64 32 makes another one',
        position: { path: `${opens}.tokenFile` },
      });
  taken.set(opens, token);
  return token;
}

async function openSubmissionOf(
  { submission }: ServeConfig,
  engine: Engine,
  taken: Taken,
): Promise<SocketServer | null> {
  if (submission === undefined) return null;
  const { socket, tokenFile, senders } = submission;
  const token = ownToken(tokenFile, 'submission', taken);
  return openSubmission({ engine, socket, token, ...(senders === undefined ? {} : { senders }) });
}

async function openRecipientsOf(
  { recipients }: ServeConfig,
  engine: Engine,
  taken: Taken,
): Promise<RecipientsSocket | null> {
  if (recipients === undefined) return null;
  const { socket, tokenFile } = recipients;
  return openRecipientsSocket({ engine, socket, token: ownToken(tokenFile, 'recipients', taken) });
}

/** The page's own permit: one that is revoked shows nothing from then on. */
function passOf({ operator, permissions }: ServeConfig, engine: Engine): { readonly pass?: () => Pass } {
  const { permitFile, permitKeyFile } = operator;
  if (permitFile === undefined || permitKeyFile === undefined) return {};
  const token = tokenIn(readPublicFile(permitFile, 'operator.permitFile').toString('latin1'));
  if (token === null) throw unusable('operator.permitFile', 'holds no permit', 'sealcast permit new prints one');
  const action = { do: 'read-report', broadcast: ALL } as const;
  const present = (): Pass => {
    const key = permitKeyOf(jsonOf(readSecretFile(permitKeyFile, 'operator.permitKeyFile')));
    if (key === null)
      throw unusable('operator.permitKeyFile', 'holds no Ed25519 key (JWK, OKP)', 'sealcast permit key makes one');
    try {
      return engine.permits.pass(action, presentPermit(token, key, action, { realm: permissions?.realm ?? '' }));
    } finally {
      key.fill(0);
    }
  };
  // It presents at once: what cannot be used is said before anything is served.
  return { pass: renewing(present, systemClock) };
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}

function unusable(setting: string, what: string, hint: string): SealcastError {
  return new SealcastError('USAGE', `the file of ${setting} ${what}`, { hint, position: { path: setting } });
}

interface Wiring {
  engine: Engine | undefined;
}

function openMailboxOf(
  { name, directory, origins }: MailboxConfig,
  wiring: Wiring,
  logger: Logger | undefined,
): Promise<Mailbox> {
  // One that comes before the engine is there is refused: a device that keeps its receipts until they are taken sends it again.
  const onReceipts = (receipts: Uint8Array): Promise<unknown> =>
    wiring.engine?.confirm(receipts) ??
    Promise.reject(new SealcastError('ENGINE_CLOSED', 'the engine is not open yet'));
  return openMailbox({ dir: directory, name, origins, onReceipts, ...(logger === undefined ? {} : { logger }) });
}

function listenOf({ host, port, prefix, tls, trustProxy }: MailboxConfig): ListenOptions {
  return {
    host,
    port,
    prefix,
    ...(trustProxy === undefined ? {} : { trustProxy: [...trustProxy] }),
    ...(tls === undefined
      ? {}
      : {
          tls: {
            cert: readPublicFile(tls.certFile, 'mailbox.tls.certFile'),
            key: readSecretFile(tls.keyFile, 'mailbox.tls.keyFile'),
          },
        }),
  };
}

function transportOf(config: Exclude<TransportConfig, { readonly type: 'mailbox' }>, n: number): Transport {
  const at = `transports[${n}]`;
  switch (config.type) {
    case 'file':
      return fileTransport(config.directory);
    case 'http': {
      const { url, name, tokenFile, dropsRepeats, concurrency, caFile } = config;
      const token = tokenOf(tokenFile, `${at}.tokenFile`);
      return httpTransport({
        url,
        ...(name === undefined ? {} : { name }),
        ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
        ...(dropsRepeats === undefined ? {} : { repeatLost: dropsRepeats }),
        ...(concurrency === undefined ? {} : { concurrencyPerOrigin: concurrency }),
        ...(caFile === undefined ? {} : { tls: { ca: readPublicFile(caFile, `${at}.caFile`) } }),
      });
    }
    case 'webpush': {
      const { subject, keyFile, name, origins, bodyUrl } = config;
      const privateKey = readSecretFile(keyFile, `${at}.keyFile`);
      return webPushTransport({
        vapid: { subject, privateKey: privateKey.length === 32 ? privateKey : privateKey.toString('latin1') },
        ...(name === undefined ? {} : { name }),
        ...(origins === undefined ? {} : { origins }),
        ...(bodyUrl === undefined ? {} : { bodyUrl: (id: string) => bodyUrl.replace('{broadcast}', id) }),
      });
    }
  }
}
