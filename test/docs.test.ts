/** The check of the documents is trusted with a lot, so it must find what is planted. `npm run docs` runs it on the real ones. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { statementsOf, surfaceOf } from '../scripts/api-surface.mjs';
import { anchorsOf, checkIndex, checkLinks, checkNames, markdownFiles, programsOf } from '../scripts/docs.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const made: string[] = [];

afterEach(() => {
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
});

function project(files: Readonly<Record<string, string>>): string {
  const dir = mkdtempSync(join(tmpdir(), 'sealcast-docs-test-'));
  made.push(dir);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return dir;
}

function docs(file: string): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/docs.mjs', '--no-build', file], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
}

const fence = '```';

describe('links', () => {
  it('makes anchors as GitHub does', () => {
    const text = [
      '# What it is, and not',
      '## `send` & co',
      '## 中文 标题',
      '## Twice',
      '## Twice',
      '# [A link](x.md)',
    ];
    expect([...anchorsOf(text.join('\n'))]).toEqual([
      'what-it-is-and-not',
      'send--co',
      '中文-标题',
      'twice',
      'twice-1',
      'a-link',
    ]);
  });

  it('finds what is not there', () => {
    const dir = project({
      'README.md': ['# Top', '[a](docs/a.md) [b](docs/a.md#part) [c](#top) [web](https://example.org)'].join('\n'),
      'docs/a.md': ['# Part', '`[x](nowhere.md)`', fence, '[y](nowhere.md)', fence].join('\n'),
    });
    expect(checkLinks(dir, markdownFiles(dir))).toEqual({ count: 3, faults: [] });
    writeFileSync(join(dir, 'docs/b.md'), '[a](c.md)\n[b](a.md#parts)\n[c](#top)\n[d](../../etc)\n');
    expect(checkLinks(dir, ['docs/b.md']).faults).toEqual([
      'docs/b.md:1: there is no c.md',
      'docs/b.md:2: a.md#parts has no such heading',
      'docs/b.md:3: #top has no such heading',
      'docs/b.md:4: ../../etc leaves the project',
    ]);
  });

  it('finds files and scripts that are gone, and documents that nobody finds', () => {
    const dir = project({
      'package.json': '{ "scripts": { "build": "" } }',
      'src/a.ts': '',
      'docs/README.md': '[a](a.md)',
      'docs/a.md': ['`src/a.ts` `a.ts` `src/b.ts` `src/c/`', 'npm run build, npm run bild'].join('\n'),
      'docs/b.md': '',
    });
    expect(checkNames(dir, ['docs/a.md']).faults.sort()).toEqual([
      'docs/a.md:1: there is no src/b.ts',
      'docs/a.md:1: there is no src/c/',
      'docs/a.md:2: there is no npm run bild',
    ]);
    expect(checkIndex(dir, markdownFiles(dir))).toEqual(['docs/README.md does not name docs/b.md']);
  });
});

describe('programs', () => {
  it('joins what belongs together', () => {
    const text = [`${fence}ts`, 'a', fence, 'text', `${fence}ts + run`, 'b', fence, `${fence}text output`, 'c', fence];
    const [program, ...others] = programsOf('x.md', text.join('\n'));
    expect(others).toEqual([]);
    expect(program).toMatchObject({ language: 'ts', line: 1, run: true, output: 'c' });
    // Line numbers of the compiler must be those of the document.
    expect(program!.code.split('\n').indexOf('b') + 1 + program!.line).toBe(text.indexOf('b') + 1);
  });

  it('refuses words it does not know', () => {
    expect(() => programsOf('x.md', [`${fence}ts rum`, fence].join('\n'))).toThrow('x.md:1');
    expect(() => programsOf('x.md', `${fence}ts`)).toThrow('not closed');
  });

  it('accepts a document that is right', () => {
    const good = ["import { Private } from 'sealcast';", "console.log(String(new Private('a', 'b')));"];
    const dir = project({
      'good.md': [`${fence}ts run`, ...good, fence, `${fence}text output`, 'b', fence].join('\n'),
    });
    expect(docs(join(dir, 'good.md'))).toMatchObject({ status: 0 });
  });

  it('finds a type that is wrong, in its line', () => {
    const bad = ["import { Private } from 'sealcast';", 'new Private(1);'];
    const dir = project({ 'bad.md': ['', `${fence}ts`, ...bad, fence].join('\n') });
    const { status, said } = docs(join(dir, 'bad.md'));
    expect(status).toBe(1);
    expect(said).toMatch(/bad\.md\(4,\d+\): error TS2554/);
  });

  it('finds a program that fails, and one that says something else', () => {
    const lines = [
      `${fence}js run`,
      'console.log(1)',
      fence,
      `${fence}text output`,
      '2',
      fence,
      `${fence}js run`,
      "throw new Error('no')",
      fence,
    ];
    const dir = project({ 'bad.md': lines.join('\n') });
    const { status, said } = docs(join(dir, 'bad.md'));
    expect(status).toBe(1);
    expect(said).toContain('bad.md:1: printed\n1\nand the document says\n2');
    expect(said).toContain('bad.md:7: ended with 1');
  });
});

describe('surface', () => {
  it('reads declarations', () => {
    const text = ['/** a { */', "export declare const a: '{';", 'export interface B {', '    c(): void; // }', '}', ''];
    expect(statementsOf(text.join('\n'))).toEqual([
      "export declare const a: '{';",
      'export interface B {\n    c(): void; \n}',
    ]);
  });

  it('changes when the surface does, and only then', () => {
    const declarations = (extra: string, comment: string) => ({
      'dist/index.d.ts': "export { f, type Out } from './f.ts';\nimport './side.ts';\n",
      'dist/open.d.ts': 'export declare function open(): void;\n',
      'dist/open-kernel.d.ts': 'export declare function load(): void;\n',
      'dist/pull.d.ts': 'export declare function pull(): void;\n',
      'dist/serve.d.ts': 'export declare function serve(): void;\n',
      'dist/receiver.d.ts': 'export declare const r: 1;\n',
      'dist/receiver/node.d.ts': 'export declare const n: 1;\n',
      'dist/testing.d.ts': 'export declare const t: 1;\n',
      'dist/f.d.ts': `/** ${comment} */\ninterface In {\n    readonly n: number;${extra}\n}\nexport interface Out extends In {\n}\nexport declare function f(x: In): Out;\nexport {};\n`,
    });
    const surface = surfaceOf(project(declarations('', 'one')));
    expect(surface).toContain('function f(x: In): Out;');
    expect(surface).toContain('interface In {\n  readonly n: number;\n}');
    expect(surfaceOf(project(declarations('', 'two')))).toBe(surface);
    expect(surfaceOf(project(declarations('\n    readonly m: number;', 'one')))).not.toBe(surface);
  });
});
