import { randomBytes } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { describe, expect, it } from 'vitest';
import { HmacKernel } from '../../../src/kernels/hmac.ts';
import { instantiateKernels, loadKernels } from '../../../src/kernels/load.ts';
import { instantiateP256, loadP256, P256Kernel } from '../../../src/kernels/p256.ts';
import {
  encryptPushReference,
  KernelAgreement,
  NodeAgreement,
  NodeHmac,
  PUSH_PLAINTEXT_BYTES,
  PushEncryptor,
  pushBytes,
} from '../../../src/transports/webpush/encrypt.ts';
import { builds } from '../../kernels/implementations.ts';
import { haveShared, shared } from '../../vectors/shared.ts';
import { decryptContent, decryptPush, encryptContent, pushIkm } from './aes128gcm.ts';

const of = (text: string | undefined): Uint8Array => new Uint8Array(Buffer.from(text ?? '', 'base64url'));
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

interface Vector {
  readonly id: string;
  readonly direction?: 'both' | 'encrypt' | 'decrypt';
  readonly result: 'valid' | 'invalid';
  readonly rs?: number;
  readonly records?: number;
  readonly padding?: number | readonly number[];
  readonly [field: string]: unknown;
}
const field = (vector: Vector, name: string): Uint8Array => of(vector[name] as string | undefined);

/** RFC 8291, section 5: the one example the RFC has, here so that it runs everywhere. */
const EXAMPLE = {
  plaintext: text(Buffer.from('When I grow up, I want to be a watermelon')),
  asPrivate: 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
  uaPublic: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  uaPrivate: 'q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94',
  salt: 'DGv6ra1nlYgDCS1FRnbzlw',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  payload:
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
} as const;

describe('a push message', () => {
  it('is the one of RFC 8291, section 5', () => {
    const plaintext = of(EXAMPLE.plaintext);
    const keys = { p256dh: of(EXAMPLE.uaPublic), auth: of(EXAMPLE.auth) };
    const secrets = { asPrivate: of(EXAMPLE.asPrivate), salt: of(EXAMPLE.salt) };
    expect(text(encryptPushReference(keys, plaintext, plaintext.length, secrets))).toBe(EXAMPLE.payload);
    const opened = decryptPush(of(EXAMPLE.payload), of(EXAMPLE.uaPrivate), keys.auth);
    expect(Buffer.from(opened).toString()).toBe('When I grow up, I want to be a watermelon');
  });

  it.runIf(haveShared)('passes the vectors of the RFC and of ecec', () => {
    const vectors = shared<Vector[]>('webpush-rfc8291.json');
    expect(vectors).toHaveLength(12);
    for (const vector of vectors) {
      const rs = vector.rs ?? 4096;
      if (vector.direction !== 'decrypt') {
        const [asPrivate, uaPublic, auth] = ['asPrivate', 'uaPublic', 'authSecret'].map((name) => field(vector, name));
        const asPublic = p256.getPublicKey(asPrivate!, false);
        const ikm = pushIkm(asPrivate!, uaPublic!, uaPublic!, asPublic, auth!);
        const plaintext = field(vector, 'plaintext');
        const made = encryptContent(ikm, field(vector, 'salt'), rs, asPublic, plaintext, ececPads(vector.padding));
        expect([vector.id, text(made)]).toEqual([vector.id, vector.payload]);
        if (vector.padding === 0) {
          const secrets = { asPrivate: asPrivate!, salt: field(vector, 'salt') };
          const ours = encryptPushReference({ p256dh: uaPublic!, auth: auth! }, plaintext, plaintext.length, secrets);
          expect([vector.id, text(ours)]).toEqual([vector.id, vector.payload]);
        }
      }
      if (vector.direction === 'encrypt') continue;
      const open = () => decryptPush(field(vector, 'payload'), field(vector, 'uaPrivate'), field(vector, 'authSecret'));
      if (vector.result === 'invalid') expect(open, vector.id).toThrow();
      else expect([vector.id, text(open())]).toEqual([vector.id, vector.plaintext]);
    }
  });

  it.runIf(haveShared)('is in an encoding that passes the vectors of RFC 8188 and of ecec', () => {
    const contents = shared<Vector[]>('webpush-rfc8188.json');
    expect(contents).toHaveLength(11);
    for (const vector of contents) {
      const ikm = field(vector, 'ikm');
      const open = () => decryptContent(field(vector, 'payload'), () => ikm);
      if (vector.result === 'invalid') expect(open, vector.id).toThrow();
      else expect([vector.id, text(open())]).toEqual([vector.id, vector.plaintext]);
      const pads = vector.padding as readonly number[] | undefined;
      if (pads === undefined) continue;
      const [salt, keyid, plaintext] = ['salt', 'keyid', 'plaintext'].map((name) => field(vector, name));
      const made = encryptContent(ikm, salt!, vector.rs!, keyid!, plaintext!, (record) => pads[record] ?? 0);
      expect([vector.id, text(made)]).toEqual([vector.id, vector.payload]);
    }
  });

  const random = (length: number) => new Uint8Array(randomBytes(length));
  describe.each(
    builds.flatMap((build) => [
      {
        build,
        hmac: () => new HmacKernel(instantiateKernels(loadKernels({ kernels: build }))),
        by: 'the kernel',
        agreement: () => new KernelAgreement(new P256Kernel(instantiateP256(loadP256(build))), random),
      },
      {
        build: build === 'scalar' ? 'OpenSSL' : build,
        hmac: () =>
          build === 'scalar' ? new NodeHmac() : new HmacKernel(instantiateKernels(loadKernels({ kernels: build }))),
        by: 'OpenSSL',
        agreement: () => new NodeAgreement(),
      },
    ]),
  )('in batches, HMACs by $build, keys by $by', ({ hmac, agreement }) => {
    const encryptor = new PushEncryptor(hmac(), agreement(), random);
    const agents = Array.from({ length: 9 }, () => {
      const { secretKey, publicKey } = p256.keygen();
      return {
        p256dh: p256.Point.fromBytes(publicKey).toBytes(false),
        secret: secretKey,
        auth: randomBytes(16),
      };
    });
    const batchOf = (count: number, plaintextBytes: number, paddedBytes: number) => ({
      p256dh: new Uint8Array(Buffer.concat(agents.slice(0, count).map(({ p256dh }) => p256dh))),
      auth: new Uint8Array(Buffer.concat(agents.slice(0, count).map(({ auth }) => auth))),
      plaintexts: new Uint8Array(randomBytes(plaintextBytes * count)),
      plaintextBytes,
      paddedBytes,
      count,
    });

    it.each([
      [1, 1, 1],
      [3, 200, 256],
      [4, 0, 32],
      [5, 3_000, PUSH_PLAINTEXT_BYTES],
      [9, PUSH_PLAINTEXT_BYTES, PUSH_PLAINTEXT_BYTES],
    ])('%i of %i bytes padded to %i are opened by those they are for', (count, bytes, padded) => {
      const batch = batchOf(count, bytes, padded);
      const out = encryptor.encrypt(batch);
      const each = pushBytes(padded);
      expect(out).toHaveLength(count * each);
      expect(each).toBeLessThanOrEqual(4096);
      const senders = new Set<string>();
      for (let i = 0; i < count; i++) {
        const payload = out.subarray(each * i, each * (i + 1));
        const { secret, auth } = agents[i]!;
        expect(text(decryptPush(payload, secret, auth))).toBe(
          text(batch.plaintexts.subarray(bytes * i, bytes * (i + 1))),
        );
        expect(() => decryptPush(payload, agents[(i + 1) % 9]!.secret, auth)).toThrow();
        senders.add(text(payload.subarray(21, 86)));
      }
      // A key of its own each.
      expect(senders.size).toBe(count);
    });

    it('leave out who has no key on the curve, and nobody else', () => {
      const batch = batchOf(6, 50, 64);
      batch.p256dh.fill(7, 65 * 2 + 1, 65 * 3);
      const out = encryptor.encrypt(batch);
      const each = pushBytes(64);
      expect(out.subarray(2 * each, 3 * each)).toEqual(new Uint8Array(each));
      for (const i of [0, 1, 3, 4, 5]) {
        const { secret, auth } = agents[i]!;
        const opened = decryptPush(out.subarray(each * i, each * (i + 1)), secret, auth);
        expect(text(opened)).toBe(text(batch.plaintexts.subarray(50 * i, 50 * (i + 1))));
      }
    });
  });
});

/** ecec puts padding first, and a byte of data into each record that has room for both. */
function ececPads(padding: unknown): (record: number, room: number) => number {
  const given: number[] = [];
  return (record, room) => {
    let left = Number(padding);
    for (let at = 0; at <= record; at++) {
      given[at] = Math.min(left, room === 1 && left > 0 ? 1 : room - 1);
      left -= given[at]!;
    }
    return given[record]!;
  };
}
