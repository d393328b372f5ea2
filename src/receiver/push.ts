import { concat, hex } from '../crypto/bytes.ts';
import { limits } from '../device-limits.ts';
import { SealcastError } from '../errors.ts';
import { type OpenedMessage, type OpenOptions, openEnvelope } from '../open.ts';
import { readPushContent } from '../transports/webpush/content.ts';

/**
 * What a push event brought; a service worker that promised to show something for each push has to say something for all of them.
 *
 *   message     show it, under this tag: then a recall finds its notification
 *   recall      close the notifications of this tag: the sender takes back what they say
 *   not-ours    it came from whoever has the subscription, or is for another key
 *   unreadable  for this key; not genuine, expired, or shown before. The reason is given to `log` only
 *   no-body     its body is of an origin that is not listed, could not be fetched, or is longer than a body can be. Nothing was
 *               remembered: the same push can be opened later
 */
export type Pushed =
  | { readonly state: 'message' | 'recall'; readonly message: OpenedMessage; readonly tag: string }
  | { readonly state: 'not-ours' | 'unreadable' }
  | { readonly state: 'no-body'; readonly reason: BodyFetchFault };

export type BodyFetchFault = 'origin' | 'fetch' | 'too-large';

export interface PushOptions extends OpenOptions {
  /**
   * Origins from which a body that does not fit into the push may be fetched, as `https://bodies.example`. The address comes with the push, and the push from
   * whoever has the subscription. @defaultValue none
   */
  readonly bodyOrigins?: readonly string[];
}

/**
 * Opens what a push event brought: takes it apart, fetches the body where it was left behind, opens the envelope.
 *
 * @param data `event.data`, or its bytes; null is a push without data
 * @throws SealcastError USAGE; and what a `seen` store throws: then nothing was shown and nothing is to be
 */
export async function openPush(
  data: Uint8Array | { arrayBuffer(): ArrayBuffer } | null,
  options: PushOptions,
): Promise<Pushed> {
  if (data === null) return { state: 'not-ours' };
  const content = readPushContent(data instanceof Uint8Array ? data : new Uint8Array(data.arrayBuffer()));
  if (content === null) return { state: 'not-ours' };
  const body = 'body' in content ? content.body : await fetchBody(content.bodyUrl, options.bodyOrigins ?? []);
  if (typeof body === 'string') return { state: 'no-body', reason: body };
  try {
    const message = await openEnvelope(content.envelope, body, options);
    if (message === null) return { state: 'not-ours' };
    if (message.recalls !== null) return { state: 'recall', message, tag: hex(message.recalls) };
    return { state: 'message', message, tag: hex(message.broadcast) };
  } catch (error) {
    if (error instanceof SealcastError && error.code === 'UNREADABLE') return { state: 'unreadable' };
    if (error instanceof SealcastError && error.code === 'ENVELOPE_INVALID') return { state: 'not-ours' };
    throw error;
  }
}

/** Without cookies, referrer or redirects, and never more bytes than a body can have. */
async function fetchBody(address: string, origins: readonly string[]): Promise<Uint8Array | BodyFetchFault> {
  if (!isAllowed(address, origins)) return 'origin';
  const pieces: Uint8Array[] = [];
  try {
    const answer = await fetch(address, {
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(limits.receiverFetchMs),
    });
    if (!answer.ok || answer.body === null) return 'fetch';
    const reader = answer.body.getReader();
    for (let length = 0; ; ) {
      const { done, value } = await reader.read();
      if (done) return concat(...pieces);
      length += value.length;
      pieces.push(value);
      if (length <= limits.bodyBytes) continue;
      await reader.cancel();
      return 'too-large';
    }
  } catch {
    // No connection, no answer in time, a redirect: the browser says no more than that.
    return 'fetch';
  }
}

function isAllowed(address: string, origins: readonly string[]): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password, origin } = new URL(address);
  // What browsers call a secure context, so that an app can be tried on one machine.
  const loopback = protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname);
  return (protocol === 'https:' || loopback) && username === '' && password === '' && origins.includes(origin);
}
