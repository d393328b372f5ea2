import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { passphraseBytes, readPassphrase } from '../../src/keyring/passphrase.ts';
import { limits } from '../../src/limits.ts';

const bytes = (s: string) => new TextEncoder().encode(s);
const refused = expect.objectContaining({ code: 'KEYRING_PASSPHRASE' });

describe('the bytes of a passphrase', () => {
  test('follow OpaqueString: other spaces to U+0020, NFC, case kept', () => {
    // The examples of RFC 8265 §4.3 that are allowed.
    expect(passphraseBytes('correct horse battery staple')).toEqual(bytes('correct horse battery staple'));
    expect(passphraseBytes('Correct Horse Battery Staple')).toEqual(bytes('Correct Horse Battery Staple'));
    expect(passphraseBytes('\u03c0\u00df\u00e5')).toEqual(bytes('\u03c0\u00df\u00e5'));
    expect(passphraseBytes('Jack of \u2666s')).toEqual(bytes('Jack of \u2666s'));
    expect(passphraseBytes('foo\u1680bar')).toEqual(bytes('foo bar'));
    expect(passphraseBytes('cafe\u0301')).toEqual(bytes('caf\u00e9'));
    // NFKC would fold these; NFC does not.
    expect(passphraseBytes('\uff21\ufb01')).toEqual(bytes('\uff21\ufb01'));
  });

  test('empty, control characters, lone surrogates, too long are refused', () => {
    for (const bad of [
      '',
      'my cat is a \u0009by',
      'a\u007f',
      'a\nb',
      '\ud800x',
      'x'.repeat(limits.passphraseBytes + 1),
    ])
      expect(() => passphraseBytes(bad)).toThrowError(refused);
    expect(passphraseBytes('x'.repeat(limits.passphraseBytes))).toHaveLength(limits.passphraseBytes);
  });
});

test('from the environment', async () => {
  process.env.SEALCAST_TEST_PASSPHRASE = 'from the environment';
  expect(await readPassphrase({ env: 'SEALCAST_TEST_PASSPHRASE' })).toEqual(bytes('from the environment'));
  delete process.env.SEALCAST_TEST_PASSPHRASE;
  await expect(readPassphrase({ env: 'SEALCAST_TEST_PASSPHRASE' })).rejects.toEqual(refused);
});

describe('from a file descriptor', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'sealcast-passphrase-'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  async function through(content: string | Uint8Array): Promise<Uint8Array> {
    writeFileSync(join(dir, 'p'), content);
    const fd = openSync(join(dir, 'p'), 'r');
    try {
      return await readPassphrase({ fd });
    } finally {
      closeSync(fd);
    }
  }

  test('one line end is not part of it', async () => {
    for (const end of ['', '\n', '\r\n']) expect(await through(`abc${end}`)).toEqual(bytes('abc'));
    await expect(through('abc\n\n')).rejects.toEqual(refused);
    await expect(through('\n')).rejects.toEqual(refused);
    await expect(through('')).rejects.toEqual(refused);
    const longest = 'x'.repeat(limits.passphraseBytes);
    expect(await through(`${longest}\r\n`)).toEqual(bytes(longest));
  });

  test('not UTF-8, too long, not open', async () => {
    await expect(through(Uint8Array.of(0xff, 0x61))).rejects.toEqual(refused);
    await expect(through('x'.repeat(100_000))).rejects.toEqual(refused);
    await expect(readPassphrase({ fd: 987_654 })).rejects.toEqual(refused);
  });
});

describe('from a prompt', () => {
  function terminal() {
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input });
    const output = new PassThrough();
    const shown: string[] = [];
    output.on('data', (chunk) => shown.push(String(chunk)));
    return { input, output, shown };
  }

  test('nothing that is typed is shown', async () => {
    const { input, output, shown } = terminal();
    const answer = readPassphrase({ prompt: {} }, { input, output });
    input.write('s3crex\x7ft\r');
    expect(await answer).toEqual(bytes('s3cret'));
    expect(shown.join('')).toBe('Passphrase of the keyring: \n');
  });

  test('asked twice for a new one', async () => {
    for (const [second, same] of [
      ['abc', true],
      ['abd', false],
    ] as const) {
      const { input, output, shown } = terminal();
      const answer = readPassphrase({ prompt: { label: 'New', confirm: true } }, { input, output });
      // Both lines at once, as from a paste: the second must not be lost between the questions.
      input.write(`abc\r${second}\r`);
      if (same) expect(await answer).toEqual(bytes('abc'));
      else await expect(answer).rejects.toEqual(refused);
      expect(shown.join('')).toBe('New: \nOnce more: \n');
    }
  });

  test('Ctrl-C stops, Ctrl-D gives none, and without a terminal there is nobody to ask', async () => {
    const first = terminal();
    const stopped = readPassphrase({ prompt: {} }, first);
    first.input.write('abc\x03');
    await expect(stopped).rejects.toMatchObject({ code: 'ABORTED' });
    const second = terminal();
    const none = readPassphrase({ prompt: {} }, second);
    second.input.write('\x04');
    await expect(none).rejects.toEqual(refused);
    const pipe = { input: new PassThrough(), output: new PassThrough() };
    await expect(readPassphrase({ prompt: {} }, pipe)).rejects.toEqual(refused);
  });
});
