import { concat, utf8 } from '../../crypto/bytes.ts';

/**
 * The plaintext of a push message: an envelope with its body, or with where its body is. Integers are little-endian.
 *
 *     1 version(1) ‖ kind(1: 1 body, 2 URL of the body) ‖ zeros(2) ‖ length(4) ‖ envelope ‖ length(4) ‖ body or URL
 */
export type PushContent =
  | { readonly envelope: Uint8Array; readonly body: Uint8Array }
  | { readonly envelope: Uint8Array; readonly bodyUrl: string };

const VERSION = 1;
const BODY = 1;
const URL_OF_BODY = 2;
const HEAD = 4;

/** Bytes of a content with a body (or URL) of so many. */
export function pushContentBytes(envelopeBytes: number, restBytes: number): number {
  return HEAD + 4 + envelopeBytes + 4 + restBytes;
}

export function encodePushContent(content: PushContent): Uint8Array<ArrayBuffer> {
  const inline = 'body' in content;
  const rest = inline ? content.body : utf8(content.bodyUrl);
  const head = Uint8Array.of(VERSION, inline ? BODY : URL_OF_BODY, 0, 0);
  return concat(head, lengthOf(content.envelope), content.envelope, lengthOf(rest), rest);
}

/**
 * Takes apart what a service worker finds in `event.data.arrayBuffer()`. Null where it is not ours, or not whole: it came from whoever
 * has the subscription. Envelope and body are views into `bytes`.
 */
export function readPushContent(bytes: Uint8Array): PushContent | null {
  if (bytes.length < HEAD || bytes[0] !== VERSION || bytes[2] !== 0 || bytes[3] !== 0) return null;
  const envelope = partAt(bytes, HEAD);
  if (envelope === null || envelope.length === 0) return null;
  const rest = partAt(bytes, HEAD + 4 + envelope.length);
  if (rest === null || HEAD + 8 + envelope.length + rest.length !== bytes.length) return null;
  if (bytes[1] === BODY) return { envelope, body: rest };
  if (bytes[1] !== URL_OF_BODY) return null;
  try {
    return { envelope, bodyUrl: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(rest) };
  } catch {
    return null;
  }
}

function partAt(bytes: Uint8Array, at: number): Uint8Array | null {
  if (at + 4 > bytes.length) return null;
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, true);
  return at + 4 + length > bytes.length ? null : bytes.subarray(at + 4, at + 4 + length);
}

function lengthOf(part: Uint8Array): Uint8Array {
  const out = new Uint8Array(4);
  new DataView(out.buffer).setUint32(0, part.length, true);
  return out;
}
