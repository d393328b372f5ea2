/**
 * Rules of this project that no linter has. Each takes the files as text and answers its violations, so that the test can
 * plant one and see it found.
 */

/** Path relative to the project, with slashes, and text. */
export type Files = ReadonlyMap<string, string>;

const FILE_LINES = 600;

export function inSources(files: Files): [path: string, text: string][] {
  return [...files].filter(([path]) => path.startsWith('src/') && path.endsWith('.ts'));
}

/** Every code of the closed set is raised somewhere, and explained in docs/errors.md. */
export function errorCodes(files: Files): string[] {
  const codes = keysOf(files.get('src/errors.ts'), 'CODES');
  const raised = inSources(files).filter(([path]) => path !== 'src/errors.ts');
  const documented = files.get('docs/errors.md') ?? '';
  return codes.flatMap((code) => [
    ...(raised.some(([, text]) => new RegExp(`\\(\\s*'${code}'`).test(text)) ? [] : [`${code} is never raised`]),
    ...(documented.includes(`| \`${code}\` |`) ? [] : [`${code} is not in docs/errors.md`]),
  ]);
}

export function refusalReasons(files: Files): string[] {
  const documented = files.get('docs/errors.md') ?? '';
  return keysOf(files.get('src/fanout/read/refusal.ts'), 'REFUSALS')
    .filter((reason) => !documented.includes(`\`${reason}\``))
    .map((reason) => `${reason} is not in docs/errors.md`);
}

/** A bound that nothing checks is a promise that nobody keeps. */
export function usedLimits(files: Files): string[] {
  const bounds = ['src/limits.ts', 'src/device-limits.ts'];
  const used = inSources(files).filter(([path]) => !bounds.includes(path));
  return bounds
    .flatMap((path) => keysOf(files.get(path), 'limits'))
    .filter((limit) => !used.some(([, text]) => new RegExp(`\\blimits\\.${limit}\\b`).test(text)))
    .map((limit) => `limits.${limit} is used nowhere`);
}

/** Randomness comes from the port, output is the host's, records have one codec. */
export function forbiddenWords(files: Files): string[] {
  const faults: string[] = [];
  for (const [path, text] of inSources(files)) {
    const code = withoutComments(text);
    if (/\bMath\s*\.\s*random\b/.test(code)) faults.push(`${path}: Math.random`);
    if (/\bconsole\s*\./.test(code) && !path.startsWith('src/cli/')) faults.push(`${path}: console`);
    if (importsOf(code).some((from) => /^msgpackr(\/|$)/.test(from)) && !path.startsWith('src/codec/'))
      faults.push(`${path}: msgpackr outside src/codec`);
  }
  return faults;
}

/** What the receiver's door may load: noble, and msgpackr's decoder, which works where eval is forbidden. */
const RECEIVER_PACKAGES = /^@noble\/(curves|ciphers|hashes)\/|^msgpackr\/unpack-no-eval$/;

/** Nothing that the receiver's door reaches imports from Node, or a package other than these. */
export function receiverDoor(files: Files, door = 'src/open.ts'): string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const text = files.get(path);
    if (text === undefined) {
      faults.push(`${path} is not there`);
      return;
    }
    const code = withoutComments(text);
    for (const from of importsOf(code)) {
      if (from.startsWith('.')) visit(join(path, from));
      else if (!RECEIVER_PACKAGES.test(from)) faults.push(`${path}: imports ${from}`);
    }
    if (/\b(Buffer|process|require)\s*[.(]/.test(code)) faults.push(`${path}: a global of Node`);
  };
  visit(door);
  if (seen.size < 2) faults.push(`${door} imports nothing: was it read?`);
  return faults;
}

/** A file is as long as one idea. */
export function fileLength(files: Files): string[] {
  return inSources(files)
    .map(([path, text]) => [path, text.split('\n').length - 1] as const)
    .filter(([, lines]) => lines > FILE_LINES)
    .map(([path, lines]) => `${path}: ${lines} lines, ${FILE_LINES} are the most`);
}

/** What only one machine knows has no place in a clone: home directories, checkouts, package registries. */
export function machineNames(files: Files): string[] {
  const faults: string[] = [];
  const rules: readonly (readonly [RegExp, string])[] = [
    [/(?<![\w.~-])\/(?:work|root|home|Users|mnt|opt)\/[\w.-]+/, 'an absolute path'],
    [/\b[A-Z]:\\{1,2}(?:Users|work)\b/, 'an absolute path'],
    [/https?:\/\/[\w.-]*(?:registry|npmjs|artifactory|nexus|verdaccio|mirror)[\w.-]*/i, 'the host of a registry'],
    [/"resolved":\s*"https?:/, 'the host of a registry'],
  ];
  for (const [path, text] of files)
    text.split('\n').forEach((line, i) => {
      for (const [rule, what] of rules) if (rule.test(line)) faults.push(`${path}:${i + 1}: ${what}`);
    });
  return faults;
}

/** What is installed is what was argued (docs/adr/002) and tried: exact versions, each on that page. */
export function dependencies(files: Files): string[] {
  const { dependencies: runtime = {}, devDependencies: others = {} } = JSON.parse(files.get('package.json') ?? '{}');
  const argued = files.get('docs/adr/002-runtime-dependencies.md') ?? '';
  return [
    ...Object.entries({ ...runtime, ...others })
      .filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(String(version)))
      .map(([name, version]) => `${name} ${version} is not an exact version`),
    ...Object.entries(runtime)
      .filter(([name, version]) => !argued.includes(`| ${name} ${version} |`))
      .map(([name, version]) => `${name} ${version} is not argued in docs/adr/002-runtime-dependencies.md`),
  ];
}

/** Tests that do not run, and notes to oneself. `skipIf` states its condition and stays. */
export function unfinished(files: Files): string[] {
  const faults: string[] = [];
  for (const [path, text] of files) {
    if (!/^(src|test|scripts|assembly|bench|examples)\/.*\.(ts|mts|mjs|js)$/.test(path)) continue;
    text.split('\n').forEach((line, i) => {
      if (/\b(?:it|test|describe|suite)\s*\.\s*(?:only|skip|todo|fails)\b/.test(line))
        faults.push(`${path}:${i + 1}: a test that does not count`);
      if (/\b(?:TO DO|TODO|FIXME|XXX|HACK)\b/.test(line.replace(/\(\?:TO DO.*$/, '')))
        faults.push(`${path}:${i + 1}: a note to oneself`);
      if (/@ts-(?:ignore|expect-error|nocheck)/.test(line) && path.startsWith('src/'))
        faults.push(`${path}:${i + 1}: an unchecked line`);
    });
  }
  return faults;
}

// ---- reading sources ----

/** The keys of `const NAME = { … }`, one level deep. */
export function keysOf(text: string | undefined, name: string): string[] {
  const body = new RegExp(`const ${name}\\b[^=]*= \\{\\n([\\s\\S]*?)\\n\\}`).exec(text ?? '')?.[1] ?? '';
  const keys = [...body.matchAll(/^ {2}(?:'([^']+)'|([A-Za-z_$][\w$]*)):/gm)].map(
    ([, quoted, plain]) => quoted ?? plain!,
  );
  if (keys.length === 0) throw new Error(`no keys of ${name} found: has it moved?`);
  return keys;
}

function importsOf(code: string): string[] {
  return [
    ...code.matchAll(
      /(?:^|[;\n])\s*(?:import|export)\b[^;'"]*?from\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g,
    ),
  ]
    .filter(([statement]) => !/^\s*;?\s*(?:import|export)\s+type\b/.test(statement))
    .map(([, from, bare]) => from ?? bare!);
}

/** Comments only; a `//` inside a string would end the line early, which hides at most the rest of that line. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1');
}

function join(path: string, from: string): string {
  const parts = path.split('/').slice(0, -1);
  for (const part of from.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
