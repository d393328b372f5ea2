import { readFile, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { equalBytes, fromHex, hex } from '../crypto/bytes.ts';
import { SealcastError } from '../errors.ts';
import { limits } from '../limits.ts';
import { type OpenedMessage, type OpenFault, openEnvelope, publicKeyOf } from '../open.ts';
import { CommandFailure, EXIT, usage } from './exit.ts';
import { fileFault } from './input.ts';
import { moment, paint, print, printable, printJson, table } from './output.ts';

interface OpenFlags {
  readonly key: string;
  readonly sender: string;
  readonly json?: boolean;
}

export function addOpen(program: Command): void {
  program
    .command('open')
    .description('open an envelope as its recipient does, and show the message')
    .argument('<envelope>', 'the file that fetch wrote: PREFIX.envelope')
    .argument('<body>', 'PREFIX.body')
    .requiredOption('--key <file>', "the device's private key, as keygen writes it")
    .requiredOption('--sender <hex>', 'the 64 public bytes of the sender you expect: see keys')
    .option('--json', 'one line of JSON')
    .action(open);
}

async function open(envelopePath: string, bodyPath: string, flags: OpenFlags): Promise<void> {
  const sender = fromHex(flags.sender);
  if (sender === null || sender.length !== 64)
    throw usage('--sender needs the 64 public bytes of the sender, 128 hexadecimal digits', 'sealcast keys shows them');
  const envelope = await readBounded(envelopePath, ENVELOPE_BYTES);
  const body = await readBounded(bodyPath, limits.bodyBytes);
  const privateKey = await readDeviceKey(flags.key);
  let message: OpenedMessage | null;
  let fault: OpenFault | undefined;
  try {
    message = await openEnvelope(envelope, body, {
      privateKey,
      sender,
      log: (why) => {
        fault = why;
      },
    });
  } catch (error) {
    // This terminal is the device's own log: here, and only here, the reason may be said.
    if (fault !== undefined)
      throw new SealcastError('UNREADABLE', `the envelope is for this key, but ${FAULTS[fault]}`, {
        hint: HINTS[fault] ?? DO_NOT_TRUST,
      });
    throw error;
  } finally {
    privateKey.fill(0);
  }
  if (message === null)
    throw new CommandFailure(
      EXIT.notForThisKey,
      'NOT_FOR_THIS_KEY',
      'the envelope does not open with this key',
      'it is for another device, was damaged, or the sender is not the one you expect',
    );
  if (flags.json) printJson(plain(message));
  else show(message);
}

/** The largest header (suite 4), and a slot whose length is a u16. */
const ENVELOPE_BYTES = 2_048 + 65_536;

const FAULTS: Readonly<Record<OpenFault, string>> = {
  slot: 'its slot is not what the wire format says',
  digest: 'the body is not the one it was sealed with',
  commitment: 'the body was encrypted under another key',
  payload: 'the body does not decrypt',
  padding: 'the body is padded wrongly',
  layout: 'the body holds what the wire format does not allow',
  sender: 'it was written by another sender than you expect',
  signature: 'its signature is not genuine',
  suite: 'the sender did not allow this kind of envelope',
  expired: 'it has expired',
  content: 'its content is not a message',
  personal: 'its personal fields cannot be read',
  receipt: 'its receipt could not be kept',
  replay: 'it was shown before',
};
const DO_NOT_TRUST = 'do not trust it: somebody sealed to this key what is not genuine';
const HINTS: Partial<Record<OpenFault, string>> = {
  digest: 'give the body that was fetched with this envelope',
  sender: 'check --sender',
  expired: 'nothing is wrong with it, but it is no longer to be shown',
  replay: 'nothing is wrong with it',
};

function plain(message: OpenedMessage) {
  return {
    kind: message.kind,
    class: message.class,
    format: message.format,
    text: message.text,
    recalls: message.recalls === null ? null : hex(message.recalls),
    content: Object.fromEntries(
      Object.entries(message.content).map(([name, value]) => [name, value instanceof Uint8Array ? hex(value) : value]),
    ),
    personal: message.personal,
    addressed: message.addressed,
    created: new Date(message.created),
    expires: new Date(message.expires),
    broadcast: hex(message.broadcast),
    mailbox: hex(message.mailbox),
    receiptToken: hex(message.receiptToken),
  };
}

function show(message: OpenedMessage): void {
  const proof = message.addressed
    ? 'written by the sender you expect, and meant for this key'
    : 'written by the sender you expect; that it was meant for this key is not proved (suite 1)';
  const personal = Object.entries(message.personal).map(([name, value]) => [
    `${printable(name)} (personal)`,
    printable(typeof value === 'string' ? value : JSON.stringify(value)),
  ]);
  const rows = [
    ['Verified', proof],
    ['Class', message.class],
    ...(message.recalls === null
      ? []
      : [['Recalls', `broadcast ${hex(message.recalls)}: it is not to be shown any more`]]),
    ['Sent', `${moment(message.created)}, expires ${moment(message.expires)}`],
    ...personal,
  ];
  for (const [i, line] of table([{}, { flexible: true }], rows).entries()) print(i === 0 ? paint('green', line) : line);
  print();
  print(printable(message.text).replace(/\n+$/, ''));
}

async function readBounded(path: string, most: number): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > most)
      throw new SealcastError('ENVELOPE_INVALID', `${path} is longer than such a file can be`, {
        hint: 'check the path',
      });
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if (error instanceof SealcastError) throw error;
    throw usage(`${path} ${fileFault(error)}`, 'check the path');
  }
}

/** A JWK of RFC 8037 with its private part; the public part must be that of the private one. */
export async function readDeviceKey(path: string): Promise<Uint8Array> {
  const text = new TextDecoder().decode(await readBounded(path, 65_536));
  let jwk: unknown;
  try {
    jwk = JSON.parse(text);
  } catch {
    throw keyInvalid(path, 'is not JSON');
  }
  return privateKeyOf(jwk, path);
}

export function privateKeyOf(jwk: unknown, path: string): Uint8Array {
  const { kty, crv, x, d } = (typeof jwk === 'object' && jwk !== null ? jwk : {}) as Record<string, unknown>;
  if (kty !== 'OKP' || crv !== 'X25519') throw keyInvalid(path, 'is not an X25519 key (JWK, OKP)');
  if (typeof d !== 'string') throw keyInvalid(path, 'holds no private key');
  const privateKey = new Uint8Array(Buffer.from(d, 'base64url'));
  if (privateKey.length !== 32) throw keyInvalid(path, 'holds a private key that is not 32 bytes');
  if (typeof x === 'string' && !equalBytes(new Uint8Array(Buffer.from(x, 'base64url')), publicKeyOf(privateKey)))
    throw keyInvalid(path, 'holds a public key that is not that of its private key');
  return privateKey;
}

function keyInvalid(path: string, what: string): SealcastError {
  return new SealcastError('KEY_INVALID', `the key file ${path} ${what}`, {
    hint: 'give the file that sealcast keygen wrote on this device',
  });
}
