// Documents that cannot rot: their code is compiled and run, their links are followed, and the public surface is a text
// file that a diff shows.
//
//   node scripts/docs.mjs             check everything
//   node scripts/docs.mjs --write     also rewrite api/sealcast.api.txt
//   node scripts/docs.mjs --no-build  with dist/ as it is
//   node scripts/docs.mjs FILE.md …   the code of these documents only
//
// A fenced block says in its first line what is done with it:
//
//   ```ts          type-checked, as an ES module that imports 'sealcast' as an installed package
//   ```ts run      and run on this Node, after compilation, in an empty directory of its own
//   ```js run      run as it stands: plain JavaScript of the oldest Node we support; ```js is only parsed
//   ```ts browser  type-checked against the DOM instead of Node
//   ```sh run      run by bash, with `sealcast` on the PATH; other shell blocks are left alone
//   ```ts +        goes on where the block before it ended: one program
//   ```text output what the program before it prints, to the letter
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { surfaceOf } from './api-surface.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const TSC = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const SURFACE = 'api/sealcast.api.txt';
/** A recipe that takes longer has hung. */
const RUN_MS = 180_000;

// ---- reading Markdown ----

/** Every Markdown file of the project, relative to it. */
export function markdownFiles(dir = root) {
  const found = [];
  const walk = (at) => {
    for (const entry of readdirSync(join(dir, at), { withFileTypes: true })) {
      if (entry.name.startsWith('.') || ['node_modules', 'dist', 'coverage'].includes(entry.name)) continue;
      const path = at === '' ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (entry.name.endsWith('.md')) found.push(path);
    }
  };
  walk('');
  return found.sort();
}

/** The fenced blocks of a document, and its text with their contents blanked: lines keep their numbers. */
export function splitFences(text) {
  const blocks = [];
  const prose = [];
  let open;
  text.split('\n').forEach((line, i) => {
    const fence = /^(\s*)(`{3,}|~{3,})(.*)$/.exec(line);
    if (open === undefined && fence) {
      open = { mark: fence[2], info: fence[3].trim().split(/\s+/), line: i + 1, indent: fence[1].length, code: [] };
      prose.push('');
    } else if (open !== undefined && fence?.[2].startsWith(open.mark) && fence[3].trim() === '') {
      blocks.push({ info: open.info, line: open.line, code: open.code.join('\n') });
      open = undefined;
      prose.push('');
    } else if (open !== undefined) {
      open.code.push(line.slice(Math.min(open.indent, line.length - line.trimStart().length)));
      prose.push('');
    } else prose.push(line);
  });
  if (open !== undefined) throw new Error(`the code block of line ${open.line} is not closed`);
  return { blocks, prose };
}

/** The programs of a document: blocks, with those that continue them. */
export function programsOf(file, text) {
  const programs = [];
  let last;
  for (const { info, line, code } of splitFences(text).blocks) {
    const [language, ...words] = info;
    if (language === 'text' && words[0] === 'output') {
      if (last === undefined) throw new Error(`${file}:${line}: output of no program`);
      last.output = code;
      continue;
    }
    if (language === 'sh' && words.length === 0) last = undefined;
    if (language !== 'ts' && language !== 'js' && !(language === 'sh' && words.length > 0)) continue;
    const unknown = words.find((word) => !['run', 'browser', '+'].includes(word));
    if (unknown !== undefined) throw new Error(`${file}:${line}: a block cannot be "${unknown}"`);
    if (words.includes('+')) {
      if (last?.language !== language) throw new Error(`${file}:${line}: there is no ${language} block to continue`);
      // Blank lines in between, so that the compiler's line numbers are the document's.
      last.code += '\n'.repeat(line - last.end + 1) + code;
      last.run ||= words.includes('run');
    } else {
      last = { file, line, language, code, run: words.includes('run'), browser: words.includes('browser') };
      programs.push(last);
    }
    last.end = line + code.split('\n').length;
  }
  return programs;
}

/** Anchors as GitHub makes them: lower case, punctuation gone, spaces to hyphens, repeats numbered. */
export function anchorsOf(text) {
  const anchors = new Set();
  const seen = new Map();
  for (const line of splitFences(text).prose) {
    for (const [, id] of line.matchAll(/<a\s+(?:id|name)="([^"]+)"/g)) anchors.add(id);
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(line);
    if (!heading) continue;
    const plain = heading[1].replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '');
    const slug = plain
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
      .replaceAll(' ', '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    anchors.add(times === 0 ? slug : `${slug}-${times}`);
  }
  return anchors;
}

/** Links of a document to other places of the project: where they stand, and what they point at. */
export function linksOf(text) {
  const links = [];
  splitFences(text).prose.forEach((line, i) => {
    const plain = line.replace(/`[^`]*`/g, '');
    for (const [, target] of plain.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g))
      links.push({ line: i + 1, target });
    const definition = /^\s{0,3}\[[^\]]+\]:\s+(\S+)/.exec(plain);
    if (definition) links.push({ line: i + 1, target: definition[1] });
  });
  return links.filter(({ target }) => !/^[a-z][a-z0-9+.-]*:/i.test(target));
}

/** Broken links, as lines to print. */
export function checkLinks(dir, files) {
  const faults = [];
  const anchors = new Map();
  const anchorsIn = (path) => {
    if (!anchors.has(path)) anchors.set(path, anchorsOf(readFileSync(path, 'utf8')));
    return anchors.get(path);
  };
  let count = 0;
  for (const file of files) {
    for (const { line, target } of linksOf(readFileSync(join(dir, file), 'utf8'))) {
      count++;
      const [path, anchor] = target.split('#');
      const there = path === '' ? join(dir, file) : resolve(dir, dirname(file), decodeURIComponent(path));
      if (there !== dir && !there.startsWith(dir + sep)) faults.push(`${file}:${line}: ${target} leaves the project`);
      else if (!existsSync(there)) faults.push(`${file}:${line}: there is no ${target}`);
      else if (anchor !== undefined && there.endsWith('.md') && !anchorsIn(there).has(decodeURIComponent(anchor)))
        faults.push(`${file}:${line}: ${target} has no such heading`);
    }
  }
  return { count, faults };
}

/** Files that a document names in backquotes, and scripts it says to run, must be there. A folder without `src/` in front is meant in it. */
export function checkNames(dir, files) {
  const faults = [];
  const scripts = Object.keys(JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')).scripts);
  let count = 0;
  for (const file of files) {
    const text = readFileSync(join(dir, file), 'utf8');
    text.split('\n').forEach((line, i) => {
      for (const [, name] of line.matchAll(/\bnpm run (?:-s )?([\w:-]+)/g))
        if (!scripts.includes(name)) faults.push(`${file}:${i + 1}: there is no npm run ${name}`);
    });
    splitFences(text).prose.forEach((line, i) => {
      for (const [, name] of line.matchAll(
        /`([\w.@-]+(?:\/[\w.@-]+)*\/(?:[\w-]+\.(?:ts|mts|mjs|json|md|test\.ts))?)`/g,
      )) {
        // `erasure/` may be a prefix of names, `results/` come with a run: one word alone is not looked for.
        if (/^(node_modules|dist|coverage)\/|NAME|NNN|^[^/]+\/$/.test(name)) continue;
        count++;
        const places = [dir, join(dir, 'src'), join(dir, dirname(file))];
        if (!places.some((place) => existsSync(join(place, name))))
          faults.push(`${file}:${i + 1}: there is no ${name}`);
      }
    });
  }
  return { count, faults };
}

// ---- compiling and running ----

function node(args, options = {}) {
  return spawnSync(process.execPath, args, { encoding: 'utf8', ...options });
}

/** An empty project in which `sealcast` is installed: a link to this checkout, so its own exports decide what is found. */
function newProject() {
  const dir = mkdtempSync(join(tmpdir(), 'sealcast-docs-'));
  mkdirSync(join(dir, 'node_modules', '@types'), { recursive: true });
  symlinkSync(root, join(dir, 'node_modules', 'sealcast'), 'junction');
  mkdirSync(join(dir, 'node_modules', '.bin'));
  symlinkSync(join(root, 'dist', 'cli', 'main.js'), join(dir, 'node_modules', '.bin', 'sealcast'));
  symlinkSync(join(root, 'node_modules', '@types', 'node'), join(dir, 'node_modules', '@types', 'node'), 'junction');
  writeFileSync(join(dir, 'package.json'), '{ "type": "module", "private": true }\n');
  return dir;
}

/** Writes the programs, type-checks them; answers the faults, in the documents' own lines. */
function compile(project, programs) {
  const faults = [];
  const byName = new Map();
  for (const kind of ['node', 'browser']) {
    const mine = programs.filter((p) => p.language === 'ts' && (p.browser ? 'browser' : 'node') === kind);
    if (mine.length === 0) continue;
    const files = mine.map((program) => {
      program.name = `${program.file.replaceAll(/[/.]/g, '-')}-${program.line}`;
      byName.set(program.name, program);
      // The first line of the block is the line after its fence.
      writeFileSync(join(project, `${program.name}.ts`), '\n'.repeat(program.line) + program.code + '\nexport {};\n');
      return `${program.name}.ts`;
    });
    const config = {
      compilerOptions: {
        target: 'es2023',
        lib: kind === 'browser' ? ['es2023', 'dom', 'dom.iterable'] : ['es2023', 'esnext.disposable'],
        types: kind === 'browser' ? [] : ['node'],
        module: 'nodenext',
        moduleResolution: 'nodenext',
        strict: true,
        exactOptionalPropertyTypes: true,
        noUnusedLocals: false,
        // What an installed library looks like to its user; its own types are checked by `npm run types`.
        skipLibCheck: true,
        outDir: 'out',
        rootDir: '.',
      },
      files,
    };
    writeFileSync(join(project, `tsconfig.${kind}.json`), JSON.stringify(config));
    const { status, stdout } = node([TSC, '-p', `tsconfig.${kind}.json`, '--pretty', 'false'], { cwd: project });
    if (status === 0) continue;
    for (const line of stdout.trim().split('\n')) {
      const [, name, rest] = /^(\S+?)\.ts(\(.*)$/.exec(line) ?? [];
      const program = byName.get(name);
      faults.push(program === undefined ? line : `${program.file}${rest}`);
    }
  }
  return faults;
}

function runProgram(project, program) {
  const where = `${program.file}:${program.line}`;
  const cwd = mkdtempSync(join(project, 'run-'));
  let script = join(project, 'out', `${program.name}.js`);
  if (program.language === 'js') {
    script = join(project, `${program.file.replaceAll(/[/.]/g, '-')}-${program.line}.js`);
    writeFileSync(script, '\n'.repeat(program.line) + program.code + '\n');
    const parsed = node(['--check', script]);
    if (parsed.status !== 0) return [`${where}: ${lastLines(parsed.stderr)}`];
  }
  if (!program.run) return [];
  const { status, signal, stdout, stderr } =
    program.language === 'sh' ? shell(project, program.code, cwd) : node([script], { cwd, timeout: RUN_MS });
  if (status !== 0) return [`${where}: ended with ${signal ?? status}\n${lastLines(stderr)}`];
  if (program.output !== undefined && stdout.trimEnd() !== program.output.trimEnd())
    return [`${where}: printed\n${stdout.trimEnd()}\nand the document says\n${program.output}`];
  return [];
}

function shell(project, code, cwd) {
  const PATH = `${join(project, 'node_modules', '.bin')}${delimiter}${process.env.PATH}`;
  return spawnSync('bash', ['-euo', 'pipefail', '-c', code], {
    cwd,
    encoding: 'utf8',
    timeout: RUN_MS,
    env: { ...process.env, PATH },
  });
}

function lastLines(text) {
  // What was thrown comes before its stack, which is longer than what it is worth here.
  const lines = text.trim().split('\n');
  return lines
    .filter((line) => !/^\s+at /.test(line))
    .slice(-16)
    .join('\n');
}

// ---- what else a document promises ----

/** A document in docs/ that the index does not name is found by nobody. */
export function checkIndex(dir, files) {
  const index = 'docs/README.md';
  if (!files.includes(index)) return [`there is no ${index}`];
  const linked = new Set(
    linksOf(readFileSync(join(dir, index), 'utf8')).map(({ target }) =>
      relative(dir, resolve(dir, 'docs', target.split('#')[0])).replaceAll(sep, '/'),
    ),
  );
  return files
    .filter((file) => file.startsWith('docs/') && file !== index && !linked.has(file))
    .map((file) => `${index} does not name ${file}`);
}

function checkSurface(write) {
  const surface = surfaceOf(root);
  const path = join(root, SURFACE);
  if (write) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, surface);
    return [];
  }
  const committed = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (committed === surface) return [];
  const before = new Set(committed.split('\n'));
  const after = new Set(surface.split('\n'));
  const change = [
    ...[...before].filter((line) => !after.has(line)).map((line) => `- ${line}`),
    ...[...after].filter((line) => !before.has(line)).map((line) => `+ ${line}`),
  ];
  return [
    `${SURFACE} is not what dist/ exports; if that is meant: node scripts/docs.mjs --write`,
    ...change.slice(0, 40),
  ];
}

// ---- all of it ----

function main(args) {
  const started = performance.now();
  const flags = args.filter((arg) => arg.startsWith('--'));
  const named = args
    .filter((arg) => !arg.startsWith('--'))
    .map((arg) => relative(root, resolve(arg)).replaceAll(sep, '/'));
  const unknown = flags.find((flag) => !['--write', '--no-build'].includes(flag));
  if (unknown !== undefined) throw new Error(`there is no option ${unknown}`);
  if (!flags.includes('--no-build')) {
    const build = node([join(root, 'scripts', 'build.mjs')], { cwd: root });
    if (build.status !== 0) {
      console.error(build.stdout);
      throw new Error('the sources do not build');
    }
  }
  const all = markdownFiles();
  const files = named.length > 0 ? named : all;
  const faults = [];
  const programs = files.flatMap((file) => programsOf(file, readFileSync(join(root, file), 'utf8')));
  const project = newProject();
  try {
    faults.push(...compile(project, programs));
    if (faults.length === 0) for (const program of programs) faults.push(...runProgram(project, program));
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
  let links = 0;
  if (named.length === 0) {
    faults.push(...checkSurface(flags.includes('--write')));
    const followed = checkLinks(root, all);
    const looked = checkNames(root, all);
    links = followed.count + looked.count;
    faults.push(...followed.faults, ...looked.faults, ...checkIndex(root, all));
    // An empty list would be green for ever.
    if (programs.filter(({ run }) => run).length < 5)
      faults.push('fewer than five programs were run: were they found?');
    if (followed.count < 20 || looked.count < 20)
      faults.push('fewer than twenty links or names were followed: were they found?');
  }
  for (const fault of faults) console.error(fault);
  const ran = programs.filter(({ run }) => run).length;
  console.log(
    `docs: ${faults.length === 0 ? 'ok' : `${faults.length} faults`}: ${files.length} documents, ${programs.length} programs ` +
      `(${ran} run), ${links} links and names, ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );
  process.exitCode = faults.length === 0 ? 0 : 1;
}

if (
  process.argv[1] !== undefined &&
  pathToFileURL(process.argv[1]).href === import.meta.url &&
  statSync(root).isDirectory()
)
  main(process.argv.slice(2));
