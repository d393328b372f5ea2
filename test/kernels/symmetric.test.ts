import { createHash } from 'node:crypto';
import { poly1305 } from '@noble/ciphers/_poly1305.js';
import { chacha20poly1305, xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { concat, utf8 } from '../../src/crypto/bytes.ts';
import { batchSender, scheduleMessages } from '../../src/crypto/hpke.ts';
import { publicKeyOf, sharedSecret } from '../../src/crypto/x25519.ts';
import { bytes, haveShared, shared, toHex } from '../vectors/shared.ts';
import { builds, numbers } from './implementations.ts';
import { Parts } from './parts.ts';

const NONE = new Uint8Array(0);
const LANES = [0, 1, 2, 3];

/** Lengths around the ends of SHA-256's and Poly1305's blocks. */
const BORDERS = [
  0, 1, 15, 16, 17, 31, 32, 33, 47, 48, 55, 56, 57, 63, 64, 65, 111, 112, 119, 120, 127, 128, 129, 255, 256,
];

function randomBytes(random: () => number, length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, () => random());
}

interface Wycheproof<Test, Group> {
  numberOfTests: number;
  testGroups: ({ tests: (Test & { tcId: number; result: string })[] } & Group)[];
}

function cases<Test, Group = object>(name: string, expected: number) {
  const file = shared<Wycheproof<Test, Group>>(`wycheproof/${name}_test.json`);
  const all = file.testGroups.flatMap((group) => group.tests.map((test) => ({ ...test, group })));
  expect(file.numberOfTests).toBe(expected);
  expect(all).toHaveLength(expected);
  return all;
}

describe.each(builds)('symmetric kernels, %s', (build) => {
  const parts = new Parts(build);

  it('hash strings of any length, four different ones at a time', () => {
    for (let i = 0; i < BORDERS.length; i++) {
      const messages = LANES.map((lane) =>
        randomBytes(numbers(i * 4 + lane), BORDERS[(i + lane * 7) % BORDERS.length]!),
      );
      const found = parts.sha256(messages);
      for (const lane of LANES)
        expect(toHex(found[lane]!)).toBe(createHash('sha256').update(messages[lane]!).digest('hex'));
    }
  });

  it('HMAC: RFC 4231', () => {
    const repeat = (byte: number, length: number) => new Uint8Array(length).fill(byte);
    const vectors: [Uint8Array, Uint8Array, string][] = [
      [repeat(0x0b, 20), utf8('Hi There'), 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
      [
        utf8('Jefe'),
        utf8('what do ya want for nothing?'),
        '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
      ],
      [repeat(0xaa, 20), repeat(0xdd, 50), '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe'],
      [
        Uint8Array.from({ length: 25 }, (_, i) => i + 1),
        repeat(0xcd, 50),
        '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
      ],
      [repeat(0x0c, 20), utf8('Test With Truncation'), 'a3b6167473100ee06e0c796c2955552b'],
      [
        repeat(0xaa, 131),
        utf8('Test Using Larger Than Block-Size Key - Hash Key First'),
        '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
      ],
      [
        repeat(0xaa, 131),
        utf8(
          'This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.',
        ),
        '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
      ],
    ];
    expect(vectors).toHaveLength(7);
    for (let first = 0; first < 7; first++) {
      const four = LANES.map((lane) => vectors[(first + lane) % 7]!);
      const found = parts.hmac(
        four.map(([key]) => key),
        four.map(([, message]) => message),
      );
      for (const lane of LANES) expect(toHex(found[lane]!)!.startsWith(four[lane]![2])).toBe(true);
    }
  });

  it('HKDF: RFC 5869, cases 1 to 3', () => {
    const range = (from: number, length: number) => Uint8Array.from({ length }, (_, i) => from + i);
    const vectors = [
      {
        ikm: new Uint8Array(22).fill(0x0b),
        salt: range(0, 13),
        info: range(0xf0, 10),
        okm: '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
      },
      {
        ikm: range(0, 80),
        salt: range(0x60, 80),
        info: range(0xb0, 80),
        okm: 'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87',
      },
      {
        ikm: new Uint8Array(22).fill(0x0b),
        salt: NONE,
        info: NONE,
        okm: '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
      },
    ];
    for (const [i, { ikm, salt, info, okm }] of vectors.entries())
      expect(toHex(parts.hkdf(ikm, salt, info, okm.length / 2, i + 1))).toBe(okm);
  });

  it('ChaCha20-Poly1305: RFC 8439, section 2.8.2 and A.5', () => {
    const key = Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i);
    const text = utf8(
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
    );
    const [nonce, aad] = [bytes('070000004041424344454647'), bytes('50515253c0c1c2c3c4c5c6c7')];
    const wanted =
      'd31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691';
    const four = parts.aead(
      [key, key, key, key],
      [nonce, nonce, nonce, nonce],
      [aad, aad, aad, aad],
      [text, text, text, text],
    );
    for (const one of four) expect(toHex(one)).toBe(wanted);
    expect(toHex(parts.stream(key, nonce, aad, text))).toBe(wanted);
  });

  it('XChaCha20-Poly1305: draft-irtf-cfrg-xchacha, appendix A.3.1', () => {
    const key = Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i);
    const text = utf8(
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
    );
    const nonce = Uint8Array.from({ length: 24 }, (_, i) => 0x40 + i);
    const aad = bytes('50515253c0c1c2c3c4c5c6c7');
    const tag = 'c0875924c1c7987947deafd8780acf49';
    expect(toHex(parts.stream(key, nonce, aad, text))!.endsWith(tag)).toBe(true);
    const four = parts.aead(
      [key, key, key, key],
      [nonce, nonce, nonce, nonce],
      [aad, aad, aad, aad],
      [text, text, text, text],
    );
    for (const one of four) expect(toHex(one)!.endsWith(tag)).toBe(true);
  });

  it('agree with noble at every border of a block', () => {
    const random = numbers(11);
    for (const length of BORDERS)
      for (const aadLength of [0, 1, 15, 16, 17, 72]) {
        const make = (n: number) => LANES.map(() => randomBytes(random, n));
        const [keys, nonces, wide, aads, texts] = [make(32), make(12), make(24), make(aadLength), make(length)];
        const narrow = parts.aead(keys, nonces, aads, texts);
        const extended = parts.aead(keys, wide, aads, texts);
        for (const lane of LANES) {
          const expected = chacha20poly1305(keys[lane]!, nonces[lane]!, aads[lane]!).encrypt(texts[lane]!);
          expect(toHex(narrow[lane]!)).toBe(toHex(expected));
          expect(toHex(extended[lane]!)).toBe(
            toHex(xchacha20poly1305(keys[lane]!, wide[lane]!, aads[lane]!).encrypt(texts[lane]!)),
          );
        }
        expect(toHex(parts.stream(keys[0]!, nonces[0]!, aads[0]!, texts[0]!))).toBe(
          toHex(chacha20poly1305(keys[0]!, nonces[0]!, aads[0]!).encrypt(texts[0]!)),
        );
      }
  });

  it('stream long texts in pieces of any size', () => {
    const random = numbers(12);
    for (const length of [255, 256, 257, 511, 512, 1023, 1024, 1025, 4097, 70_000]) {
      const [key, nonce, aad] = [randomBytes(random, 32), randomBytes(random, 24), randomBytes(random, length % 90)];
      const text = randomBytes(random, length);
      const expected = toHex(xchacha20poly1305(key, nonce, aad).encrypt(text));
      for (const piece of [256, 512, 768, 16_384])
        expect(toHex(parts.stream(key, nonce, aad, text, piece))).toBe(expected);
    }
  });

  it('compute Poly1305 where limbs and carries are largest', () => {
    const random = numbers(13);
    const filled = (length: number, byte: number) => new Uint8Array(length).fill(byte);
    // r as large as clamping lets it be, s so that the last addition carries; r = 1, 0, 4·2^96, each power of two.
    const halves = [
      ...[filled(16, 0xff), filled(16, 0), Uint8Array.of(1, ...filled(15, 0)), Uint8Array.of(...filled(15, 0), 0x0c)],
      ...Array.from({ length: 32 }, (_, i) =>
        Uint8Array.from({ length: 16 }, (_, k) => (k === i >> 1 ? 1 << (4 * (i & 1)) : 0)),
      ),
      // Limbs of 44 bits at the border of their balanced form: 2^43 − 1, 2^43, 2^43 + 1.
      ...[0xff, 0x00, 0x01].map((low) =>
        Uint8Array.of(low, ...filled(4, low === 0xff ? 0xff : 0), low === 0xff ? 7 : 8, ...filled(10, 0x80)),
      ),
    ];
    const keys = halves.flatMap((r) => [0xff, 0x00].map((s) => concat(r, filled(16, s))));
    // p is 2^130 − 5, a block has 2^128 added: with r = 1 two blocks of 2^128 − 1 − k end around p.
    const blocks = [
      ...[0xff, 0xfb, 0xfa, 0xfc, 0].map((low) => Uint8Array.of(low, ...filled(15, low === 0 ? 0 : 0xff))),
      ...[0x7f, 0x80, 0x0f, 0xf0].map((byte) => filled(16, byte)),
      Uint8Array.of(...filled(5, 0xff), 0x0f, ...filled(10, 0)),
    ];
    const texts = blocks.flatMap((last) =>
      [1, 2, 3, 4, 5, 8, 13].map((n) => concat(...Array.from({ length: n - 1 }, () => blocks[0]!), last)),
    );
    for (const text of texts)
      for (let first = 0; first < keys.length; first += 4) {
        const four = LANES.map((lane) => keys[(first + lane) % keys.length]!);
        const found = parts.poly1305(four, [text, text, text, text]);
        for (const lane of LANES) expect(toHex(found[lane]!)).toBe(toHex(poly1305(text, four[lane]!)));
        expect(toHex(found[4]!)).toBe(toHex(found[0]!));
      }
    for (let run = 0; run < 60; run++) {
      const length = 16 * (1 + (random() % 40));
      const four = LANES.map(() => randomBytes(random, 32));
      const some = LANES.map(() =>
        randomBytes(random, length).map((byte, i) => (random() % 3 === 0 ? 0xff : i % 5 === 0 ? 0 : byte)),
      );
      const found = parts.poly1305(four, some);
      for (const lane of LANES) expect(toHex(found[lane]!)).toBe(toHex(poly1305(some[lane]!, four[lane]!)));
      expect(toHex(found[4]!)).toBe(toHex(found[0]!));
    }
  });

  it('schedule HPKE keys as the reference does, in both modes', () => {
    const random = numbers(14);
    for (const auth of [false, true]) {
      const make = () => LANES.map(() => randomBytes(random, 32));
      const [secrets, identities, keys, infos] = [make(), make(), make(), make()];
      const [enc, senderKey] = [randomBytes(random, 32), auth ? randomBytes(random, 32) : null];
      const messages = scheduleMessages(enc, senderKey, new Uint8Array(50));
      expect(messages.length).toBe(896);
      const found = parts.hpke(messages, secrets, auth ? identities : null, keys, infos);
      for (const lane of LANES) {
        const suite = (name: string, rest: string) => concat(utf8('HPKE-v1'), utf8(name), bytes(rest));
        const [kem, hpke] = [suite('KEM', '0020'), suite('HPKE', '002000010003')];
        const extract = (salt: Uint8Array, ikm: Uint8Array) => hmac(sha256, salt, ikm);
        const expand = (prk: Uint8Array, info: Uint8Array, length: number) =>
          hmac(sha256, prk, concat(Uint8Array.of(0, length), info, Uint8Array.of(1))).subarray(0, length);
        const dh = auth ? concat(secrets[lane]!, identities[lane]!) : secrets[lane]!;
        const context = concat(enc, keys[lane]!, senderKey ?? NONE);
        const eae = extract(new Uint8Array(32), concat(kem, utf8('eae_prk'), dh));
        const sharedSecret = expand(eae, concat(kem, utf8('shared_secret'), context), 32);
        const psk = extract(NONE, concat(hpke, utf8('psk_id_hash')));
        const schedule = concat(Uint8Array.of(auth ? 2 : 0), psk, infos[lane]!);
        const secret = extract(sharedSecret, concat(hpke, utf8('secret')));
        const of = (label: string, length: number) =>
          toHex(expand(secret, concat(hpke, utf8(label), schedule), length));
        expect(toHex(found[lane]!.key)).toBe(of('key', 32));
        expect(toHex(found[lane]!.baseNonce)).toBe(of('base_nonce', 12));
        expect(toHex(found[lane]!.exporterSecret)).toBe(of('exp', 32));
      }
    }
  });

  describe.skipIf(!haveShared)('public vectors', () => {
    it('HPKE, RFC 9180: base and auth with ChaCha20Poly1305, in each lane', () => {
      interface Vector {
        [name: string]: string;
      }
      const all =
        shared<(Vector & { mode: number; aead_id: number; encryptions: Vector[] })[]>('hpke-rfc9180-x25519.json');
      expect(all).toHaveLength(16);
      const ours = all.filter((v) => v.aead_id === 3 && (v.mode === 0 || v.mode === 2));
      expect(ours).toHaveLength(2);
      for (const v of ours) {
        const auth = v.mode === 2;
        const [skE, pkR] = [bytes(v.skEm!), bytes(v.pkRm!)];
        const messages = scheduleMessages(bytes(v.enc!), auth ? bytes(v.pkSm!) : null, new Uint8Array(50));
        const labeled = concat(utf8('HPKE-v1HPKE'), bytes('002000010003'), utf8('info_hash'), bytes(v.info!));
        for (const lane of LANES) {
          const others = (real: Uint8Array) => LANES.map((l) => (l === lane ? real : new Uint8Array(32).fill(l + 1)));
          const infoHash = parts.hmac(
            LANES.map(() => new Uint8Array(32)),
            LANES.map(() => labeled),
          )[lane]!;
          const found = parts.hpke(
            messages,
            others(sharedSecret(skE, pkR)!),
            auth ? others(sharedSecret(bytes(v.skSm!), pkR)!) : null,
            others(pkR),
            others(infoHash),
          )[lane]!;
          expect(toHex(found.key)).toBe(v.key);
          expect(toHex(found.baseNonce)).toBe(v.base_nonce);
          expect(toHex(found.exporterSecret)).toBe(v.exporter_secret);
          const sealed = v.encryptions[0]!;
          const args = [found.key, found.baseNonce, bytes(sealed.aad!), bytes(sealed.pt!)] as const;
          expect(toHex(parts.stream(...args))).toBe(sealed.ct);
        }
        expect(toHex(publicKeyOf(skE))).toBe(v.enc);
        expect(toHex(batchSender(skE, null).enc)).toBe(v.enc);
      }
    });

    it('HMAC-SHA-256: Wycheproof', () => {
      const all = cases<{ key: string; msg: string; tag: string }, { tagSize: number }>('hmac_sha256', 174);
      let valid = 0;
      for (const [i, test] of all.entries()) {
        const lane = i % 4;
        const pick = (hex: string) => LANES.map((l) => (l === lane ? bytes(hex) : new Uint8Array(l * 40)));
        const found = toHex(parts.hmac(pick(test.key), pick(test.msg))[lane]!.subarray(0, test.group.tagSize / 8));
        expect(found === test.tag, `test ${test.tcId}`).toBe(test.result === 'valid');
        if (test.result === 'valid') valid++;
      }
      expect(valid).toBeGreaterThan(0);
    });

    it('HKDF-SHA-256: Wycheproof', () => {
      const all = cases<{ ikm: string; salt: string; info: string; size: number; okm: string }>('hkdf_sha256', 86);
      let valid = 0;
      for (const [i, test] of all.entries()) {
        // An output of more than 255 blocks does not exist: that is the caller's to refuse, as limits are.
        if (test.size > 255 * 32) {
          expect(test.result).toBe('invalid');
          continue;
        }
        const okm = parts.hkdf(bytes(test.ikm), bytes(test.salt), bytes(test.info), test.size, i % 4);
        expect(toHex(okm), `test ${test.tcId}`).toBe(test.okm);
        expect(toHex(hkdf(sha256, bytes(test.ikm), bytes(test.salt), bytes(test.info), test.size))).toBe(test.okm);
        valid++;
      }
      expect(valid).toBe(83);
    });

    it('ChaCha20-Poly1305: Wycheproof', () => {
      const all = cases<
        { key: string; iv: string; aad: string; msg: string; ct: string; tag: string },
        { ivSize: number }
      >('chacha20_poly1305', 325);
      let valid = 0;
      let forged = 0;
      for (const [i, test] of all.entries()) {
        if (test.group.ivSize !== 96) {
          expect(test.result).toBe('invalid');
          continue;
        }
        const lane = i % 4;
        const [key, nonce, aad, text] = [bytes(test.key), bytes(test.iv), bytes(test.aad), bytes(test.msg)];
        const wanted = test.ct + test.tag;
        const fill = (real: Uint8Array) =>
          LANES.map((l) => (l === lane ? real : new Uint8Array(real.length).fill(17 * l + 1)));
        const found = parts.aead(fill(key), fill(nonce), fill(aad), fill(text));
        expect(toHex(found[lane]!) === wanted, `test ${test.tcId}`).toBe(test.result === 'valid');
        expect(toHex(parts.stream(key, nonce, aad, text)) === wanted).toBe(test.result === 'valid');
        for (const other of LANES)
          if (other !== lane) {
            const like = (n: number) => new Uint8Array(n).fill(17 * other + 1);
            const expected = chacha20poly1305(like(32), like(12), like(aad.length)).encrypt(like(text.length));
            expect(toHex(found[other]!)).toBe(toHex(expected));
          }
        if (test.result === 'valid') valid++;
        else forged++;
      }
      expect([valid, forged].every((count) => count > 0)).toBe(true);
    });
  });
});
