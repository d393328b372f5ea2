import type { Command } from 'commander';
import { ALL, type Pass, type PermissionOptions, type Shown } from '../broadcast/permit/permissions.ts';
import { presentPermit } from '../broadcast/permit/proof.ts';
import type { Engine } from '../engine.ts';
import { type DirectoryFlags, reading } from './directory.ts';
import { usage } from './exit.ts';
import { readPermissions, readPermitKey, readToken } from './permit-files.ts';

export interface ShownFlags extends DirectoryFlags {
  readonly permissions?: string;
  readonly permit?: string;
  readonly permitKey?: string;
}

export function shownOptions(command: Command): Command {
  return command
    .option('--permissions <file>', 'whose permits count, as JSON: what its guards name takes one')
    .option('--permit <file>', 'the permit to present')
    .option('--permit-key <file>', 'private key of its holder');
}

/** Gives what one right allows to see, to whoever presents a permit for it, where one is needed. */
export async function showing<T>(
  flags: ShownFlags,
  right: Shown,
  work: (engine: Engine, pass: Pass | undefined) => Promise<T>,
): Promise<T> {
  const permissions = flags.permissions === undefined ? undefined : await readPermissions(flags.permissions);
  const present = await presenting(flags, right, permissions);
  const options = permissions === undefined ? {} : { permissions };
  return reading(flags, (engine) => work(engine, present(engine)), options);
}

async function presenting(
  { permit, permitKey }: ShownFlags,
  right: Shown,
  permissions: PermissionOptions | undefined,
): Promise<(engine: Engine) => Pass | undefined> {
  if (permit === undefined && permitKey === undefined) return () => undefined;
  if (permit === undefined || permitKey === undefined)
    throw usage('--permit needs its --permit-key', 'give both, or neither');
  if (permissions === undefined) throw usage('--permit needs --permissions', 'say whose permits count');
  const action = { do: right, broadcast: ALL } as const;
  const token = await readToken(permit);
  const key = await readPermitKey(permitKey);
  try {
    const presented = presentPermit(token, key, action, { realm: permissions.realm ?? '' });
    return (engine) => engine.permits.pass(action, presented);
  } finally {
    key.fill(0);
  }
}
