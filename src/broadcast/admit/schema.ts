import { SealcastError } from '../../errors.ts';

/**
 * Readers of a JSON document: each takes a value and where it stands, and answers with what it means or says what is allowed there.
 * Where is a path in the document, `caps.broadcasts[0].most`.
 */
export type Reader<T> = (value: unknown, path: string) => T;

/** @param quote whether a text may be shown: lists of senders and words are nobody's business */
export function mismatch(path: string, value: unknown, allowed: string, quote = true): SealcastError {
  const where = path === '' ? 'the profile' : path;
  return new SealcastError('PROFILE_INVALID', `${where}: found ${found(value, quote)}, allowed is ${allowed}`, {
    hint: 'docs/policy.md has every key; sealcast policy show wechat prints a profile to begin with',
    position: { path: where },
  });
}

function found(value: unknown, quote: boolean): string {
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value !== 'string') return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
  return quote && value.length <= 40 ? JSON.stringify(value) : `a text of ${value.length} characters`;
}

export function whole(least: number, most: number): Reader<number> {
  return (value, path) => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least || value > most)
      throw mismatch(path, value, `a whole number from ${least} to ${most}`);
    return value;
  };
}

export function share(least: number, most: number): Reader<number> {
  return (value, path) => {
    if (typeof value !== 'number' || !(value >= least && value <= most))
      throw mismatch(path, value, `a number from ${least} to ${most}`);
    return value;
  };
}

export function text(pattern: RegExp, allowed: string, quote = true): Reader<string> {
  return (value, path) => {
    if (typeof value !== 'string' || !pattern.test(value)) throw mismatch(path, value, allowed, quote);
    return value;
  };
}

export function oneOf<const T extends string | number>(...values: readonly T[]): Reader<T> {
  return (value, path) => {
    if (!values.includes(value as T))
      throw mismatch(path, value, values.map((one) => JSON.stringify(one)).join(' or '));
    return value as T;
  };
}

const SPANS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `90m`, `72h`, `400d`, `2w`, in milliseconds. */
export function span(mostDays: number): Reader<number> {
  return (value, path) => {
    const parts = typeof value === 'string' ? /^([1-9][0-9]{0,5})([mhdw])$/.exec(value) : null;
    const ms = parts === null ? 0 : Number(parts[1]) * SPANS[parts[2]!]!;
    if (ms === 0 || ms > mostDays * SPANS.d!)
      throw mismatch(path, value, `a span such as "30m", "72h" or "7d", at most ${mostDays} days`);
    return ms;
  };
}

/** Also where the key is not there. */
export function optional<T, D>(read: Reader<T>, otherwise: D): Reader<T | D> {
  return (value, path) => (value === undefined || value === null ? otherwise : read(value, path));
}

export function listOf<T>(read: Reader<T>, most: number): Reader<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length > most) throw mismatch(path, value, `a list of at most ${most}`);
    return value.map((one, i) => read(one, `${path}[${i}]`));
  };
}

/** An object whose keys are names of the document's own. */
export function mapOf<T>(key: RegExp, allowed: string, read: Reader<T>, most: number): Reader<ReadonlyMap<string, T>> {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || Object.keys(value).length > most)
      throw mismatch(path, value, `an object with at most ${most} keys`);
    return new Map(
      Object.entries(value).map(([name, one]) => {
        if (!key.test(name)) throw mismatch(`${path}.(…)`, 'a key that is not known', allowed);
        return [name, read(one, `${path}.${name}`)];
      }),
    );
  };
}

type Read<R> = { readonly [K in keyof R]: R[K] extends Reader<infer T> ? T : never };

/** An object with these keys and no others. */
export function object<R extends Readonly<Record<string, Reader<unknown>>>>(readers: R): Reader<Read<R>> {
  const known = Object.keys(readers);
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw mismatch(path, value, `an object with ${known.join(', ')}`);
    const given = value as Readonly<Record<string, unknown>>;
    const under = (key: string): string => (path === '' ? key : `${path}.${key}`);
    for (const key of Object.keys(given))
      if (!Object.hasOwn(readers, key)) {
        // A key may be anything, somebody's address in the wrong file included: only what looks like a name is shown.
        const shown = /^[a-zA-Z][a-zA-Z0-9-]{0,30}$/.test(key) ? under(key) : under('(…)');
        throw mismatch(shown, 'a key that is not known', `one of ${known.join(', ')}`);
      }
    return Object.fromEntries(
      known.map((key) => [key, readers[key]!(Object.hasOwn(given, key) ? given[key] : undefined, under(key))]),
    ) as Read<R>;
  };
}
