import { Buffer } from 'node:buffer';
import { SealcastError } from '../../errors.ts';
import { limits } from '../../limits.ts';

/** What a gateway is sent for one envelope; docs/http-gateway.md draws it. */
export interface GatewayContent {
  /** How to reach the mailbox; empty when the sender gave none, or the URL says it already. Identity: do not log it. */
  readonly route: string;
  /** The wire-format envelope. */
  readonly envelope: Uint8Array;
  /** The wire-format body, or empty: then it was put under the id of its broadcast before. */
  readonly body: Uint8Array;
}

export const ENVELOPE_TYPE = 'application/vnd.sealcast.envelope';
export const BODY_TYPE = 'application/vnd.sealcast.body';

/** Three parts, each after its length as u32, little-endian. */
export function encodeContent({ route, envelope, body }: GatewayContent): Uint8Array {
  const routeBytes = Buffer.byteLength(route);
  const length = contentBytes(routeBytes, envelope, body);
  // What lies in Node's pool is not cleared when it is let go: sealed bytes may, a route may not.
  const out = routeBytes === 0 ? Buffer.allocUnsafe(length) : Buffer.alloc(length);
  let at = out.writeUInt32LE(routeBytes, 0);
  if (routeBytes > 0) at += out.write(route, at);
  at = out.writeUInt32LE(envelope.length, at);
  out.set(envelope, at);
  at = out.writeUInt32LE(body.length, at + envelope.length);
  out.set(body, at);
  return out;
}

export function contentBytes(routeBytes: number, envelope: Uint8Array, body: Uint8Array): number {
  return 12 + routeBytes + envelope.length + body.length;
}

/**
 * Takes apart what `httpTransport` posts: for a gateway written with this library. Envelope and body are views into `bytes`.
 *
 * @throws SealcastError ENVELOPE_INVALID when the lengths do not add up
 */
export function readGatewayContent(bytes: Uint8Array): GatewayContent {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  let at = 0;
  for (let part = 0; part < 3; part++) {
    const length = at + 4 <= bytes.length ? view.getUint32(at, true) : Number.POSITIVE_INFINITY;
    if (at + 4 + length > bytes.length) throw malformed(at);
    parts.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  const [route, envelope, body] = parts as [Uint8Array, Uint8Array, Uint8Array];
  if (at !== bytes.length || route.length > limits.routeBytes || envelope.length === 0) throw malformed(at);
  try {
    return { route: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(route), envelope, body };
  } catch {
    throw malformed(0);
  }
}

function malformed(byte: number): SealcastError {
  return new SealcastError('ENVELOPE_INVALID', `the content of the request is malformed at byte ${byte}`, {
    hint: 'answer with status 400',
    position: { byte },
  });
}
