import { open, readFile, stat } from 'node:fs/promises';
import { permitKeyOf, tokenIn } from '../broadcast/permit/key-file.ts';
import { publicKeyIn } from '../broadcast/permit/permissions.ts';
import { repeatedKeyIn } from '../codec/repeated-key.ts';
import { SealcastError } from '../errors.ts';
import type { PermissionOptions, PermitKey } from '../index.ts';
import { limits } from '../limits.ts';
import { usage } from './exit.ts';
import { fileFault } from './input.ts';

/** A JWK (RFC 8037, Ed25519) with its private part, mode 0600, into a file that must not exist. */
export async function writePermitKey(path: string, { privateKey, publicKey }: PermitKey): Promise<void> {
  const [x, d] = [publicKey, privateKey].map((key) => Buffer.from(key).toString('base64url'));
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x, d })}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw usage(`the key file ${path} ${fileFault(error)}`, 'choose another name; a key is never replaced');
  }
}

/** The private key of such a file, 32 bytes. One that others may read is refused: they may have read it. */
export async function readPermitKey(path: string): Promise<Uint8Array> {
  const text = await readBounded(path);
  if (process.platform !== 'win32' && ((await stat(path)).mode & 0o077) !== 0)
    throw new SealcastError('KEY_INVALID', `the key file ${path} can be read by others`, { hint: `chmod 600 ${path}` });
  const jwk = parsed(text, `the key file ${path}`);
  const key = permitKeyOf(jwk);
  if (key === null)
    throw new SealcastError('KEY_INVALID', `the key file ${path} holds no Ed25519 key (JWK, OKP)`, {
      hint: 'give the file that sealcast permit key wrote',
    });
  return key;
}

/** A token, as `permit new` prints it: base64url. */
export async function readToken(path: string): Promise<Uint8Array> {
  const token = tokenIn(await readBounded(path));
  if (token === null) throw usage(`${path} holds no permit`, 'give what sealcast permit new printed');
  return token;
}

/** `{ "roots": ["…"], "twoPersonAbove": 1000, "realm": "…", "guards": ["read-report"] }`: keys in hex or base64url. */
export async function readPermissions(path: string): Promise<PermissionOptions> {
  const value = parsed(await readBounded(path), path);
  const known = ['roots', 'twoPersonAbove', 'realm', 'guards'];
  const given = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const other = Object.keys(given).some((key) => !known.includes(key));
  const roots = Array.isArray(given.roots) ? given.roots.map((key) => publicKeyIn(String(key))) : [];
  if (other || roots.length === 0 || roots.includes(null))
    throw usage(`${path} does not say whose permits count`, `it is a JSON object of ${known.join(', ')}`);
  return { ...given, roots: roots as Uint8Array[] };
}

function parsed(text: string, what: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw usage(`${what} is not JSON`, 'check the path');
  }
  checkKeys(text, what);
  return value;
}

/** @param json what JSON.parse has accepted @throws CommandFailure for a key that is there twice */
export function checkKeys(json: string, what: string): void {
  const repeated = repeatedKeyIn(json);
  if (repeated === null) return;
  const { path, line } = repeated;
  throw usage(`${what} has ${path} twice, again in line ${line}`, 'leave one of the two out');
}

/** Far above the longest token in base64, or a list of as many roots as there can be. */
const FILE_BYTES = 4 * limits.permitBytes + 100 * limits.permitRoots;

async function readBounded(path: string): Promise<string> {
  try {
    if ((await stat(path)).size <= FILE_BYTES) return await readFile(path, 'utf8');
  } catch (error) {
    throw usage(`${path} ${fileFault(error)}`, 'check the path');
  }
  throw usage(`${path} is longer than such a file can be`, 'check the path');
}
