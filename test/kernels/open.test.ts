import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { nobleOpening } from '../../src/crypto/opening.ts';
import { loadOpenKernel } from '../../src/kernels/open.ts';
import { type WasmModule, wasm } from '../../src/kernels/wasm.ts';
import { haveShared, shared } from '../vectors/shared.ts';
import { numbers } from './implementations.ts';
import { keyAt, lowOrder, randomKeys } from './x25519-reference.ts';

const SEED = 20_261_125;
const file = readFileSync(new URL('../../dist/kernels/open.wasm', import.meta.url));
const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

interface Group<T> {
  testGroups: { ivSize: number; tests: T[] }[];
}

describe.each([
  { by: 'noble', kernel: nobleOpening },
  { by: 'the kernel', kernel: await loadOpenKernel(file) },
])('opening by $by', ({ kernel }) => {
  it.skipIf(!haveShared)('X25519: Wycheproof', () => {
    const { testGroups } =
      shared<Group<{ public: string; private: string; shared: string }>>('wycheproof/x25519_test.json');
    const tests = testGroups.flatMap((group) => group.tests);
    let zero = 0;
    for (const test of tests) {
      const found = kernel.sharedSecret(hex(test.private), hex(test.public));
      if (found === null) zero++;
      expect(toHex(found ?? new Uint8Array(32))).toBe(test.shared);
    }
    expect([tests.length, zero]).toEqual([518, 31]);
  });

  it('X25519: null for each point of low order, and public keys as noble has them', () => {
    const secrets = randomKeys(numbers(SEED), 8);
    for (const point of lowOrder) expect(kernel.sharedSecret(keyAt(secrets, 0), point)).toBe(null);
    for (let i = 0; i < 8; i++)
      expect(toHex(kernel.publicKey(keyAt(secrets, i)))).toBe(toHex(x25519.getPublicKey(keyAt(secrets, i))));
  });

  it('X25519: refuses keys of other lengths', () => {
    expect(() => kernel.sharedSecret(new Uint8Array(31), new Uint8Array(32))).toThrow('32 bytes');
    expect(() => kernel.sharedSecret(new Uint8Array(32), new Uint8Array(33))).toThrow('32 bytes');
  });

  it.skipIf(!haveShared)('ChaCha20-Poly1305: Wycheproof, what is without associated data', () => {
    const { testGroups } = shared<
      Group<{ key: string; iv: string; aad: string; msg: string; ct: string; tag: string; result: string }>
    >('wycheproof/chacha20_poly1305_test.json');
    let valid = 0;
    for (const group of testGroups)
      for (const test of group.tests) {
        if (group.ivSize !== 96 || test.aad !== '') continue;
        const out = new Uint8Array(test.msg.length / 2).fill(7);
        const genuine = kernel.decrypt(hex(test.key), hex(test.iv), hex(test.ct + test.tag), out);
        expect(genuine).toBe(test.result === 'valid');
        expect(toHex(out)).toBe(genuine ? test.msg : '00'.repeat(out.length));
        valid++;
      }
    expect(valid).toBeGreaterThan(20);
  });

  it('ChaCha20-Poly1305: every border of a block and of a piece, and any bit flipped', () => {
    const random = numbers(SEED);
    const [key, nonce] = [randomKeys(random, 1), randomKeys(random, 1).subarray(0, 12)];
    const lengths = [0, 1, 15, 16, 17, 63, 64, 65, 255, 256, 257, 4095, 65_535, 65_536, 65_537, 131_072, 200_001];
    for (const length of lengths) {
      const text = Uint8Array.from({ length }, (_, i) => i * 31 + (i >> 8));
      const sealed = chacha20poly1305(key, nonce).encrypt(text);
      const out = new Uint8Array(length);
      expect(kernel.decrypt(key, nonce, sealed, out)).toBe(true);
      expect(Buffer.compare(out, text)).toBe(0);
      for (const at of [0, length >> 1, length, length + 15]) {
        const forged = sealed.slice();
        forged[at]! ^= 1 << (at & 7);
        expect(kernel.decrypt(key, nonce, forged, out)).toBe(false);
        expect(out.every((byte) => byte === 0)).toBe(true);
      }
    }
  });
});

describe('loadOpenKernel', () => {
  it('takes bytes, a buffer, a module, and what fetch answers', async () => {
    const server = createServer((request, response) => {
      response.statusCode = request.url === '/open.wasm' ? 200 : 404;
      response.end(request.url === '/open.wasm' ? file : 'no');
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const buffer = file.buffer.slice(file.byteOffset, file.byteOffset + file.length);
      const sources = [file, buffer, new wasm!.Module(file), fetch(`${at}/open.wasm`)];
      for (const source of sources)
        expect((await loadOpenKernel(source as Uint8Array)).publicKey(new Uint8Array(32))).toHaveLength(32);
      await expect(loadOpenKernel(fetch(`${at}/else.wasm`))).rejects.toMatchObject({ code: 'KERNEL_UNAVAILABLE' });
    } finally {
      await new Promise((closed) => server.close(closed));
    }
  });

  it('says KERNEL_UNAVAILABLE for bytes that are none, another module, and a fetch that fails', async () => {
    const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
    const offline = async () => Promise.reject(new Error('offline'));
    for (const source of [new Uint8Array(8), empty, file.subarray(0, 500), offline])
      await expect(loadOpenKernel(typeof source === 'function' ? source() : source)).rejects.toMatchObject({
        code: 'KERNEL_UNAVAILABLE',
      });
  });

  it('refuses a kernel whose answers are wrong', async () => {
    // One bit of the constants of ChaCha20, "expa".
    const damaged = new Uint8Array(file);
    const at = Buffer.from(damaged).indexOf(leb(0x61707865));
    expect(at).toBeGreaterThan(0);
    damaged[at + 1]! ^= 1;
    await expect(loadOpenKernel(damaged)).rejects.toThrow('wrong answers');
  });

  it('leaves nothing in its memory', async () => {
    const memories: { buffer: ArrayBuffer }[] = [];
    const host = wasm as { Instance: new (module: WasmModule) => { exports: { memory: { buffer: ArrayBuffer } } } };
    const { Instance } = host;
    host.Instance = class extends Instance {
      constructor(module: WasmModule) {
        super(module);
        memories.push(this.exports.memory);
      }
    };
    const kernel = await loadOpenKernel(file).finally(() => {
      host.Instance = Instance;
    });
    const before = new Uint8Array(memories[0]!.buffer).slice();
    const [key, nonce] = [randomKeys(numbers(SEED), 1), new Uint8Array(12)];
    const sealed = chacha20poly1305(key, nonce).encrypt(new Uint8Array(70_000).fill(0x5a));
    kernel.sharedSecret(key, keyAt(randomKeys(numbers(SEED + 1), 1), 0));
    kernel.decrypt(key, nonce, sealed, new Uint8Array(70_000));
    sealed[3]! ^= 1;
    kernel.decrypt(key, nonce, sealed, new Uint8Array(70_000));
    expect(Buffer.compare(new Uint8Array(memories[0]!.buffer), before)).toBe(0);
  });
});

/** A constant as WebAssembly encodes it. */
function leb(value: number): Buffer {
  const bytes = [];
  for (let left = value; ; left >>= 7) {
    const done = left < 64 && left >= -64;
    bytes.push((left & 0x7f) | (done ? 0 : 0x80));
    if (done) return Buffer.from(bytes);
  }
}
