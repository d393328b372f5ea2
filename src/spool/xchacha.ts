import { createCipheriv, createDecipheriv } from 'node:crypto';
import { hchacha, xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { equalBytes } from '../crypto/bytes.ts';
import { wipe } from '../crypto/wipe.ts';

/** XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03, section 2): key 32 bytes, nonce 24, tag 16 behind the ciphertext. */
export interface XChaCha {
  /** Ciphertext and tag into `out`, 16 bytes longer than the text. */
  seal(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, text: Uint8Array, out: Uint8Array): void;
  /** The text, in an array that owns its buffer. @throws when the tag is another one; nothing of the text is left then */
  open(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Uint8Array;
}

/** The slow twin. */
export const xchachaByNoble: XChaCha = {
  seal(key, nonce, aad, text, out) {
    xchacha20poly1305(key, nonce, aad).encrypt(text, out);
  },
  open(key, nonce, aad, sealed) {
    return xchacha20poly1305(key, nonce, aad).decrypt(sealed);
  },
};

const TAG = 16;
/** RFC 8439 section 2.3. */
const SIGMA = new TextEncoder().encode('expand 32-byte k');
const CIPHER = 'chacha20-poly1305';
const OPTIONS = { authTagLength: TAG } as const;

/** By OpenSSL, which has only the one of RFC 8439: under the subkey and the nonce that section 2.3 makes for it. */
export const xchachaByNode: XChaCha = {
  seal(key, nonce, aad, text, out) {
    const subkey = subkeyOf(key, nonce);
    try {
      const cipher = createCipheriv(CIPHER, subkey, shortNonce(nonce), OPTIONS);
      cipher.setAAD(aad, { plaintextLength: text.length });
      // A stream cipher: all that goes in comes out at once.
      out.set(cipher.update(text));
      cipher.final();
      out.set(cipher.getAuthTag(), text.length);
    } finally {
      wipe(subkey);
    }
  },
  open(key, nonce, aad, sealed) {
    const subkey = subkeyOf(key, nonce);
    const length = sealed.length - TAG;
    let text: Uint8Array | undefined;
    try {
      const decipher = createDecipheriv(CIPHER, subkey, shortNonce(nonce), OPTIONS);
      decipher.setAAD(aad, { plaintextLength: length });
      decipher.setAuthTag(sealed.subarray(length));
      text = decipher.update(sealed.subarray(0, length));
      decipher.final();
      const { buffer, byteLength } = text;
      // Of a pool: others may look at it, and nobody would wipe it.
      if (buffer.byteLength !== byteLength) return text.slice();
      return new Uint8Array(buffer);
    } catch (error) {
      wipe(text);
      throw error;
    } finally {
      wipe(subkey);
    }
  },
};

/** OpenSSL where it has the cipher: it may have been built, or configured (FIPS), without. */
export const xchacha: XChaCha = works(xchachaByNode) ? xchachaByNode : xchachaByNoble;

function works(one: XChaCha): boolean {
  const [key, nonce, text] = [new Uint8Array(32), new Uint8Array(24), new Uint8Array(1)];
  const sealed = [new Uint8Array(text.length + TAG), new Uint8Array(text.length + TAG)] as const;
  try {
    one.seal(key, nonce, text, text, sealed[0]);
  } catch {
    return false;
  }
  xchachaByNoble.seal(key, nonce, text, text, sealed[1]);
  return equalBytes(...sealed);
}

/** HChaCha20 (section 2.2) over the first 16 bytes of the nonce. Words and bytes share their memory, so the order is the machine's. */
function subkeyOf(key: Uint8Array, nonce: Uint8Array): Uint8Array {
  const words = new Uint32Array(4 + 8 + 4 + 8);
  const bytes = new Uint8Array(words.buffer);
  bytes.set(SIGMA);
  bytes.set(key, 16);
  bytes.set(nonce.subarray(0, 16), 48);
  try {
    hchacha(words.subarray(0, 4), words.subarray(4, 12), words.subarray(12, 16), words.subarray(16));
    return bytes.slice(64);
  } finally {
    wipe(bytes);
  }
}

function shortNonce(nonce: Uint8Array): Uint8Array {
  const short = new Uint8Array(12);
  short.set(nonce.subarray(16), 4);
  return short;
}
