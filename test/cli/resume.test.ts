import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Report } from '../../src/broadcast/report.ts';
import { openEngine } from '../../src/engine.ts';
import { HEADING, json, NOTICE, people, place, run, type Started, start } from './run.ts';

const ROWS = 300;
const SEND = [
  ...'send --dir data --from city-hall --message notice.md'.split(' '),
  // Windows of ten rows: the beginning of the list is committed while its end has not been written.
  ...'--batch-recipients 10 --window-chunks 1 --threads 1'.split(' '),
];

interface Halfway extends Started {
  readonly dir: string;
  /** What is committed; no more will be until the process is let go on. */
  readonly report: Report;
}

/** A send that is in the middle of its list and stopped there (SIGSTOP): kill it, or let it go on. */
async function halfway(): Promise<Halfway> {
  const dir = place();
  writeFileSync(join(dir, 'notice.md'), NOTICE);
  writeFileSync(join(dir, 'people.csv'), `${[HEADING, ...list()].join('\n')}\n`);
  const started = start(dir, [...SEND, '--audience', 'people.csv', '--refused', 'refused.csv']);
  const { child } = started;
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await once(child.stderr!, 'data');
  for (;;) {
    if (child.exitCode !== null)
      throw new Error(`the send ended before it was stopped: ${(await started.ended).stderr}`);
    if ((await committed(dir)) === undefined) continue;
    // Looked at again when it stands still, so that what is seen stays true.
    child.kill('SIGSTOP');
    const report = await committed(dir);
    if (report !== undefined) return { ...started, dir, report };
    child.kill('SIGCONT');
  }
}

/** The report, once some of the list is committed, and while the rest is not. */
async function committed(dir: string): Promise<Report | undefined> {
  const engine = await openEngine({ dir: join(dir, 'data'), readOnly: true });
  try {
    return (await engine.list()).find(({ state, listed }) => state === 'sealing' && listed >= 20);
  } finally {
    await engine.close();
  }
}

async function senders(dir: string): Promise<string[]> {
  const engine = await openEngine({ dir: join(dir, 'data'), readOnly: true });
  try {
    return engine.senders().map(({ name }) => name);
  } finally {
    await engine.close();
  }
}

/** Row 3 has no key, so one row is refused at the beginning, and the last but one at the end. */
function list(): string[] {
  const rows = people(ROWS);
  rows[2] = 'P3,,Person 3';
  rows[ROWS - 2] = `P${ROWS - 1},00,`;
  return rows;
}

async function mailboxes(dir: string, broadcast: string): Promise<string[]> {
  const engine = await openEngine({ dir: join(dir, 'data'), readOnly: true });
  try {
    const found: string[] = [];
    for await (const envelope of engine.envelopes(broadcast))
      found.push(Buffer.from(envelope.subarray(24, 40)).toString('hex'));
    return found;
  } finally {
    await engine.close();
  }
}

const WHOLE = { listed: ROWS, refused: 2, sealed: ROWS - 2, envelopes: ROWS - 2, state: 'sealed', conserved: true };

describe.skipIf(process.platform === 'win32')('resume', () => {
  it('goes on after kill -9: everybody once', async () => {
    const at = await halfway();
    at.child.kill('SIGKILL');
    expect((await at.ended).signal).toBe('SIGKILL');
    const before = await mailboxes(at.dir, at.report.broadcast);
    expect(before.length).toBeGreaterThan(0);
    expect(before.length).toBeLessThan(ROWS - 2);

    const { resumed, waiting } = await json(at.dir, ['resume', '--dir', 'data', '--refused', 'refused.csv']);
    expect(waiting).toEqual([]);
    expect(resumed).toMatchObject([{ ...WHOLE, broadcast: at.report.broadcast }]);
    const after = await mailboxes(at.dir, at.report.broadcast);
    expect(new Set(after).size).toBe(ROWS - 2);
    // What was sealed before the kill was not sealed again.
    expect(after.slice(0, before.length)).toEqual(before);
    const refused = readFileSync(join(at.dir, 'refused.csv'), 'utf8');
    expect(refused.split('\r\n').map((line) => line.split(',')[0])).toEqual(['row', '3', String(ROWS - 1), '']);
    expect((await run(at.dir, ['resume', '--dir', 'data'])).stdout).toBe('Nothing to resume: all is sealed.\n');
  });

  it('looks beside a running send, which nothing else may write beside', async () => {
    const at = await halfway();
    const { broadcast } = at.report;
    const seen = await json(at.dir, ['report', '--dir', 'data', '--broadcast', broadcast.slice(0, 8)]);
    expect(seen).toMatchObject({ state: 'sealing', conserved: true, broadcast });
    expect(seen.listed).toBeGreaterThanOrEqual(20);
    const fetched = await json(at.dir, `fetch --dir data --broadcast ${broadcast} --recipient P1 --out p1`.split(' '));
    expect(fetched.files).toEqual([{ envelope: 'p1.envelope', body: 'p1.body' }]);
    expect(await run(at.dir, ['abort', '--dir', 'data', '--broadcast', broadcast])).toMatchObject({ code: 4 });
    at.child.kill('SIGCONT');
    expect(await at.ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/300 = 298 \+ 0 \+ 2/) });
    expect(await json(at.dir, ['report', '--dir', 'data'])).toMatchObject(WHOLE);
  });

  it('stops at the first signal in a state that goes on, and says how', async () => {
    const at = await halfway();
    at.child.kill('SIGINT');
    at.child.kill('SIGCONT');
    const { code, signal, stdout, stderr } = await at.ended;
    expect({ code, signal, stdout }).toEqual({ code: 130, signal: null, stdout: '' });
    expect(stderr).toMatch(
      /\nsealcast: interrupted; what is sealed is safe, go on with: sealcast resume --dir data\n$/,
    );
    expect((await json(at.dir, ['resume', '--dir', 'data'])).resumed).toMatchObject([WHOLE]);
  });

  it('does not go on with another audience under the old name', async () => {
    const at = await halfway();
    at.child.kill('SIGKILL');
    await at.ended;
    const csv = readFileSync(join(at.dir, 'people.csv'), 'utf8');
    writeFileSync(join(at.dir, 'people.csv'), csv.replace('P1,', 'P0,'));
    const { code, stdout, stderr } = await run(at.dir, ['resume', '--dir', 'data', '--json']);
    expect(code).toBe(7);
    expect(stderr).toMatch(/^sealcast: the audience .*; give the same audience again.*\n$/);
    expect(JSON.parse(stdout)).toMatchObject({ broadcast: at.report.broadcast, error: { code: 'AUDIENCE_CHANGED' } });
  });

  it('lets go of a stream whose other end stays open', async () => {
    const dir = place();
    writeFileSync(join(dir, 'notice.md'), NOTICE);
    // More than is read before the heading is settled; then nothing, for ever.
    const csv = `${HEADING}\n${`${people(1)[0]}\n`.repeat(3_000)}`;
    const held = start(dir, [...SEND, '--audience', '-'], { held: csv });
    await once(held.child.stderr!, 'data');
    held.child.kill('SIGTERM');
    const { code, stderr } = await held.ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(
      /\nsealcast: interrupted; an audience from a stream goes on only under an --idempotency-key.*\n$/,
    );

    // The same before there is a broadcast: the sender is made, and then the heading never comes to its end.
    const early = start(dir, [...SEND, '--new-sender', '--from', 'early', '--audience', '-'], { held: HEADING });
    while (!(await senders(dir)).includes('early')) if (early.child.exitCode !== null) throw new Error('it ended');
    early.child.kill('SIGTERM');
    expect(await early.ended).toMatchObject({
      code: 130,
      stderr: expect.stringMatching(/interrupted; run it again\n$/),
    });

    // A send that fails at once does not wait for the rest of its list, from stdin or from a named pipe.
    const wrong = { code: 3, stderr: expect.stringMatching(/^sealcast: there is no column "nothing"/) };
    const failing = [...SEND, '--columns', 'id=nothing', '--audience'];
    expect(await start(dir, [...failing, '-'], { held: csv }).ended).toMatchObject(wrong);
    execFileSync('mkfifo', [join(dir, 'pipe.csv')]);
    const named = start(dir, [...failing, 'pipe.csv']);
    const writer = createWriteStream(join(dir, 'pipe.csv')).on('error', () => {});
    writer.write(csv);
    expect(await named.ended).toMatchObject(wrong);
    writer.destroy();
  });
});
