import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { verifyStrict } from '../../src/crypto/body.ts';
import { batchSender, exportSecret, openSingle, receiverContext, sealSingle } from '../../src/crypto/hpke.ts';
import { receiptToken } from '../../src/crypto/mailbox.ts';
import { publicKeyOf, sharedSecret } from '../../src/crypto/x25519.ts';
import { bytes, haveShared, shared, toHex } from './shared.ts';

interface HpkeVector {
  mode: number;
  kem_id: number;
  kdf_id: number;
  aead_id: number;
  info: string;
  skRm: string;
  skEm: string;
  skSm?: string;
  pkRm: string;
  pkSm?: string;
  enc: string;
  key: string;
  base_nonce: string;
  exporter_secret: string;
  encryptions: { seq: number; aad: string; ct: string; nonce: string; pt: string }[];
  exports: { exporter_context: string; L: number; exported_value: string }[];
}

interface Wycheproof<Test, Group = object> {
  numberOfTests: number;
  testGroups: ({ tests: (Test & { tcId: number; result: string; flags: string[] })[] } & Group)[];
}

function cases<Test, Group = object>(name: string, expected: number) {
  const file = shared<Wycheproof<Test, Group>>(`wycheproof/${name}_test.json`);
  const all = file.testGroups.flatMap((group) => group.tests.map((test) => ({ ...test, group })));
  expect(file.numberOfTests).toBe(expected);
  expect(all).toHaveLength(expected);
  return all;
}

describe.skipIf(!haveShared)('public vectors', () => {
  it('HPKE, RFC 9180: base and auth with ChaCha20Poly1305', () => {
    const all = shared<HpkeVector[]>('hpke-rfc9180-x25519.json');
    expect(all).toHaveLength(16);
    const ours = all.filter((v) => v.aead_id === 3 && (v.mode === 0 || v.mode === 2));
    expect(ours.map((v) => [v.mode, v.kem_id, v.kdf_id, v.encryptions.length, v.exports.length])).toEqual([
      [0, 0x20, 1, 12, 3],
      [2, 0x20, 1, 12, 3],
    ]);
    for (const v of ours) {
      const info = bytes(v.info);
      const sender = batchSender(bytes(v.skEm), v.skSm === undefined ? null : bytes(v.skSm));
      expect(toHex(sender.enc)).toBe(v.enc);
      expect(toHex(publicKeyOf(bytes(v.skRm)))).toBe(v.pkRm);
      const pkS = v.pkSm === undefined ? null : bytes(v.pkSm);
      const both = [sender.context(bytes(v.pkRm), info)!, receiverContext(sender.enc, bytes(v.skRm), pkS, info)!];
      for (const context of both) {
        expect(toHex(context.key)).toBe(v.key);
        expect(toHex(context.baseNonce)).toBe(v.base_nonce);
        expect(toHex(context.exporterSecret)).toBe(v.exporter_secret);
        for (const e of v.exports)
          expect(toHex(exportSecret(context, bytes(e.exporter_context), e.L))).toBe(e.exported_value);
        for (const e of v.encryptions) {
          // A context seals one message, sequence number 0. The others show that key and base nonce are the RFC's.
          const nonce = context.baseNonce.slice();
          const view = new DataView(nonce.buffer);
          view.setUint32(8, (view.getUint32(8) ^ e.seq) >>> 0);
          expect(toHex(nonce)).toBe(e.nonce);
          expect(toHex(chacha20poly1305(context.key, nonce, bytes(e.aad)).encrypt(bytes(e.pt)))).toBe(e.ct);
          if (e.seq > 0) continue;
          expect(toHex(sealSingle(context, bytes(e.aad), bytes(e.pt)))).toBe(e.ct);
          expect(toHex(openSingle(context, bytes(e.aad), bytes(e.ct)))).toBe(e.pt);
        }
      }
    }
  });

  it('X25519: every result, and null where it is all zero', () => {
    let zero = 0;
    for (const test of cases<{ public: string; private: string; shared: string }>('x25519', 518)) {
      const refused = test.flags.includes('ZeroSharedSecret');
      if (refused) zero++;
      const result = toHex(sharedSecret(bytes(test.private), bytes(test.public)));
      expect(result, `case ${test.tcId}`).toBe(refused ? null : test.shared);
    }
    expect(zero).toBe(31);
  });

  it('ChaCha20-Poly1305', () => {
    type Test = { key: string; iv: string; aad: string; msg: string; ct: string; tag: string };
    let opened = 0;
    for (const test of cases<Test>('chacha20_poly1305', 325)) {
      const context = { key: bytes(test.key), baseNonce: bytes(test.iv), exporterSecret: new Uint8Array(32) };
      const sealed = test.ct + test.tag;
      const plain = toHex(openSingle(context, bytes(test.aad), bytes(sealed)));
      expect(plain, `case ${test.tcId}`).toBe(test.result === 'valid' ? test.msg : null);
      if (test.result !== 'valid') continue;
      expect(toHex(sealSingle(context, bytes(test.aad), bytes(test.msg)))).toBe(sealed);
      opened++;
    }
    expect(opened).toBe(256);
  });

  it('HKDF-SHA-256', () => {
    type Test = { ikm: string; salt: string; info: string; size: number; okm: string };
    let refused = 0;
    for (const test of cases<Test>('hkdf_sha256', 86)) {
      const derive = () => hkdf(sha256, bytes(test.ikm), bytes(test.salt), bytes(test.info), test.size);
      if (test.result === 'valid') expect(toHex(derive()), `case ${test.tcId}`).toBe(test.okm);
      else {
        expect(derive).toThrow();
        refused++;
      }
    }
    expect(refused).toBe(3);
  });

  it('HMAC-SHA-256, whole and cut to 16 bytes', () => {
    let cut = 0;
    for (const test of cases<{ key: string; msg: string; tag: string }, { tagSize: number }>('hmac_sha256', 174)) {
      const short = test.group.tagSize === 128;
      if (short) cut++;
      const tag = (short ? receiptToken : (k: Uint8Array, m: Uint8Array) => hmac(sha256, k, m))(
        bytes(test.key),
        bytes(test.msg),
      );
      expect(toHex(tag) === test.tag, `case ${test.tcId}`).toBe(test.result === 'valid');
    }
    expect(cut).toBe(87);
  });

  it('Ed25519, verified strictly', () => {
    type Group = { publicKey: { pk: string } };
    let valid = 0;
    for (const test of cases<{ msg: string; sig: string }, Group>('ed25519', 151)) {
      const genuine = verifyStrict(bytes(test.sig), bytes(test.msg), bytes(test.group.publicKey.pk));
      expect(genuine, `case ${test.tcId}`).toBe(test.result === 'valid');
      if (genuine) valid++;
    }
    expect(valid).toBe(88);
  });
});
