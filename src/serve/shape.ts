import { SealcastError } from '../errors.ts';
import { nearestName } from '../keyring/keyring.ts';

/**
 * Reads a value of a document as what it is meant to be. `path` is where it stands, as one would write it in JavaScript
 * (`transports[1].url`), and begins each message.
 *
 * @throws SealcastError USAGE
 */
export type Shape<T> = (value: unknown, path: string) => T;

export function wrong(path: string, message: string, hint?: string): SealcastError {
  return new SealcastError('USAGE', `${path === '' ? 'the configuration' : path} ${message}`, {
    position: { path },
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Text that is shown or written nowhere by itself: what is wrong with it is said without quoting it. */
export function text({
  most = 1_024,
  pattern,
  means,
}: {
  most?: number;
  pattern?: RegExp;
  means?: string;
} = {}): Shape<string> {
  return (value, path) => {
    if (typeof value !== 'string' || value === '') throw wrong(path, `must be ${means ?? 'text'}`);
    if (value.length > most) throw wrong(path, `has more than ${most} characters`);
    if (pattern?.test(value) === false) throw wrong(path, `must be ${means ?? 'text of another form'}`);
    return value;
  };
}

export function whole(least: number, most: number): Shape<number> {
  return (value, path) => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least || value > most)
      throw wrong(path, `must be a whole number from ${least} to ${most}`);
    return value;
  };
}

export const yesOrNo: Shape<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw wrong(path, 'must be true or false');
  return value;
};

export function list<T>(of: Shape<T>, { least = 0, most }: { least?: number; most: number }): Shape<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw wrong(path, 'must be a list', 'put it into [ ]');
    if (value.length < least || value.length > most) throw wrong(path, `must have ${least} to ${most} entries`);
    return value.map((one, n) => of(one, `${path}[${n}]`));
  };
}

/** By names that are up to the writer. */
export function named<T>(of: Shape<T>, most: number): Shape<Readonly<Record<string, T>>> {
  return (value, path) => {
    const entries = Object.entries(plainObject(value, path));
    if (entries.length > most) throw wrong(path, `has more than ${most} names`);
    return Object.fromEntries(entries.map(([name, one]) => [name, of(one, `${path}[${JSON.stringify(name)}]`)]));
  };
}

/** May be left out. */
export function optional<T>(of: Shape<T>): Shape<T | undefined> {
  return (value, path) => (value === undefined ? undefined : of(value, path));
}

export function otherwise<T>(of: Shape<T>, fallback: T): Shape<T> {
  return (value, path) => (value === undefined ? fallback : of(value, path));
}

type Fields<S> = { readonly [K in keyof S]: S[K] extends Shape<infer T> ? T : never };

/** Exactly these fields. One that nobody knows is refused: a setting that is misspelt must not be one that is left out. */
export function object<S extends Readonly<Record<string, Shape<unknown>>>>(shapes: S): Shape<Fields<S>> {
  const names = Object.keys(shapes);
  return (value, path) => {
    const given = plainObject(value, path);
    const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
    for (const name of Object.keys(given))
      if (!Object.hasOwn(shapes, name)) {
        const meant = nearestName(name, names);
        // A comment of the writer's; `$schema` is what editors go by.
        if (path === '' && name === '$schema') continue;
        throw wrong(
          at(name),
          'is no setting',
          meant === null ? `here may be ${names.join(', ')}` : `did you mean ${meant}?`,
        );
      }
    const read = Object.entries(shapes).map(([name, shape]) => {
      const one = Object.hasOwn(given, name) ? given[name] : undefined;
      if (one === null) throw wrong(at(name), 'is null', 'leave it out');
      return [name, shape(one, at(name))];
    });
    return Object.fromEntries(read) as Fields<S>;
  };
}

/** An object whose `type` says which of these it is. */
export function oneOf<T>(kinds: Readonly<Record<string, Shape<T>>>): Shape<T> {
  return (value, path) => {
    const { type } = plainObject(value, path);
    const kind = typeof type === 'string' && Object.hasOwn(kinds, type) ? kinds[type] : undefined;
    if (kind === undefined) throw wrong(`${path}.type`, `must be one of ${Object.keys(kinds).join(', ')}`);
    return kind(value, path);
  };
}

export function literal<const T extends string>(only: T): Shape<T> {
  return (value, path) => {
    if (value !== only) throw wrong(path, `must be ${only}`);
    return only;
  };
}

function plainObject(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(path, 'must be an object', 'put it into { }');
  return value as Record<string, unknown>;
}
