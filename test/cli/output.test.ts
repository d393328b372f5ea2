import { describe, expect, it, vi } from 'vitest';
import { BroadcastFailure, EXIT, failureOf } from '../../src/cli/exit.ts';
import { list, pairs, whole } from '../../src/cli/options.ts';
import { bytes, columnsOf, fitted, padded, printable, printFailure, span, table } from '../../src/cli/output.ts';
import { SealcastError } from '../../src/errors.ts';

describe('text for a terminal', () => {
  it('knows what wide characters take', () => {
    expect([columnsOf('Ada'), columnsOf('张伟'), columnsOf('👩‍👩‍👧'), columnsOf('e\u0301'), columnsOf('ـم')]).toEqual([
      3, 4, 2, 1, 2,
    ]);
    expect(padded('张*', 6)).toBe('张*   ');
    expect(padded('7', 3, 'right')).toBe('  7');
    expect([fitted('city-hall', 9), fitted('city-hall', 8), fitted('张伟张伟', 6)]).toEqual([
      'city-hall',
      'city-ha…',
      '张伟…',
    ]);
  });

  it('shows control characters instead of obeying them', () => {
    expect(printable('a\u001b[2Jb\r\u202ec\n\td')).toBe('a\ufffd[2Jb\ufffd\ufffdc\n\td');
  });

  it('breaks the flexible column of a table into the room there is', () => {
    const lines = table(
      [{ align: 'right' }, {}, { flexible: true }],
      [
        ['10', 'a', 'word '.repeat(30).trim()],
        ['7', 'bcd', ''],
      ],
    );
    expect(lines[0]).toMatch(/^10 {2}a {4}word word/);
    expect(lines.at(-1)).toBe(' 7  bcd');
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('rounds as people read', () => {
    expect([span(1234), span(45_000), span(130_000), span(7_500_000)]).toEqual(['1.2 s', '45 s', '2 min', '2 h 5 min']);
    expect([bytes(512), bytes(1536), bytes(300 * 1024 ** 3)]).toEqual(['512 B', '1.5 KiB', '300 GiB']);
  });
});

describe('a failure', () => {
  it('is one line, whatever the message held', () => {
    const written: string[] = [];
    const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    try {
      printFailure(failureOf(new SealcastError('USAGE', 'two\nlines \u001b[31m.', { hint: 'Do this.\nAnd that.' })));
    } finally {
      spy.mockRestore();
    }
    expect(written).toEqual(['sealcast: two lines \ufffd[31m; do this. And that\n']);
  });

  it('does not repeat what an unforeseen error quotes', () => {
    const failure = failureOf(new TypeError('cannot read 张伟, +8613800138000'));
    expect(failure).toMatchObject({ exit: EXIT.unexpected, code: 'INTERNAL', message: 'unexpected TypeError' });
    expect(JSON.stringify(failure)).not.toMatch(/张伟|138/);
  });

  it('keeps the broadcast it happened to', () => {
    const cause = new SealcastError('DISK_FULL', 'full');
    expect(failureOf(new BroadcastFailure(cause, 'ab'))).toMatchObject({
      exit: EXIT.spool,
      code: 'DISK_FULL',
      broadcast: 'ab',
    });
    expect(failureOf(new BroadcastFailure(cause, ''))).not.toHaveProperty('broadcast');
  });

  it('gives hints in the words of the command', () => {
    const hint = 'Did you mean "key"? Then say columns: { publicKey: "key" }.';
    expect(failureOf(new SealcastError('AUDIENCE_UNREADABLE', 'm', { hint })).hint).toBe(
      'Did you mean "key"? Then say --columns publicKey=key.',
    );
  });
});

describe('option values', () => {
  it('are read, or refused with what to give instead', () => {
    expect(whole(1, 256)('8')).toBe(8);
    for (const wrong of ['0', '257', '1.5', '-1', '1e2', '', 'many'])
      expect(() => whole(1, 256)(wrong)).toThrow(/from 1 to 256/);
    expect(list('name, city', list('a\\,b'))).toEqual(['a,b', 'name', 'city']);
    expect(() => list('name,,city')).toThrow(/empty/);
    expect(pairs('id=No.,publicKey=a=b')).toEqual({ id: 'No.', publicKey: 'a=b' });
    for (const wrong of ['id', '=x', 'id=', 'id=a,id=b']) expect(() => pairs(wrong)).toThrow();
  });
});
