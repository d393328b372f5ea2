import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { median } from './measure.mjs';

/**
 * @typedef {object} Entry one line of `--json`
 * @property {string} bench
 * @property {string} implementation `sealcast …` for ours, else the package
 * @property {number} threads
 * @property {number} recipientsPerSecond median of the rounds
 * @property {number | null} ratio ours over this one, in recipients a second: above 1, sealcast is faster. 1 for sealcast's
 *   own lines; null while there is nothing of ours to compare with
 * @property {number} [wideRatio] the same of ours with the kernels that are only asked for by name
 * @property {number} [p99Milliseconds] where waiting is measured
 * @property {number} [p99Ratio] that over the same without other work
 * @property {number} [milliseconds] where waiting is what is measured
 *
 * @typedef {Entry & { note?: string, ofMedians?: number, ofTenths?: number }} Result
 */

/**
 * @param {string} bench
 * @param {string} implementation
 * @param {number[]} rates
 * @param {{ threads?: number, note?: string }} [more]
 * @returns {Result}
 */
export function ours(bench, implementation, rates, { threads = 1, note = '' } = {}) {
  return { bench, implementation, threads, recipientsPerSecond: Math.round(median(rates)), ratio: 1, note };
}

/**
 * @param {string} bench
 * @param {string} implementation
 * @param {import('./measure.mjs').Comparison} comparison ours is `a`
 * @param {string} [note]
 * @param {import('./measure.mjs').Comparison} [wide] of the same peer, ours with the kernels 'wide'
 * @returns {Result}
 */
export function peer(bench, implementation, comparison, note = '', wide) {
  const { b, ratio, ofMedians, ofTenths } = comparison;
  const recipientsPerSecond = Math.round(median(b));
  const result = { bench, implementation, threads: 1, recipientsPerSecond, ratio, note, ofMedians, ofTenths };
  return wide === undefined ? result : { ...result, wideRatio: wide.ratio };
}

/**
 * A peer without anything of ours to compare with.
 *
 * @param {string} bench
 * @param {string} implementation
 * @param {number[]} rates
 * @param {string} note
 * @returns {Result}
 */
export function alone(bench, implementation, rates, note) {
  return { bench, implementation, threads: 1, recipientsPerSecond: Math.round(median(rates)), ratio: null, note };
}

/**
 * @param {Result} result
 * @returns {Entry}
 */
export function entryOf(result) {
  const { bench, implementation, threads, recipientsPerSecond, ratio } = result;
  const { wideRatio, p99Milliseconds, p99Ratio, milliseconds } = result;
  return {
    bench,
    implementation,
    threads,
    recipientsPerSecond,
    ratio: ratio === null ? null : significant(ratio),
    ...(wideRatio === undefined ? {} : { wideRatio: significant(wideRatio) }),
    ...(p99Milliseconds === undefined ? {} : { p99Milliseconds: significant(p99Milliseconds) }),
    ...(p99Ratio === undefined ? {} : { p99Ratio: significant(p99Ratio) }),
    ...(milliseconds === undefined ? {} : { milliseconds }),
  };
}

/** @param {Result[]} results of one bench */
export function tableOf(results) {
  const wide = results.some(({ wideRatio }) => wideRatio !== undefined);
  const rows = results.map((result) => [
    result.implementation,
    String(result.threads),
    result.recipientsPerSecond.toLocaleString('en-US'),
    String(significant(1e6 / result.recipientsPerSecond)),
    result.ratio === null || result.implementation.startsWith('sealcast') ? '' : `${significant(result.ratio)} ×`,
    ...(wide ? [result.wideRatio === undefined ? '' : `${significant(result.wideRatio)} ×`] : []),
    result.ofMedians === undefined ? '' : `${significant(result.ofMedians)} / ${significant(result.ofTenths)}`,
    result.note ?? '',
  ]);
  const head = [
    ...['', 'threads', 'recipients/s', 'µs each', 'sealcast is'],
    ...(wide ? ['wide is'] : []),
    ...['medians / tenths', ''],
  ];
  const widths = head.map((title, k) => Math.max(title.length, ...rows.map((row) => row[k].length)));
  const line = (/** @type {string[]} */ cells) =>
    cells
      .map((cell, k) => (k === 0 || k === head.length - 1 ? cell.padEnd(widths[k]) : cell.padStart(widths[k])))
      .join('  ')
      .trimEnd();
  return [`\n${results[0]?.bench}`, line(head), ...rows.map(line)].join('\n');
}

export function machine() {
  const [cpu] = cpus();
  return {
    date: new Date().toISOString(),
    node: process.version,
    v8: process.versions.v8,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpu?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  };
}

/** @param {ReturnType<typeof machine>} on */
export function machineLine(on) {
  return `${on.date}  Node ${on.node} (V8 ${on.v8})  ${on.platform}  ${on.cores} × ${on.cpu}  ${on.memoryGiB} GiB`;
}

/**
 * @param {{ machine: ReturnType<typeof machine>, quick: boolean, results: Result[] }} run
 * @param {Record<string, string>} figures SVG, by bench
 * @returns {URL[]} the files
 */
export function save(run, figures) {
  const folder = new URL('results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const stamp = run.machine.date.slice(0, 16).replace('T', '-').replace(':', '');
  const stem = `${stamp}-node${process.versions.node.split('.')[0]}`;
  const written = [[new URL(`${stem}.json`, folder), `${JSON.stringify(run, null, 2)}\n`]];
  for (const [bench, svg] of Object.entries(figures)) written.push([new URL(`${stem}-${bench}.svg`, folder), svg]);
  for (const [file, content] of written) writeFileSync(file, content);
  return written.map(([file]) => /** @type {URL} */ (file));
}

/** @param {number} value */
function significant(value) {
  return Number(value.toPrecision(3));
}
