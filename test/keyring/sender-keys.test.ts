import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { nobleSigner } from '../../src/crypto/body.ts';
import { publicKeyOf } from '../../src/crypto/x25519.ts';
import { nodePublicKey, nodeSigner } from '../../src/keyring/sender-keys.ts';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

// RFC 8032, section 7.1, tests 1 to 3.
const KNOWN = [
  [
    '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ],
  [
    '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ],
] as const;

describe.each([
  ['noble', nobleSigner],
  ['node', nodeSigner],
])('the signer of %s', (_, signer) => {
  it.each(KNOWN)('gives the answers of RFC 8032 for %s', (seed, publicKey, message, signature) => {
    expect(signer.publicKey(bytes(seed))).toEqual(bytes(publicKey));
    expect(signer.sign(bytes(message), bytes(seed))).toEqual(bytes(signature));
  });
});

it('gives what noble gives, and leaves the secret alone', () => {
  for (let i = 0; i < 50; i++) {
    const seed = new Uint8Array(randomBytes(32));
    const message = new Uint8Array(randomBytes(i * 7));
    const before = seed.slice();
    expect(nodeSigner.publicKey(seed)).toEqual(nobleSigner.publicKey(seed));
    expect(nodeSigner.sign(message, seed)).toEqual(nobleSigner.sign(message, seed));
    expect(nodePublicKey(seed)).toEqual(publicKeyOf(seed));
    expect(seed).toEqual(before);
  }
});

it('refuses a seed of another length, as noble does', () => {
  for (const length of [0, 31, 33])
    for (const signer of [nodeSigner, nobleSigner]) {
      expect(() => signer.publicKey(new Uint8Array(length))).toThrow();
      expect(() => signer.sign(new Uint8Array(1), new Uint8Array(length))).toThrow();
    }
});
