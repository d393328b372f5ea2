import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT_CODES } from '../../src/cli/exit.ts';
import { sealcastProgram } from '../../src/cli/program.ts';
import { COMMAND, place, run } from './run.ts';

const DOC = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');

describe('docs/cli.md', () => {
  it('has examples that run, from the first to the last, in one directory', async () => {
    const blocks = [...DOC.matchAll(/^```sh run.*\n([\s\S]*?)^```$/gm)].map(([, code]) => code);
    expect(blocks).toHaveLength(20);
    const dir = place();
    mkdirSync(join(dir, 'bin'));
    writeFileSync(join(dir, 'bin', 'sealcast'), `#!/bin/sh\nexec '${process.execPath}' '${COMMAND}' "$@"\n`);
    chmodSync(join(dir, 'bin', 'sealcast'), 0o755);
    const PATH = `${join(dir, 'bin')}${delimiter}${process.env.PATH}`;
    // The last line says that the shell got there.
    const script = `${blocks.join('')}\necho all of it`;
    const shell = spawn('bash', ['-euo', 'pipefail', '-c', script], { cwd: dir, env: { ...process.env, PATH } });
    let said = '';
    for (const stream of [shell.stdout, shell.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    const [code] = await once(shell, 'close');
    expect(code, said).toBe(0);
    expect(said).toMatch(/all of it\n$/);
    expect(said).toMatch(/^2,3,publicKey,key-missing,/m);
    expect(said).toContain('Verified');
    expect(said).toContain('"conserved":true');
    // A process for each command, one after the other.
  }, 180_000);

  it('has the exit codes that there are', async () => {
    const table = DOC.slice(DOC.indexOf('## Exit codes'));
    const documented = [...table.matchAll(/^\| (\d+) \| (.*) \|$/gm)].map(([, code, says]) => [Number(code), says]);
    expect(documented).toEqual(EXIT_CODES);
    const { stdout } = await run(place(), ['help', 'exit-codes']);
    for (const [code] of EXIT_CODES) expect(stdout).toMatch(new RegExp(`^ *${code} {2}\\w`, 'm'));
  });

  it('names every command and option that there is', () => {
    const { commands } = sealcastProgram();
    expect(commands).toHaveLength(27);
    for (const command of commands) {
      expect(DOC).toMatch(new RegExp(`^### .*\\b${command.name()}\\b`, 'm'));
      for (const one of [command, ...command.commands])
        for (const { long } of one.options) expect(DOC, `${one.name()} ${long}`).toContain(`\`${long}`);
      for (const one of command.commands) expect(DOC).toContain(`\`${command.name()} ${one.name()}`);
    }
  });
});
