import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { dirOption, findId, passphraseOptions } from './directory.ts';
import { usage } from './exit.ts';
import { fileFault } from './input.ts';
import { print, printJson } from './output.ts';
import { type ShownFlags, showing, shownOptions } from './shown.ts';

interface FetchFlags extends ShownFlags {
  readonly broadcast: string;
  readonly recipient: string;
  readonly out: string;
  readonly json?: boolean;
}

export function addFetch(program: Command): void {
  const command = program
    .command('fetch')
    .description('write the envelopes of one recipient, and the body they open, in the wire format')
    .addOption(dirOption())
    .requiredOption('--broadcast <id>', 'its id, or the beginning of it')
    .requiredOption(
      '--recipient <id>',
      'their id as in the audience; - reads it from stdin, which no process list shows',
    )
    .requiredOption('--out <prefix>', 'writes PREFIX.envelope and PREFIX.body; PREFIX.1.* … with several devices')
    .option('--json', 'one line of JSON');
  passphraseOptions(shownOptions(command)).action(fetch);
}

async function fetch(flags: FetchFlags): Promise<void> {
  if (flags.recipient === '-' && flags.passphraseFd === 0)
    throw usage('the passphrase and the id cannot both come from stdin', 'use another descriptor: 3< FILE');
  await showing(flags, 'unmask', async (engine, pass) => {
    const broadcast = findId(await engine.ids(), flags.broadcast);
    const { envelopes, body } = await engine.fetch(broadcast, await recipientOf(flags.recipient), pass);
    const files: { envelope: string; body: string }[] = [];
    for (const [i, envelope] of envelopes.entries()) {
      const prefix = envelopes.length === 1 ? flags.out : `${flags.out}.${i + 1}`;
      const names = { envelope: `${prefix}.envelope`, body: `${prefix}.body` };
      await write(names.envelope, envelope);
      await write(names.body, body);
      files.push(names);
    }
    if (flags.json) printJson({ broadcast, files });
    else for (const names of files) print(`${names.envelope}\n${names.body}`);
  });
}

async function recipientOf(given: string): Promise<string> {
  if (given !== '-') return given;
  let text = '';
  for await (const piece of process.stdin.setEncoding('utf8')) text += piece;
  return text.replace(/\r?\n$/, '');
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(path, bytes, { mode: 0o600 });
  } catch (error) {
    throw usage(`${path} ${fileFault(error)}`, 'check the path of --out');
  }
}
