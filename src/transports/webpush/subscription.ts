import { limits } from '../../limits.ts';
import { PUSH_AUTH_BYTES, PUSH_KEY_BYTES, type PushKeys } from './encrypt.ts';

/** What a browser's `PushSubscription.toJSON()` says, checked. */
export interface PushSubscription extends PushKeys {
  readonly endpoint: string;
}

/**
 * Reads a route that is a push subscription as browsers write it: `{ "endpoint": "https://…", "keys": { "p256dh": "…", "auth":
 * "…" } }`, base64url. Null for anything else: it came from somebody's browser, or from somebody.
 */
export function readSubscription(route: string): PushSubscription | null {
  if (route.length > limits.routeBytes) return null;
  let value: unknown;
  try {
    value = JSON.parse(route);
  } catch {
    return null;
  }
  const { endpoint, keys } = (value ?? {}) as {
    endpoint?: unknown;
    keys?: { p256dh?: unknown; auth?: unknown } | null;
  };
  if (typeof endpoint !== 'string') return null;
  const p256dh = fromBase64(keys?.p256dh, PUSH_KEY_BYTES);
  const auth = fromBase64(keys?.auth, PUSH_AUTH_BYTES);
  if (p256dh === null || auth === null || p256dh[0] !== UNCOMPRESSED) return null;
  return { endpoint, p256dh, auth };
}

const UNCOMPRESSED = 4;

/** Browsers write base64url without padding; some servers store what they got in the other alphabet. */
function fromBase64(text: unknown, bytes: number): Uint8Array | null {
  if (typeof text !== 'string' || !/^[A-Za-z0-9_+/-]+={0,2}$/.test(text)) return null;
  const decoded = new Uint8Array(Buffer.from(text, 'base64url'));
  return decoded.length === bytes ? decoded : null;
}
