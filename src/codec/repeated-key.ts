/** A key that an object has twice. */
export interface RepeatedKey {
  /** `caps.broadcasts[0].most`; a key that does not look like a name is `(…)`: it may be anything, somebody's address included. */
  readonly path: string;
  /** Where it stands the second time, both from 1; columns are UTF-16 units. */
  readonly line: number;
  readonly column: number;
}

/** An array, of which an element is read, or an object, of which the key is null until it was read. */
type Container = { index: number } | { readonly keys: Set<string>; key: string | null };

/**
 * The first key of a JSON text that its object had before, at any depth, however it is written: `"c\u0061ps"` is `"caps"`. RFC 8259
 * section 4 leaves open what such an object means; JSON.parse takes the last one, silently.
 *
 * @param json what JSON.parse has accepted
 */
export function repeatedKeyIn(json: string): RepeatedKey | null {
  const open: Container[] = [];
  for (let at = 0; at < json.length; at++) {
    const within = open.at(-1);
    switch (json[at]) {
      case '{':
        open.push({ keys: new Set(), key: null });
        break;
      case '[':
        open.push({ index: 0 });
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case ',':
        if (within !== undefined && 'keys' in within) within.key = null;
        else if (within !== undefined) within.index++;
        break;
      case '"': {
        const begin = at;
        for (at++; json[at] !== '"'; at++) if (json[at] === '\\') at++;
        if (within === undefined || !('keys' in within) || within.key !== null) break;
        within.key = JSON.parse(json.slice(begin, at + 1)) as string;
        if (within.keys.has(within.key)) return { path: pathOf(open), ...placeOf(json, begin) };
        within.keys.add(within.key);
      }
    }
  }
  return null;
}

function pathOf(open: readonly Container[]): string {
  return open
    .map((one) =>
      'keys' in one ? `.${/^[a-zA-Z][a-zA-Z0-9-]{0,30}$/.test(one.key!) ? one.key : '(…)'}` : `[${one.index}]`,
    )
    .join('')
    .replace(/^\./, '');
}

function placeOf(json: string, at: number): { line: number; column: number } {
  const before = json.slice(0, at).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
