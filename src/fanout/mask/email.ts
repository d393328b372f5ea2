import { firstGrapheme } from './grapheme.ts';

/**
 * What people may see of an e-mail address: `z***@example.com`, three stars whatever the length. A local part of one
 * grapheme is hidden whole, since its first is all of it. The domain stays, also where a family has one of its own.
 * Without an `@` with something on both sides: `***`. Masking a mask changes nothing.
 */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  if (at <= 0 || at === email.length - 1) return '***';
  return maskLocalPart(email.slice(0, at)) + email.slice(at);
}

/** `local` is not empty. */
export function maskLocalPart(local: string): string {
  const first = firstGrapheme(local);
  return first === local || first === '*' ? '***' : first + '***';
}
