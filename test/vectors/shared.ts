import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', '..', '..', 'shared', 'vectors');

/** Public vectors lie beside the project where they exist at all; they are never copied into it. */
export const haveShared = existsSync(folder);
if (!haveShared) console.log('public vectors: skipped, ../shared/vectors does not exist');

export function shared<T>(name: string): T {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as T;
}

export function bytes(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'));
}

export function toHex(data: Uint8Array | null): string | null {
  return data === null ? null : Buffer.from(data).toString('hex');
}
