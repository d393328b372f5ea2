import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { fromBase64url, toBase64url } from '../../src/crypto/base64.ts';
import { hex } from '../../src/crypto/bytes.ts';
import { encodeEnvelope } from '../../src/crypto/envelope.ts';
import { answerChallenge } from '../../src/crypto/pull.ts';
import { publicKeyOf } from '../../src/crypto/x25519.ts';
import { type Mailbox, type MailboxOptions, openMailbox, type Parcel, Private } from '../../src/index.ts';
import { systemRandom } from '../../src/ports/random.ts';
import { generatePullKey, type PullKey } from '../../src/pull.ts';

export const NAME = 'mail.city.example';

let made = 0;

/** A mailbox in a fresh place under `dir`. */
export async function mailboxIn(dir: string, options: Partial<MailboxOptions> = {}): Promise<Mailbox> {
  return openMailbox({ dir: mkdtempSync(join(dir, `mailbox-${++made}-`)), name: NAME, ...options });
}

/** A parcel of random bytes that nobody opens, for one device. */
export function parcelFor(route: string | null, given: Partial<Parcel> = {}): Parcel {
  const broadcast = given.broadcast ?? systemRandom.bytes(16);
  const mailbox = given.mailbox ?? systemRandom.bytes(16);
  const [enc, slot] = [systemRandom.bytes(32), systemRandom.bytes(112)];
  return {
    id: hex(systemRandom.bytes(16)),
    broadcast,
    mailbox,
    envelope: encodeEnvelope({ suite: 1, broadcast, mailbox, enc, slot }),
    body: systemRandom.bytes(500),
    class: 'broadcast',
    expires: Date.now() + 3_600_000,
    route: route === null ? null : new Private(route, '(route)'),
    ...given,
  };
}

export const never: AbortSignal = new AbortController().signal;

export async function deliver(mailbox: Mailbox, ...parcels: readonly Parcel[]): Promise<string[]> {
  const outcomes = await mailbox.transport.deliver(parcels, never);
  return outcomes.map((outcome) =>
    outcome.state === 'delivered' ? 'delivered' : `${outcome.state} ${outcome.reason}`,
  );
}

export interface Said {
  readonly status: number;
  readonly json: Record<string, unknown>;
  readonly headers: Headers;
}

/** HTTP by hand, as docs/mailbox.md has it: what the client of this library does is tested apart. */
export class Raw {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  async say(path: string, init: RequestInit = {}): Promise<Said> {
    const response = await fetch(`${this.url}${path}`, init);
    const text = await response.text();
    return { status: response.status, json: text === '' ? {} : JSON.parse(text), headers: response.headers };
  }

  post(path: string, content: unknown, headers: Record<string, string> = {}): Promise<Said> {
    const body = typeof content === 'string' ? content : JSON.stringify(content);
    return this.say(path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
  }

  challenge({ address, privateKey }: Pick<PullKey, 'address' | 'privateKey'>): Promise<Said> {
    return this.post('/challenge', { address: toBase64url(address), key: toBase64url(publicKeyOf(privateKey)) });
  }

  answer(
    challenge: Said,
    { address, privateKey }: Pick<PullKey, 'address' | 'privateKey'>,
    name = NAME,
  ): { nonce: unknown; state: unknown; answer: string } {
    const { enc, nonce, state } = challenge.json;
    const of = (text: unknown): Uint8Array => fromBase64url(text as string)!;
    const answer = answerChallenge(address, privateKey, name, { enc: of(enc), nonce: of(nonce) })!;
    return { nonce, state, answer: toBase64url(answer) };
  }

  /** Headers with a session of this device. */
  async session(key: Pick<PullKey, 'address' | 'privateKey'>): Promise<{ authorization: string }> {
    const { status, json } = await this.post('/session', this.answer(await this.challenge(key), key));
    if (status !== 200) throw new Error(`no session: ${status}`);
    return { authorization: `Bearer ${json.token as string}` };
  }

  async waiting(headers: Record<string, string>, query = ''): Promise<{ cursor: string; envelope: string }[]> {
    const { status, json } = await this.say(`/envelopes${query}`, { headers });
    if (status !== 200) throw new Error(`no envelopes: ${status}`);
    return (json.envelopes as { cursor: string; envelope: string }[]).map(({ cursor, envelope }) => ({
      cursor,
      envelope: hex(fromBase64url(envelope)!),
    }));
  }
}

export { generatePullKey };
