// The public surface as text, from the declarations in dist/: every exported name with its signature, and after them the
// types that these mention but nobody can import by name. Comments are left out: they may change freely.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

const DOORS = [
  ['sealcast', 'index.d.ts'],
  ['sealcast/open', 'open.d.ts'],
  ['sealcast/open-kernel', 'open-kernel.d.ts'],
  ['sealcast/pull', 'pull.d.ts'],
  ['sealcast/serve', 'serve.d.ts'],
  ['sealcast/receiver', 'receiver.d.ts'],
  ['sealcast/receiver/node', 'receiver/node.d.ts'],
  ['sealcast/testing', 'testing.d.ts'],
];

/** Source text without comments; strings and template literals are left alone. */
export function withoutComments(text) {
  let out = '';
  for (let at = 0; at < text.length; ) {
    const two = text.slice(at, at + 2);
    if (two === '//') {
      while (at < text.length && text[at] !== '\n') at++;
    } else if (two === '/*') {
      at = text.indexOf('*/', at) + 2;
      if (at === 1) throw new Error('a comment is not closed');
    } else if (/['"`]/.test(text[at])) {
      const quote = text[at];
      let end = at + 1;
      while (end < text.length && text[end] !== quote) end += text[end] === '\\' ? 2 : 1;
      out += text.slice(at, end + 1);
      at = end + 1;
    } else out += text[at++];
  }
  return out;
}

/** Top-level statements of a declaration file: each begins in column 0 and ends where its brackets are closed. */
export function statementsOf(text) {
  const statements = [];
  let current = '';
  let depth = 0;
  for (const line of withoutComments(text).split('\n')) {
    if (line.trim() === '') continue;
    current += current === '' ? line : `\n${line}`;
    for (const char of line.replace(/'[^']*'|"[^"]*"|=>/g, ''))
      if ('{(['.includes(char)) depth++;
      else if ('})]'.includes(char)) depth--;
    if (depth === 0 && /[;}]\s*$/.test(line)) {
      statements.push(current);
      current = '';
    }
  }
  if (current.trim() !== '') throw new Error(`a statement does not end: ${current.slice(0, 80)}`);
  return statements;
}

const DECLARATION =
  /^(?:export )?(?:declare )?(?:abstract )?(?:async )?(?:const|let|function\*?|class|interface|type|enum)\s+([A-Za-z_$][\w$]*)/;

/** One file: what it declares, what its names stand for elsewhere, what it exports under which name. */
function moduleOf(path) {
  const declared = new Map();
  const imported = new Map();
  const exported = new Map();
  for (const statement of statementsOf(readFileSync(path, 'utf8'))) {
    const list = /^(import|export)\s+(type\s+)?\{([^}]*)\}(?:\s+from\s+['"]([^'"]+)['"])?;$/.exec(
      statement.replace(/\s+/g, ' '),
    );
    if (list) {
      for (const item of list[3].split(',')) {
        const [, name, as] = /^\s*(?:type\s+)?([\w$]+)(?:\s+as\s+([\w$]+))?\s*$/.exec(item) ?? [];
        if (name === undefined) continue;
        if (list[1] === 'import') imported.set(as ?? name, { name, from: list[4] });
        else exported.set(as ?? name, { name, from: list[4] });
      }
      continue;
    }
    if (/^(import|export)\b.*['"][^'"]+['"];$/s.test(statement) && !DECLARATION.test(statement)) {
      if (statement.startsWith('export')) throw new Error(`${path}: cannot read ${statement}`);
      continue;
    }
    const name = DECLARATION.exec(statement)?.[1];
    if (name === undefined) throw new Error(`${path}: cannot read ${statement.slice(0, 80)}`);
    declared.set(name, [...(declared.get(name) ?? []), statement]);
    if (statement.startsWith('export ')) exported.set(name, { name, from: undefined });
  }
  return { declared, imported, exported };
}

export function surfaceOf(root) {
  const dist = join(root, 'dist');
  const modules = new Map();
  const open = (path) => {
    if (!modules.has(path)) modules.set(path, moduleOf(path));
    return modules.get(path);
  };
  const target = (path, from) => {
    if (!from.startsWith('.')) return undefined;
    const there = resolve(dirname(path), from).replace(/\.(ts|js)$/, '.d.ts');
    if (!existsSync(there)) throw new Error(`${path} names ${from}, which dist/ does not have: build first`);
    return there;
  };
  /** Where a name of a file is declared: [file, name], or undefined when outside of us. */
  const find = (path, name) => {
    const { declared, imported, exported } = open(path);
    if (declared.has(name)) return [path, name];
    const via = imported.get(name) ?? exported.get(name);
    if (via === undefined) return undefined;
    if (via.from === undefined) return via.name === name ? undefined : find(path, via.name);
    const there = target(path, via.from);
    return there === undefined ? undefined : find(there, via.name);
  };
  const shown = ([path, name]) => open(path).declared.get(name).map(tidy).join('\n');

  let out = '// The public surface. Written by `node scripts/docs.mjs --write`, checked by `npm run docs`.\n';
  for (const [door, file] of DOORS) {
    const entry = join(dist, file);
    const names = [...open(entry).exported.entries()];
    if (names.length === 0) throw new Error(`${file} exports nothing`);
    const done = new Set();
    const waiting = [];
    const place = (found) => `${found[0]}\0${found[1]}`;
    const follow = (found) => {
      const { declared } = open(found[0]);
      // Names of members and of strings are no types.
      const types = declared
        .get(found[1])
        .map(tidy)
        .join('\n')
        .replace(/'[^']*'|\b[\w$]+(?=\??:)/g, '');
      for (const [word] of types.matchAll(/[A-Za-z_$][\w$]*/g)) {
        const next = find(found[0], word);
        if (next !== undefined && !done.has(place(next))) {
          done.add(place(next));
          waiting.push(next);
        }
      }
    };
    const own = names
      .map(([name, via]) => {
        const found = via.from === undefined ? find(entry, via.name) : find(target(entry, via.from), via.name);
        if (found === undefined) throw new Error(`${door}: cannot find ${name}`);
        done.add(place(found));
        return { name, found };
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const { found } of own) follow(found);
    const reached = [];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      reached.push(next);
      follow(next);
    }
    out += `\n// ---- ${door} ----\n\n`;
    for (const { name, found } of own) out += `${shown(found)}${name === found[1] ? '' : ` // as ${name}`}\n\n`;
    if (reached.length > 0) {
      out += `// mentioned above, not exported by ${door}\n\n`;
      for (const found of reached.sort((a, b) => (place(a) < place(b) ? -1 : 1)))
        out += `// ${relative(dist, found[0]).replaceAll(sep, '/').replace('.d.ts', '')}\n${shown(found)}\n\n`;
    }
  }
  return `${out.trimEnd()}\n`;
}

/** The signature alone: two spaces, no `export declare`, no private members. */
function tidy(statement) {
  return statement
    .split('\n')
    .filter((line) => !/^\s*(#private;|private )/.test(line))
    .map((line) => line.replace(/^( {4})+/, (spaces) => '  '.repeat(spaces.length / 4)).trimEnd())
    .join('\n')
    .replace(/^export /, '')
    .replace(/^declare /, '');
}
