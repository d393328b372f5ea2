import type { Span } from './text.ts';
import { CLASS, CLASSES } from './text-classes.ts';

/** One character for each province, as plates begin with it. */
const PROVINCES = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼';
/** I and O are never used: they look like 1 and 0. */
const PLATE = new RegExp(
  `([${PROVINCES}][A-Za-z][ .·•・-]?)([A-HJ-NP-Za-hj-np-z0-9]{6}|[A-HJ-NP-Za-hj-np-z0-9]{5}|[A-HJ-NP-Za-hj-np-z0-9]{4}(?=[学警港澳挂领]))`,
  'y',
);
const IS_PROVINCE = new RegExp(`[${PROVINCES}]`, 'g');
/** 2000::/3, fc00::/7 and fe80::/10 all begin with a group of four; `::1` is the machine itself. */
const IPV6 = /([0-9A-Fa-f]{4})(:[0-9A-Fa-f:]*[0-9A-Fa-f])/y;
const COLON = /:/g;

/**
 * Finds plates and IPv6 addresses. Neither is part of a longer word, and both contain a digit:
 *
 *   粤B·D12345   province, letter, at most one separator, five or six letters and digits with at most two letters; or
 *                four and one of 学警港澳挂领
 *   2001:db8::1  eight groups of hexadecimal digits, or fewer and one `::`; the first group has four
 */
export function readCodes(text: string): { spans: Span[]; steps: number } {
  const spans: Span[] = [];
  let steps = text.length;
  for (const { index } of text.matchAll(IS_PROVINCE)) {
    steps += 10;
    PLATE.lastIndex = index;
    const found = PLATE.exec(text);
    if (found === null) continue;
    const [, before, body] = found as unknown as [string, string, string];
    const special = body.length === 4 ? 1 : 0;
    const end = index + before.length + body.length + special;
    if (body.replace(/[0-9]/g, '').length > 2 || !endsWord(text, end)) continue;
    // Of four and a special one the last stays anyway.
    const mask = before + '*'.repeat(body.length - 1 + special) + text[end - 1];
    spans.push({ kind: 'plate', start: index, end, mask });
  }
  for (const { index: colon } of text.matchAll(COLON)) {
    const start = colon - 4;
    if (start < 0 || (start > 0 && isPart(text.charCodeAt(start - 1)))) continue;
    IPV6.lastIndex = start;
    const found = IPV6.exec(text);
    if (found === null) continue;
    const end = IPV6.lastIndex;
    steps += end - start;
    if (!isAddress(found[0]) || !endsWord(text, end)) continue;
    spans.push({ kind: 'ip', start, end, mask: found[1] + found[2]!.replace(/[^:]/g, '*') });
  }
  return { spans: spans.sort((a, b) => a.start - b.start), steps };
}

/** What is before a first group must not be one more group, nor the rest of a word. */
function isPart(unit: number): boolean {
  const cls = CLASSES[unit]!;
  return cls <= CLASS.X || cls === CLASS.UNDERSCORE || cls === CLASS.IGNORED || unit === 0x3a;
}

/** Neither more of the word, nor a mark on its last character. */
function endsWord(text: string, end: number): boolean {
  if (end >= text.length) return true;
  const cls = CLASSES[text.charCodeAt(end)]!;
  return cls > CLASS.X && cls !== CLASS.UNDERSCORE && cls !== CLASS.IGNORED;
}

/** Hexadecimal digits and colons, from a first group of four. */
function isAddress(run: string): boolean {
  const groups = run.split(':');
  const gap = run.indexOf('::');
  if (gap !== run.lastIndexOf('::') || groups.some((group) => group.length > 4) || !/[0-9]/.test(run)) return false;
  // A `::` leaves an empty group, and stands for one at least.
  return gap < 0 ? groups.length === 8 : groups.length <= 8;
}
