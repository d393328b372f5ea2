import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BUDGETS, verdictOf } from '../scripts/bundle-size.mjs';
import {
  dependencies,
  errorCodes,
  type Files,
  fileLength,
  forbiddenWords,
  inSources,
  keysOf,
  machineNames,
  receiverDoor,
  refusalReasons,
  unfinished,
  usedLimits,
} from './tidy/rules.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const TEXT = /\.(ts|cts|mts|mjs|js|json|md|txt|csv|ndjson|html)$|(^|\/)(run|LICENSE|\.gitignore|\.npmrc)$/;
const LEFT_OUT = new Set(['node_modules', 'dist', 'coverage', '.git', 'sealcast-data']);

function projectFiles(): Map<string, string> {
  const files = new Map<string, string>();
  const walk = (at: string): void => {
    for (const entry of readdirSync(join(root, at), { withFileTypes: true })) {
      if (LEFT_OUT.has(entry.name)) continue;
      const path = at === '' ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (TEXT.test(path)) files.set(path, readFileSync(join(root, path), 'utf8'));
    }
  };
  walk('');
  return files;
}

const files = projectFiles();

/** The project with one file changed: what a rule must notice. */
function planted(path: string, change: (text: string) => string): Files {
  const copy = new Map(files);
  copy.set(path, change(files.get(path) ?? ''));
  return copy;
}

const append =
  (line: string) =>
  (text: string): string =>
    `${text}\n${line}\n`;

describe('tidy', () => {
  it('reads the project', () => {
    expect(inSources(files).length).toBeGreaterThan(50);
    expect(files.has('package-lock.json')).toBe(true);
    expect(keysOf(files.get('src/errors.ts'), 'CODES').length).toBeGreaterThan(20);
    expect(keysOf(files.get('src/limits.ts'), 'limits').length).toBeGreaterThan(40);
  });

  it('raises and explains every error code', () => {
    expect(errorCodes(files)).toEqual([]);
    const more = planted('src/errors.ts', (text) =>
      text.replace("  USAGE: 'caller',", "  USAGE: 'caller',\n  NEW_ONE: 'caller',"),
    );
    expect(errorCodes(more)).toEqual(['NEW_ONE is never raised', 'NEW_ONE is not in docs/errors.md']);
  });

  it('explains every reason to refuse a row', () => {
    expect(refusalReasons(files)).toEqual([]);
    const more = planted('src/fanout/read/refusal.ts', (text) =>
      text.replace("  'not-utf8':", "  'not-nice': '',\n  'not-utf8':"),
    );
    expect(refusalReasons(more)).toEqual(['not-nice is not in docs/errors.md']);
  });

  it('uses every limit', () => {
    expect(usedLimits(files)).toEqual([]);
    const more = planted('src/limits.ts', (text) => text.replace('  columns: 512,', '  columns: 512,\n  moons: 4,'));
    expect(usedLimits(more)).toEqual(['limits.moons is used nowhere']);
  });

  it('keeps randomness, output and records behind their doors', () => {
    expect(forbiddenWords(files)).toEqual([]);
    for (const [line, found] of [
      ['export const dice = Math.random();', 'Math.random'],
      ["console.log('hello');", 'console'],
      ["import { pack } from 'msgpackr';", 'msgpackr outside src/codec'],
      ["import pack from 'msgpackr/index-no-eval';", 'msgpackr outside src/codec'],
    ] as const)
      expect(forbiddenWords(planted('src/engine.ts', append(line)))).toEqual([`src/engine.ts: ${found}`]);
    expect(forbiddenWords(planted('src/engine.ts', append('// not Math.random, no console.log')))).toEqual([]);
  });

  it('keeps Node out of what a receiver loads', () => {
    expect(receiverDoor(files)).toEqual([]);
    expect(receiverDoor(files, 'src/pull.ts')).toEqual([]);
    expect(receiverDoor(planted('src/pull/follow.ts', append("import 'node:timers';")), 'src/pull.ts')).toEqual([
      'src/pull/follow.ts: imports node:timers',
    ]);
    expect(receiverDoor(files, 'src/receiver.ts')).toEqual([]);
    const node = planted('src/receiver.ts', append("export { fileStore } from './receiver/node.ts';"));
    expect(receiverDoor(node, 'src/receiver.ts')).toContain('src/receiver/node.ts: imports node:crypto');
    for (const [path, line, found] of [
      ['src/open.ts', "import { readFileSync } from 'node:fs';", 'imports node:fs'],
      ['src/crypto/slot.ts', "import { hash } from 'crypto';", 'imports crypto'],
      ['src/codec/decode.ts', "export { Packr } from 'msgpackr';", 'imports msgpackr'],
      ['src/errors.ts', 'export const here = process.cwd();', 'a global of Node'],
    ] as const)
      expect(receiverDoor(planted(path, append(line)))).toEqual([`${path}: ${found}`]);
  });

  it('has a budget for what a receiver loads', () => {
    expect(BUDGETS.map(([door]) => door)).toEqual([
      'sealcast/open',
      'sealcast/open-kernel',
      'sealcast/pull',
      'sealcast/receiver',
    ]);
    const noise = Array.from({ length: 200 }, (_, n) => n * n).join();
    expect(verdictOf('a door', noise, 2_000)).toMatchObject({ over: false });
    const { said, over } = verdictOf('a door', noise, 300);
    expect(over).toBe(true);
    expect(said).toMatch(/^a door: 1\.\d KB minified, 0\.\d KB gzip of 0\.3$/);
  });

  it('keeps files as long as one idea', () => {
    expect(fileLength(files)).toEqual([]);
    expect(fileLength(planted('src/engine.ts', () => 'x\n'.repeat(601)))).toEqual([
      'src/engine.ts: 601 lines, 600 are the most',
    ]);
  });

  it('names no machine and no registry', () => {
    expect(machineNames(files)).toEqual([]);
    // In pieces, because this file is looked at as well.
    for (const [line, found] of [
      [`see ${['', 'home', 'somebody', 'notes'].join('/')}`, 'an absolute path'],
      [`"file://${['', 'root', 'sealcast'].join('/')}"`, 'an absolute path'],
      [['https:', '', 'registry.example.org', 'left-pad'].join('/'), 'the host of a registry'],
    ] as const) {
      const at = files.get('README.md')?.split('\n').length ?? 1;
      expect(machineNames(planted('README.md', append(line)))).toEqual([`README.md:${at + 1}: ${found}`]);
    }
  });

  it('installs what was argued, exactly', () => {
    expect(dependencies(files)).toEqual([]);
    const more = planted('package.json', (text) =>
      text.replace('"dependencies": {', '"dependencies": { "left-pad": "^1.3.0",'),
    );
    expect(dependencies(more)).toEqual([
      'left-pad ^1.3.0 is not an exact version',
      'left-pad ^1.3.0 is not argued in docs/adr/002-runtime-dependencies.md',
    ]);
  });

  it('leaves nothing unfinished', () => {
    expect(unfinished(files)).toEqual([]);
    for (const [line, found] of [
      [['it', 'only'].join('.'), 'a test that does not count'],
      [['describe', 'skip'].join('.'), 'a test that does not count'],
      [`// ${['TO', 'DO'].join('')}: later`, 'a note to oneself'],
    ] as const)
      expect(unfinished(planted('test/new.test.ts', () => line))).toEqual([`test/new.test.ts:1: ${found}`]);
  });
});
