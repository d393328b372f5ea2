import { chmodSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memoryTransport, openEngine } from '../../src/index.ts';
import { lockDirectory } from '../../src/spool/lock.ts';
import { HEADING, json, NOTICE, people, place, run, start } from './run.ts';

const SEND = 'send --dir data --from city-hall --message notice.md --audience people.csv'.split(' ');

function audience(rows = 3): string {
  const dir = place();
  writeFileSync(join(dir, 'people.csv'), [HEADING, ...people(rows), ''].join('\n'));
  writeFileSync(join(dir, 'notice.md'), NOTICE);
  return dir;
}

describe('a directory', () => {
  it('has one writer; report, list and doctor look beside it', async () => {
    const dir = audience();
    const { broadcast } = await json(dir, SEND);
    const lock = await lockDirectory(join(dir, 'data'));
    try {
      const busy = await run(dir, [...SEND, '--json']);
      expect(busy.code).toBe(4);
      expect(busy.stderr).toMatch(/^sealcast: another process.*; close it first.*\n$/);
      expect(JSON.parse(busy.stdout).error).toMatchObject({ code: 'DIRECTORY_BUSY', exit: 4 });
      // Nobody waits for the rest of a list that will not be read.
      const piped = start(dir, [...SEND.slice(0, -1), '-'], { held: `${HEADING}\n` });
      expect(await piped.ended).toMatchObject({ code: 4, stdout: '' });
      expect(await json(dir, ['report', '--dir', 'data'])).toMatchObject({ broadcast, sealed: 3 });
      expect((await json(dir, ['list', '--dir', 'data'])).broadcasts).toHaveLength(1);
      const { ok, checks } = await json(dir, ['doctor', '--dir', 'data', '--deep']);
      expect(ok).toBe(true);
      expect(checks).toContainEqual({ check: 'figures', ok: true, says: 'add up' });
      expect(checks).toContainEqual({ check: `  ${broadcast.slice(0, 12)}`, ok: true, says: '3 envelopes read' });
    } finally {
      await lock.release();
    }
  });

  it('ends a broadcast: abort withdraws what waits, purge destroys what is left', async () => {
    const dir = audience();
    const { broadcast } = await json(dir, SEND);
    const id = ['--dir', 'data', '--broadcast', broadcast.slice(0, 8)];
    expect(await run(dir, ['purge', '--dir', 'data', '--broadcast', broadcast.slice(0, 7)])).toMatchObject({ code: 2 });
    const aborted = await run(dir, ['abort', ...id]);
    expect(aborted).toMatchObject({ code: 0, stdout: `${broadcast} aborted; 3 envelopes withdrawn.\n` });
    expect(await json(dir, ['purge', ...id])).toMatchObject({
      state: 'purged',
      recalled: 3,
      pending: 0,
      conserved: true,
    });
    const fetched = await run(dir, ['fetch', ...id, '--recipient', 'P1', '--out', 'x']);
    expect(fetched).toMatchObject({ code: 5, stderr: expect.stringMatching(/^sealcast: .*purged.*\n$/) });
    expect((await run(dir, ['list', '--dir', 'data'])).stdout).toMatch(/purged +city-hall +3 +0\n$/);
    expect((await run(dir, ['resume', '--dir', 'data'])).stdout).toBe('Nothing to resume: all is sealed.\n');
  });

  it('keeps a broadcast as long as it was told, and says until when', async () => {
    const dir = audience();
    const { broadcast, created, retainUntil, expires } = await json(dir, [...SEND, '--retain', '72h']);
    expect([Date.parse(`${retainUntil}`), Date.parse(`${expires}`)]).toEqual(
      [72, 30 * 24].map((hours) => Date.parse(`${created}`) + hours * 3_600_000),
    );
    const report = ['report', '--dir', 'data'];
    expect((await run(dir, report)).stdout).toMatch(/^Kept +until \d{4}-/m);
    expect(await json(dir, report)).toMatchObject({ retentionErased: false, retentionErasedAt: null });
    expect((await run(dir, [...SEND, '--retain', '401d'])).stderr).toMatch(/^sealcast: retain is more than 400 days/);
    // Four days later somebody's timer runs the command.
    const clock = { now: () => Date.parse(`${created}`) + 96 * 3_600_000 };
    await (await openEngine({ dir: join(dir, 'data'), threads: 1, clock })).close();
    expect(await json(dir, [...report, '--broadcast', broadcast])).toMatchObject({
      state: 'purged',
      retentionErased: true,
      retentionErasedAt: new Date(clock.now()).toISOString(),
    });
    expect((await run(dir, report)).stdout).toMatch(/^Erased +\d{4}-.*: no copy of the spool can be opened$/m);
  });

  it('recalls a broadcast: what waits is withdrawn, what has left gets a notice', async () => {
    const dir = audience();
    const { broadcast } = await json(dir, [...SEND, '--recall-within', '1h']);
    const id = (of: string): string[] => ['--dir', 'data', '--broadcast', of.slice(0, 8)];
    const withdrawn = { broadcast, notice: null, withdrawn: 3, replaced: 0, tooLate: 0, pending: 0 };
    expect(await json(dir, ['recall', ...id(broadcast)])).toEqual(withdrawn);
    expect((await run(dir, ['recall', '--dir', 'data', '--broadcast', broadcast.slice(0, 7)])).code).toBe(2);

    const second = await json(dir, SEND);
    const engine = await openEngine({ dir: join(dir, 'data'), threads: 1, transport: memoryTransport() });
    for (const { settled } of (await engine.resume()).resumed) await settled;
    await engine.close();
    const { stdout } = await run(dir, ['recall', ...id(second.broadcast)]);
    expect(stdout).toMatch(/^ *0 {2}withdrawn .*\n *0 {2}replaced .*\n *3 {2}too late +of which 3 have a notice/m);
    const notice = /The notice is broadcast ([0-9a-f]{32})\.\n$/.exec(stdout)![1]!;
    expect(await json(dir, ['recall', ...id(second.broadcast)])).toMatchObject({ notice, tooLate: 3, pending: 3 });
    const report = await json(dir, ['report', ...id(notice)]);
    expect(report).toMatchObject({
      kind: 'recall',
      recalls: second.broadcast,
      recalledBy: null,
      sealed: 3,
      pending: 3,
    });
    expect((await run(dir, ['report', ...id(notice)])).stdout).toMatch(
      new RegExp(`^Recalls +broadcast ${second.broadcast}`, 'm'),
    );
    expect((await run(dir, ['report', ...id(second.broadcast)])).stdout).toMatch(
      new RegExp(`^Recalled +by broadcast ${notice}`, 'm'),
    );
    await run(dir, ['fetch', ...id(notice), '--recipient', 'P1', '--out', 'taken-back']);
    expect((await run(dir, ['recall', ...id(notice)])).stderr).toMatch(
      /^sealcast: a recall notice cannot be recalled; /,
    );
  });

  it('takes a passphrase from the environment or a descriptor, and tells a wrong one', async () => {
    const dir = audience();
    const env = { RIGHT: 'correct horse', WRONG: 'battery staple' };
    await json(dir, [...SEND, '--passphrase-env', 'RIGHT'], { env });
    const wrong = await run(dir, ['report', '--dir', 'data', '--passphrase-env', 'WRONG'], { env });
    expect(wrong.code).toBe(5);
    expect(wrong.stderr).toMatch(/^sealcast: .*passphrase.*\n$/);
    expect(wrong.stderr).not.toMatch(/horse|staple/);
    // No terminal to ask on: an error, not a prompt that nobody sees.
    expect(await run(dir, ['report', '--dir', 'data'])).toMatchObject({ code: 5 });
    expect(await run(dir, ['report', '--dir', 'data', '--passphrase-env', 'UNSET'])).toMatchObject({ code: 5 });
    const right = await run(dir, ['report', '--dir', 'data', '--passphrase-fd', '0'], { input: 'correct horse\n' });
    expect(right.code).toBe(0);
    const { checks } = await json(dir, ['doctor', '--dir', 'data', '--passphrase-env', 'RIGHT'], { env });
    expect(checks).toContainEqual({ check: 'keyring', ok: true, says: 'mode 600, under a passphrase' });
  });

  it('says what is wrong with it, and survives a damaged spool', async () => {
    const dir = audience();
    const nothing = await run(dir, ['report', '--dir', 'nowhere']);
    expect(nothing).toMatchObject({ code: 4, stderr: expect.stringMatching(/no such data directory; check the path/) });
    await json(dir, SEND);
    const spool = join(dir, 'data', 'spool.mdb');
    const whole = readFileSync(spool);
    truncateSync(spool, 20_000);
    const cut = await run(dir, ['report', '--dir', 'data']);
    expect(cut).toMatchObject({
      code: 6,
      signal: null,
      stderr: expect.stringMatching(/^sealcast: the spool file is damaged.*\n$/),
    });
    const sick = await run(dir, ['doctor', '--dir', 'data', '--json']);
    expect(sick.code).toBe(6);
    expect(JSON.parse(sick.stdout)).toMatchObject({ ok: false });
    writeFileSync(spool, whole);
    chmodSync(join(dir, 'data', 'keyring'), 0o644);
    expect(await run(dir, ['report', '--dir', 'data'])).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/chmod 600/),
    });
  });
});

describe('the command line', () => {
  it('says what a slip was meant to be', async () => {
    const dir = place();
    const slips: [string[], RegExp][] = [
      [['sned'], /^sealcast: unknown command 'sned'; did you mean send\?\n$/],
      [['report', '--dir', 'd', '--jsno'], /^sealcast: unknown option '--jsno'; did you mean --json\?\n$/],
      [['list', '--dri', 'd'], /^sealcast: unknown option '--dri'; did you mean --dir\?\n$/],
      [['list'], /^sealcast: required option '--dir <directory>' not specified; see sealcast help list\n$/],
      [['demo', '--recipients', '-3'], /^sealcast: option '--recipients <n>' argument '-3' is invalid\..*\n$/],
      [['send', '--dir', 'd', '--class', 'urgent'], /Allowed choices are emergency, payment, chat, broadcast/],
      [['help', 'sned'], /^sealcast: there is no help on that; sealcast help lists the commands\n$/],
    ];
    for (const [args, said] of slips) {
      const { code, stdout, stderr } = await run(dir, args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(said);
    }
    const json = await run(dir, ['list', '--json']);
    expect(JSON.parse(json.stdout).error).toMatchObject({ code: 'USAGE', exit: 2 });
  });

  it('has help for every command, and its version', async () => {
    const dir = place();
    const { code, stdout } = await run(dir, ['help']);
    expect(code).toBe(0);
    const commands = [...stdout.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name);
    expect(commands).toEqual(expect.arrayContaining(['demo', 'send', 'resume', 'report', 'open', 'doctor', 'help']));
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect((await run(dir, ['--version'])).stdout).toBe(`${version}\n`);
    expect(await run(dir, [])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^Usage: sealcast/),
    });
  });
});
