import { sayViolations } from '../broadcast/admit/violation.ts';
import { SUPPRESSED } from '../broadcast/recipients/rule-names.ts';
import type { Report } from '../broadcast/report.ts';
import { REFUSALS, type RefusalReason } from '../fanout/read/refusal.ts';
import { limits } from '../limits.ts';
import { count, fitted, moment, paint, print, printable, table } from './output.ts';

const STATES: Readonly<Record<Report['state'], string>> = {
  sealing: 'not finished: some of the audience is not sealed yet (resume goes on)',
  sealed: 'sealed: everybody who was to have an envelope has one',
  aborted: 'aborted: what waited was withdrawn',
  purged: 'purged: envelopes and keys are destroyed, these counts stay',
  'dry-run': 'dry run: nothing was sealed or stored',
};

/** Where every row went, in words. Counts only: nothing here names anybody. */
export function printReport(report: Report): void {
  const dry = report.state === 'dry-run';
  const head: string[][] = [
    ...(dry ? [] : [['Broadcast', report.broadcast]]),
    ['State', STATES[report.state]],
    ['From', printable(report.from)],
    [
      'Proves',
      report.suite === 2
        ? 'who wrote it, and to each recipient that it is meant for them (suite 2)'
        : 'who wrote it (suite 1)',
    ],
    ['Class', report.class],
    ...(report.purpose === '' ? [] : [['Purpose', report.purpose]]),
    ...(report.recalls === null ? [] : [['Recalls', `broadcast ${report.recalls}: this is its recall notice`]]),
    ...(report.recalledBy === null ? [] : [['Recalled', `by broadcast ${report.recalledBy}`]]),
    ['Created', `${moment(report.created)}, expires ${moment(report.expires)}`],
    ...(report.releaseAt === null ? [] : [['Held', `until ${moment(report.releaseAt)}`]]),
    ...policy(report),
    ...hours(report),
    ...(report.paused ? [['Paused', 'nothing is handed over until unpause']] : []),
    ...kept(report),
  ];
  for (const line of table([{}, { flexible: true }], head)) print(line);
  print();

  const figure = (n: number, name: string, says = ''): string[] => [count(n), name, says];
  const some = (n: number, name: string, says: string): string[][] => (n === 0 ? [] : [figure(n, name, says)]);
  const people = [
    figure(report.listed, 'rows listed'),
    figure(report.sealed, dry ? 'would be sealed' : 'sealed', dry ? '' : 'an envelope that only they can open'),
    figure(report.duplicates, 'duplicates', by(report.duplicatesBy, 'same ')),
    figure(report.refused, 'refused', report.refused > 0 ? 'see below' : ''),
    ...some(report.suppressed, 'suppressed', 'not to be written to: see below'),
  ];
  const envelopes = dry
    ? [figure(report.envelopes, 'envelopes', 'one per device')]
    : [
        figure(report.envelopes, 'envelopes', 'one per device'),
        figure(report.pending, 'pending', report.pending > 0 ? 'in the spool, not handed over' : ''),
        figure(report.delivered, 'delivered', report.delivered > 0 ? 'taken by the transport' : ''),
        ...(report.receipts ? [[confirmedOf(report), 'confirmed', 'opened, as their device says']] : []),
        ...some(report.failed, 'failed', by(report.failedBy)),
        ...some(report.expired, 'expired', 'too late to hand over'),
        ...some(report.recalled, 'recalled', 'withdrawn before they were handed over'),
        ...some(report.unknown, 'unknown', 'handed over, but the answer was lost'),
      ];
  const columns = [{ align: 'right' as const }, {}, { flexible: true }];
  for (const line of table(columns, [...people, ['', '', ''], ...envelopes])) print(line);

  if (report.refused > 0) {
    print();
    print(paint('bold', 'Refused, and what to do (--refused FILE names the rows)'));
    const rows = sorted(report.refusedBy).map(([reason, n]) => [count(n), reason, whatToDo(reason)]);
    for (const line of table(columns, rows)) print(line);
  }
  if (report.suppressed > 0) {
    print();
    print(paint('bold', 'Suppressed, and why'));
    const rows = sorted(report.suppressedBy).map(([rule, n]) => [count(n), rule, whySuppressed(rule)]);
    for (const line of table(columns, rows)) print(line);
  }
  const dropped = sorted(report.dropped);
  if (dropped.length > 0 || report.devicesDropped > 0) {
    print();
    print(paint('bold', 'Left out, while the person was still sealed'));
    const rows = dropped.map(([column, n]) => [count(n), column, 'could not be read']);
    if (report.devicesDropped > 0)
      rows.push([count(report.devicesDropped), 'devices', 'listed twice, or belong to somebody listed before']);
    for (const line of table(columns, rows)) print(line);
  }
  if (report.ignoredColumns.length > 0) {
    print();
    const names = report.ignoredColumns.map((name) => fitted(printable(name), 24)).join(', ');
    for (const line of table([{}, { flexible: true }], [['Columns ignored', names]])) print(line);
  }
  print();
  print(sums(report));
}

/** Fewer are not told, none included. */
export function confirmedOf({ confirmed }: Pick<Report, 'confirmed'>): string {
  return confirmed === null ? `< ${limits.receiptsShown}` : count(confirmed);
}

function kept({ state, retainUntil, retentionErasedAt }: Report): string[][] {
  if (state === 'dry-run') return [];
  if (retentionErasedAt !== null)
    return [['Erased', `${moment(retentionErasedAt)}: no copy of the spool can be opened`]];
  return retainUntil === null ? [] : [['Kept', `until ${moment(retainUntil)}`]];
}

function sums(report: Report): string {
  const rows = `${count(report.listed)} = ${count(report.sealed)} + ${count(report.duplicates)} + ${count(report.refused)}`;
  const whole = report.suppressed > 0 ? `${rows} + ${count(report.suppressed)}` : rows;
  return report.conserved
    ? `${paint('green', 'The figures add up')}: ${whole}.`
    : `${paint('red', 'THE FIGURES DO NOT ADD UP')}: ${whole}? Please report this.`;
}

/** Of interest while some of it waits. */
function hours({ hoursBegin, pending }: Report): string[][] {
  if (hoursBegin === null || pending === 0) return [];
  return [['Hours', `begin ${moment(hoursBegin)} for some of its recipients`]];
}

function policy(report: Report): string[][] {
  const { profile, admission, violations, approveUntil, approvedBy, parts, partsReleased, withheld } = report;
  const rules = profile === 'open' ? [] : [['Profile', printable(profile)]];
  if (parts > 1)
    rules.push([
      'Parts',
      report.state === 'dry-run'
        ? `${parts}, each sent as the caps have room`
        : `${partsReleased} of ${parts} released; ${count(withheld)} envelopes wait for the others`,
    ]);
  const why = sayViolations(violations, profile);
  if (admission === 'released')
    return approvedBy === '' ? rules : [...rules, ['Approved', `by ${printable(approvedBy)}: ${why}`]];
  if (admission !== 'held') return [...rules, [admission === 'refused' ? 'Refused' : 'Withdrawn', why]];
  if (approveUntil === null) return [...rules, ['Held', 'until its people are counted: nothing is handed over before']];
  return [...rules, ['Held', `until somebody approves it, at the latest ${moment(approveUntil)}: ${why}`]];
}

function whySuppressed(rule: string): string {
  return (SUPPRESSED as Readonly<Record<string, string>>)[rule] ?? '';
}

function by(counts: Readonly<Record<string, number>>, before = ''): string {
  return sorted(counts)
    .map(([what, n]) => `${before}${printable(what)}: ${count(n)}`)
    .join(', ');
}

function sorted(counts: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(counts).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

export function whatToDo(reason: string): string {
  return Object.hasOwn(REFUSALS, reason) ? REFUSALS[reason as RefusalReason] : '';
}

/** A report as JSON has it: the same fields in the same order, whether it was counted just now or read from the spool. */
export function plainReport(report: Report) {
  const { broadcast, state, kind, recalls, recalledBy } = report;
  const { from, sender, class: messageClass, purpose, suite, created, expires, retainUntil } = report;
  const { profile, admission, violations, approveUntil, approvedBy, parts, partsReleased, withheld } = report;
  const { paused, releaseAt, hoursBegin, notAfter } = report;
  const { listed, sealed, refused, duplicates, suppressed } = report;
  const { envelopes, pending, delivered, failed, expired, recalled, unknown } = report;
  const { receipts, confirmed } = report;
  const { refusedBy, duplicatesBy, suppressedBy, failedBy, dropped, devicesDropped, ignoredColumns } = report;
  const { sealMilliseconds, recipientsPerSecond, erased, retentionErased, retentionErasedAt, conserved } = report;
  return {
    ...{
      broadcast,
      state,
      kind,
      recalls,
      recalledBy,
      from,
      sender,
      class: messageClass,
      purpose,
      suite,
      created,
      expires,
      retainUntil,
    },
    ...{ profile, admission, violations, approveUntil, approvedBy, parts, partsReleased, withheld },
    ...{ paused, releaseAt, hoursBegin, notAfter },
    ...{ listed, sealed, refused, duplicates, suppressed },
    ...{ envelopes, pending, delivered, failed, expired, recalled, unknown },
    ...{ receipts, confirmed },
    ...{ refusedBy, duplicatesBy, suppressedBy, failedBy, dropped, devicesDropped, ignoredColumns },
    ...{ sealMilliseconds, recipientsPerSecond, erased, retentionErased, retentionErasedAt, conserved },
  };
}

/** One line a broadcast, oldest first. */
export function printList(reports: readonly Report[]): void {
  if (reports.length === 0) {
    print('No broadcasts yet.');
    return;
  }
  const head = ['broadcast', 'created', 'state', 'from', 'sealed', 'pending'];
  const rows = reports.map((report) => [
    report.broadcast.slice(0, 12),
    moment(report.created).replace(' UTC', ''),
    report.state,
    fitted(printable(report.from), 18),
    count(report.sealed),
    count(report.pending),
  ]);
  const columns = [{}, {}, {}, {}, { align: 'right' as const }, { align: 'right' as const }];
  const [first, ...lines] = table(columns, [head, ...rows]);
  print(paint('dim', first!));
  for (const line of lines) print(line);
}
