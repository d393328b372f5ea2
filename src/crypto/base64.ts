/** RFC 4648, section 5, without padding. No Node import: receivers use it. */

export function toBase64url(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += String.fromCharCode(bytes[i]!);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Null unless `text` is what `toBase64url` makes of some bytes, so that none has two spellings. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  const decoded = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const out = new Uint8Array(decoded.length);
  for (let i = 0; i < out.length; i++) out[i] = decoded.charCodeAt(i);
  // Bits behind the last byte: `atob` ignores them.
  const spare = text.length % 4;
  if (spare !== 0 && (DIGITS.indexOf(text.at(-1)!) & (spare === 2 ? 0x0f : 0x03)) !== 0) return null;
  return out;
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
