import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { wipe } from './wipe.ts';
import { type DiffieHellman, nobleX25519 } from './x25519.ts';

/**
 * What opening an envelope spends its time on but for one signature: X25519 and the decryption of the body. Noble does it, or
 * a kernel where an app loaded one (`sealcast/open-kernel`); both give the same answers.
 */
export interface OpenKernel extends DiffieHellman {
  /**
   * ChaCha20-Poly1305 (RFC 8439, section 2.8) without associated data.
   * @param sealed ciphertext, then the tag of 16 bytes
   * @param out sealed.length − 16 bytes: the plaintext, or zeros where the tag does not verify
   */
  decrypt(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, out: Uint8Array): boolean;
}

export const nobleOpening: OpenKernel = {
  ...nobleX25519,
  decrypt(key, nonce, sealed, out) {
    try {
      chacha20poly1305(key, nonce).decrypt(sealed, out);
      return true;
    } catch {
      wipe(out);
      return false;
    }
  },
};
