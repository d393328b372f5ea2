import { SUPPRESSION_NAMES } from '../broadcast/recipients/rule-names.ts';
import type { Report } from '../broadcast/report.ts';
import { CLASSES } from '../broadcast/request.ts';
import type { LatencyReport, LatencySummary } from '../delivery/latency.ts';
import type { DeliveryStatus } from '../delivery/status.ts';
import { REFUSALS } from '../fanout/read/refusal.ts';
import type { MailboxMetrics } from '../mailbox/counters.ts';

export interface Measured {
  readonly reports: readonly Report[];
  readonly status: DeliveryStatus;
  readonly latency: LatencyReport;
  /** Null without one. */
  readonly mailbox: MailboxMetrics | null;
  readonly version: string;
  readonly failedLogins: number;
  readonly streams: number;
}

/** Prometheus' text format 0.0.4, for `Content-Type`. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const STATES = ['sealing', 'sealed', 'aborted', 'purged'] as const;
const PEOPLE = ['listed', 'refused', 'duplicates', 'suppressed', 'sealed'] as const;
const ENVELOPES = ['pending', 'delivered', 'failed', 'expired', 'recalled', 'unknown'] as const;
/** A transport may call a failure anything, and a label must not be made of anything: what is not one of these is `other`. */
const FAILURE =
  /^(gone|too-large|no-route|url-refused|subscription-invalid|file-damaged|unavailable|stopped|no-answer|refused-[1-5][0-9]{2})$/;

/**
 * Counts, of all broadcasts together: no id, no name of a sender, nothing of a recipient. Label sets are closed, but for the names of
 * transports, which the operator chose and of which there are at most 16.
 */
export function metricsText({ reports, status, latency, mailbox, version, failedLogins, streams }: Measured): string {
  const out = new Exposition();
  out.family('sealcast_build_info', 'gauge', 'Version of the library.').add({ version }, 1);

  const broadcasts = out.family('sealcast_broadcasts', 'gauge', 'Broadcasts in the spool, by state.');
  for (const state of STATES) broadcasts.add({ state }, reports.filter((one) => one.state === state).length);
  out
    .family('sealcast_broadcasts_paused', 'gauge', 'Broadcasts that are paused and have something that waits.')
    .add({}, reports.filter(({ paused, pending }) => paused && pending > 0).length);

  const people = out.family('sealcast_people', 'gauge', 'People, by class and what became of them while sealing.');
  const envelopes = out.family('sealcast_envelopes', 'gauge', 'Envelopes, by class and what became of them.');
  const confirmed = out.family('sealcast_confirmed_envelopes', 'gauge', 'Envelopes that were said to be opened.');
  for (const name of CLASSES) {
    const own = reports.filter((one) => one.class === name);
    const sum = (count: (report: Report) => number): number => own.reduce((total, one) => total + count(one), 0);
    for (const result of PEOPLE)
      people.add(
        { class: name, result },
        sum((one) => one[result]),
      );
    confirmed.add(
      { class: name },
      sum((one) => one.confirmed ?? 0),
    );
    for (const state of ENVELOPES)
      envelopes.add(
        { class: name, state },
        sum((one) => one[state]),
      );
  }

  const refused = out.family('sealcast_refused_rows', 'gauge', 'Rows that were refused, by reason.');
  for (const reason of Object.keys(REFUSALS))
    refused.add(
      { reason },
      reports.reduce((total, { refusedBy }) => total + (refusedBy[reason] ?? 0), 0),
    );
  const suppressed = out.family('sealcast_suppressed_people', 'gauge', 'People who were not written to, by rule.');
  for (const rule of SUPPRESSION_NAMES)
    suppressed.add(
      { rule },
      reports.reduce((total, { suppressedBy }) => total + (suppressedBy[rule] ?? 0), 0),
    );
  const failed = out.family('sealcast_failed_envelopes', 'gauge', 'Envelopes that failed, by reason.');
  const byReason = new Map<string, number>([['other', 0]]);
  for (const { failedBy } of reports)
    for (const [reason, count] of Object.entries(failedBy)) {
      const known = FAILURE.test(reason) ? reason : 'other';
      byReason.set(known, (byReason.get(known) ?? 0) + count);
    }
  for (const [reason, count] of byReason) failed.add({ reason }, count);

  out.family('sealcast_paused', 'gauge', '1 while nothing at all is handed over.').add({}, Number(status.paused));
  const demoted = out.family('sealcast_class_demoted', 'gauge', '1 while overload leaves a class its floor only.');
  const demotions = out.family('sealcast_class_demotions_total', 'counter', 'How often a class was demoted.');
  for (const one of status.classes) {
    demoted.add({ class: one.class }, Number(one.demoted));
    demotions.add({ class: one.class }, one.demotions);
  }
  const paused = out.family('sealcast_transport_paused', 'gauge', '1 while a transport is paused.');
  const groups = out.family('sealcast_transport_groups', 'gauge', 'Groups of envelopes that a transport has in hand.');
  const down = out.family('sealcast_transport_down_seconds', 'gauge', 'For how long it has taken nothing.');
  const breaks = out.family('sealcast_transport_breaks_total', 'counter', 'How often it was left alone for a while.');
  for (const { name: transport, ...one } of status.transports) {
    paused.add({ transport }, Number(one.paused));
    groups.add({ transport }, one.groups);
    down.add({ transport }, one.downMs / 1000);
    breaks.add({ transport }, one.breaks);
  }

  for (const [stage, family, help] of [
    ['wait', 'sealcast_wait_seconds', 'From ready to handed over, by envelope.'],
    ['handOver', 'sealcast_hand_over_seconds', 'From hand-over to answer, by group.'],
  ] as const) {
    const histogram = out.family(family, 'histogram', help);
    for (const name of CLASSES) addHistogram(histogram, { class: name }, latency[name][stage]);
  }

  if (mailbox !== null) addMailbox(out, mailbox);
  out.family('sealcast_operator_failed_logins_total', 'counter', 'Logins that failed.').add({}, failedLogins);
  out.family('sealcast_operator_streams', 'gauge', 'Pages that are kept up to date.').add({}, streams);
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  out.family('process_resident_memory_bytes', 'gauge', 'Resident memory.').add({}, rss);
  out.family('nodejs_heap_size_used_bytes', 'gauge', 'Heap of the main thread in use.').add({}, heapUsed);
  out.family('process_cpu_seconds_total', 'counter', 'CPU time of all threads.').add({}, (user + system) / 1e6);
  out
    .family('process_start_time_seconds', 'gauge', 'When the process began, Unix time.')
    .add({}, Math.round(performance.timeOrigin) / 1000);
  return out.text();
}

function addHistogram(family: Family, labels: Labels, { buckets, count, meanMs }: LatencySummary): void {
  for (const { leMs, count } of buckets) family.add({ ...labels, le: String(leMs / 1000) }, count, '_bucket');
  family.add({ ...labels, le: '+Inf' }, count, '_bucket');
  family.add(labels, (meanMs * count) / 1000, '_sum');
  family.add(labels, count, '_count');
}

function addMailbox(out: Exposition, { refused, ...counts }: MailboxMetrics): void {
  for (const [name, help] of [
    ['envelopes', 'Envelopes that wait to be collected.'],
    ['bodies', 'Bodies of broadcasts that wait with them.'],
    ['waits', 'Devices that wait for what comes.'],
    ['connections', 'Connections.'],
  ] as const)
    out.family(`sealcast_mailbox_${name}`, 'gauge', help).add({}, counts[name]);
  for (const [name, help] of [
    ['delivered', 'Envelopes that were laid into an inbox.'],
    ['repeated', 'Parcels that came again, and were dropped.'],
    ['acknowledged', 'Envelopes that their device has taken.'],
    ['expired', 'Envelopes that nobody came for.'],
    ['receipts', 'Proofs of opening that devices have shown.'],
    ['challenges', 'Challenges that were asked for.'],
    ['sessions', 'Challenges that were answered.'],
  ] as const)
    out.family(`sealcast_mailbox_${name}_total`, 'counter', help).add({}, counts[name]);
  const family = out.family('sealcast_mailbox_refused_total', 'counter', 'Requests that were refused, by answer.');
  for (const [word, count] of Object.entries(refused)) family.add({ word }, count);
}

type Labels = Readonly<Record<string, string>>;

interface Family {
  add(labels: Labels, value: number, suffix?: string): void;
}

class Exposition {
  readonly #families: string[][] = [];

  family(name: string, type: 'counter' | 'gauge' | 'histogram', help: string): Family {
    const lines = [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
    this.#families.push(lines);
    return {
      add(labels, value, suffix = '') {
        const given = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
        lines.push(`${name}${suffix}${given.length > 0 ? `{${given.join(',')}}` : ''} ${value}`);
      },
    };
  }

  text(): string {
    return `${this.#families.flat().join('\n')}\n`;
  }
}

function escaped(label: string): string {
  return label.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}
