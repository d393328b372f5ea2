import { open } from 'node:fs/promises';
import type { Command } from 'commander';
import { hex } from '../crypto/bytes.ts';
import { generateDeviceKey } from '../open.ts';
import { type DirectoryFlags, dirOption, passphraseOptions, reading } from './directory.ts';
import { usage } from './exit.ts';
import { fileFault } from './input.ts';
import { print, printable, printJson } from './output.ts';

export function addKeygen(program: Command): void {
  program
    .command('keygen')
    .description('make the key of a device: the private one into a file, the public one on stdout')
    .requiredOption('--out <file>', 'JWK file to make, mode 0600; an existing one is never replaced')
    .option('--json', 'one line of JSON')
    .action(keygen);
}

export function addKeys(program: Command): void {
  const command = program
    .command('keys')
    .description('list the senders of a directory and their public keys, which receivers must know')
    .addOption(dirOption())
    .option('--json', 'one line of JSON');
  passphraseOptions(command).action(keys);
}

async function keygen({ out, json }: { out: string; json?: boolean }): Promise<void> {
  const { privateKey, publicKey } = generateDeviceKey();
  const x = Buffer.from(publicKey).toString('base64url');
  try {
    const d = Buffer.from(privateKey).toString('base64url');
    const file = await open(out, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify({ kty: 'OKP', crv: 'X25519', x, d })}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    const hint =
      (error as NodeJS.ErrnoException).code === 'EEXIST'
        ? 'choose another name; a key is never replaced'
        : 'check the path of --out';
    throw usage(`the key file ${out} ${fileFault(error)}`, hint);
  } finally {
    privateKey.fill(0);
  }
  if (json) printJson({ publicKey: x, file: out });
  else print(x);
}

async function keys(flags: DirectoryFlags & { json?: boolean }): Promise<void> {
  await reading(flags, async (engine) => {
    const senders = engine.senders().map(({ name, publicKey }) => ({ name, sender: hex(publicKey) }));
    if (flags.json) printJson({ senders });
    else if (senders.length === 0) print('No senders yet: the first send makes one.');
    else for (const { name, sender } of senders) print(`${printable(name)}\n  ${sender}`);
  });
}
