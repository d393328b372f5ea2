import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { device, HEADING, json, NOTICE, people, run } from './run.ts';

let dir: string;
let sender: string;
let broadcast: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'sealcast-cli-'));
  const ada = device(dir, 'ada');
  const [bo, bo2] = [device(dir, 'bo'), device(dir, 'bo2')];
  const rows = [`A-1,${ada.publicKey},Ada Canary`, `B-2,${bo.publicKey};${bo2.publicKey},Bo`, ...people(3)];
  writeFileSync(join(dir, 'people.csv'), [HEADING, ...rows, ''].join('\n'));
  writeFileSync(join(dir, 'notice.md'), `${NOTICE}\u001b[2J`);
  const send = 'send --dir data --from city-hall --message notice.md --audience people.csv --personal name';
  ({ sender, broadcast } = await json(dir, send.split(' ')));
  return () => rmSync(dir, { recursive: true, force: true });
});

const open = (prefix: string, key: string, ...more: string[]) =>
  run(dir, ['open', '--key', key, '--sender', sender, `${prefix}.envelope`, `${prefix}.body`, ...more]);
const fetch = (recipient: string, out: string, ...more: string[]) =>
  run(dir, ['fetch', '--dir', 'data', '--broadcast', broadcast, '--recipient', recipient, '--out', out, ...more]);

describe('fetch and open', () => {
  it('shows the message to whom it is for, and proves both ends', async () => {
    expect(await fetch('A-1', 'mine')).toMatchObject({ code: 0, stdout: 'mine.envelope\nmine.body\n', stderr: '' });
    expect(statSync(join(dir, 'mine.envelope')).mode & 0o777).toBe(0o600);
    const { code, stdout } = await open('mine', 'ada.key');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Verified +written by the sender you expect, and meant for this key\n/);
    expect(stdout).toMatch(/name \(personal\) +Ada Canary\n/);
    expect(stdout).toContain(NOTICE.trim());
    // What a message says to the terminal is shown, not obeyed.
    expect(stdout).not.toContain('\u001b');
    const message = JSON.parse((await open('mine', 'ada.key', '--json')).stdout);
    expect(message).toMatchObject({
      text: `${NOTICE}\u001b[2J`,
      personal: { name: 'Ada Canary' },
      addressed: true,
      broadcast,
    });
  });

  it('finds a broadcast by the beginning of its id, and a recipient whose id comes from stdin', async () => {
    const args = ['fetch', '--dir', 'data', '--broadcast', broadcast.slice(0, 6), '--recipient', '-', '--out', 'piped'];
    expect(await run(dir, args, { input: 'A-1\n' })).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(join(dir, 'piped.body'))).toEqual(readFileSync(join(dir, 'mine.body')));
    const short = await run(dir, [...args.slice(0, 4), broadcast.slice(0, 3), ...args.slice(5)], { input: 'A-1' });
    expect(short).toMatchObject({ code: 2, stderr: expect.stringMatching(/too few here; give at least 4/) });
  });

  it('numbers the files of several devices', async () => {
    const { code, stdout } = await fetch('B-2', 'bo', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).files).toHaveLength(2);
    expect(existsSync(join(dir, 'bo.envelope'))).toBe(false);
    const tries = [open('bo.1', 'bo.key'), open('bo.1', 'bo2.key'), open('bo.2', 'bo.key'), open('bo.2', 'bo2.key')];
    const codes = (await Promise.all(tries)).map(({ code: one }) => one);
    // Which device is first is the spool's affair; each envelope is for one of them.
    expect([
      [0, 8, 8, 0],
      [8, 0, 0, 8],
    ]).toContainEqual(codes);
  });

  it('does not know a recipient who has no envelope, and does not repeat the id', async () => {
    const { code, stderr } = await fetch('Z-Canary', 'none');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^sealcast: no envelope of this broadcast .*\n$/);
    expect(stderr).not.toContain('Canary');
  });

  it('ends with 8 when the envelope is for another key', async () => {
    expect(await open('mine', 'bo.key')).toMatchObject({
      code: 8,
      stdout: '',
      stderr: expect.stringMatching(/^sealcast: .*\n$/),
    });
    const { stdout } = await open('mine', 'bo.key', '--json');
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'NOT_FOR_THIS_KEY', exit: 8 });
  });

  it('refuses what was damaged or exchanged', async () => {
    const envelope = readFileSync(join(dir, 'mine.envelope'));
    const body = readFileSync(join(dir, 'mine.body'));
    const flipped = (bytes: Buffer, at: number): Buffer => {
      const copy = Buffer.from(bytes);
      copy[at]! ^= 1;
      return copy;
    };
    const attempt = async (name: string, e: Buffer, b: Buffer) => {
      writeFileSync(join(dir, `${name}.envelope`), e);
      writeFileSync(join(dir, `${name}.body`), b);
      return open(name, 'ada.key');
    };
    expect(await attempt('magic', flipped(envelope, 0), body)).toMatchObject({ code: 3 });
    expect(await attempt('slot', flipped(envelope, envelope.length - 1), body)).toMatchObject({ code: 8 });
    const changed = await attempt('body', envelope, flipped(body, body.length - 1));
    expect(changed).toMatchObject({ code: 3, stdout: '' });
    expect(changed.stderr).toMatch(/for this key, but the body is not the one it was sealed with; give the body/);
  });

  it('says what is wrong with a key file or a sender', async () => {
    writeFileSync(join(dir, 'public.key'), readFileSync(join(dir, 'ada.key'), 'utf8').replace(/,"d":.*"/, ''));
    expect(await open('mine', 'public.key')).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/holds no private key; give/),
    });
    const jwk = JSON.parse(readFileSync(join(dir, 'ada.key'), 'utf8'));
    writeFileSync(
      join(dir, 'mixed.key'),
      JSON.stringify({ ...jwk, x: JSON.parse(readFileSync(join(dir, 'bo.key'), 'utf8')).x }),
    );
    expect(await open('mine', 'mixed.key')).toMatchObject({ code: 3, stderr: expect.not.stringContaining(jwk.d) });
    const args = ['open', '--key', 'ada.key', '--sender', sender.slice(2), 'mine.envelope', 'mine.body'];
    expect(await run(dir, args)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/128 hexadecimal digits; sealcast keys/),
    });
  });

  it('makes a key that opens, and never replaces one', async () => {
    const made = await run(dir, ['keygen', '--out', 'new.key']);
    expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[\w-]{43}\n$/), stderr: '' });
    expect(statSync(join(dir, 'new.key')).mode & 0o777).toBe(0o600);
    const before = readFileSync(join(dir, 'new.key'), 'utf8');
    expect(JSON.parse(before)).toMatchObject({ kty: 'OKP', crv: 'X25519', x: made.stdout.trim() });
    expect(await open('mine', 'new.key')).toMatchObject({ code: 8 });
    const again = await run(dir, ['keygen', '--out', 'new.key']);
    expect(again).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/exists already; choose another name/),
    });
    expect(readFileSync(join(dir, 'new.key'), 'utf8')).toBe(before);
  });
});
