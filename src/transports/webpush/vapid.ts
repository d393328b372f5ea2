import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { SealcastError } from '../../errors.ts';
import { limits } from '../../limits.ts';
import type { Clock } from '../../ports/clock.ts';

/** RFC 8292: who a push service may ask about us, and the key that our subscriptions were made for. */
export interface VapidOptions {
  /** `mailto:` or `https:` (section 2.1). */
  readonly subject: string;
  /** P-256 key pair as subscriptions know it: the private key, 32 bytes, raw or base64url. */
  readonly privateKey: Uint8Array | string;
}

/**
 * The Authorization header of each push service: an ES256 JWT for its origin (RFC 8292, sections 2 and 3). Signed once for every
 * origin and half its life, not once a message: the signature says nothing about a message.
 */
export class Vapid {
  readonly #subject: string;
  readonly #key: KeyObject;
  readonly #publicKey: string;
  readonly #clock: Clock;
  readonly #tokens = new Map<string, { readonly header: string; readonly renewAt: number }>();

  /** @throws SealcastError USAGE */
  constructor({ subject, privateKey }: VapidOptions, clock: Clock) {
    if (typeof subject !== 'string' || !/^(mailto:[^@\s]+@[^@\s]+|https:\/\/\S+)$/.test(subject))
      throw new SealcastError('USAGE', 'the VAPID subject is neither mailto: nor https:', {
        hint: "vapid: { subject: 'mailto:operator@city.example', … }",
      });
    this.#subject = subject;
    this.#clock = clock;
    const scalar = typeof privateKey === 'string' ? Buffer.from(privateKey, 'base64url') : Buffer.from(privateKey);
    try {
      this.#key = createPrivateKey({ key: pkcs8(scalar), format: 'der', type: 'pkcs8' });
      const { x, y } = createPublicKey(this.#key).export({ format: 'jwk' });
      const point = Buffer.concat([Uint8Array.of(4), Buffer.from(x!, 'base64url'), Buffer.from(y!, 'base64url')]);
      this.#publicKey = point.toString('base64url');
    } catch (cause) {
      throw new SealcastError('USAGE', 'the VAPID private key is no P-256 key', {
        hint: '32 bytes, raw or in base64url',
        cause: cause instanceof SealcastError ? cause : undefined,
      });
    } finally {
      scalar.fill(0);
    }
  }

  /** `applicationServerKey` of a subscription: the public key, uncompressed, base64url. */
  get publicKey(): string {
    return this.#publicKey;
  }

  /** @param origin of the push resource, such as `https://push.example.net` */
  authorization(origin: string): string {
    const now = this.#clock.now();
    const known = this.#tokens.get(origin);
    if (known !== undefined && now < known.renewAt) return known.header;
    const expires = Math.floor((now + limits.vapidMs) / 1000);
    const input = `${HEADER}.${base64url({ aud: origin, exp: expires, sub: this.#subject })}`;
    // Raw r ‖ s, as JWS has it (RFC 7518, section 3.4), not DER.
    const signature = sign('sha256', Buffer.from(input), { key: this.#key, dsaEncoding: 'ieee-p1363' });
    const header = `vapid t=${input}.${signature.toString('base64url')}, k=${this.#publicKey}`;
    this.#tokens.delete(origin);
    this.#tokens.set(origin, { header, renewAt: now + limits.vapidMs / 2 });
    if (this.#tokens.size > limits.httpOrigins) this.#tokens.delete(this.#tokens.keys().next().value!);
    return header;
  }
}

const HEADER = base64url({ typ: 'JWT', alg: 'ES256' });

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** PrivateKeyInfo (RFC 5208) around an ECPrivateKey (RFC 5915) of secp256r1 without its public key, which OpenSSL computes. */
function pkcs8(scalar: Uint8Array): Buffer {
  if (scalar.length !== 32) throw new SealcastError('USAGE', 'a P-256 secret key has 32 bytes');
  return Buffer.concat([
    Buffer.from('3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420', 'hex'),
    scalar,
  ]);
}
