// `npm run bench -- [--json] [--quick] [--threads N] [--sizes N,…] [--save] [NAME…]`. See README.md.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { FULL, QUICK } from './measure.mjs';
import { entryOf, machine, machineLine, save, tableOf } from './report.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * @typedef {object} Options
 * @property {boolean} quick
 * @property {import('./measure.mjs').Effort} effort
 * @property {number} threads of the pool, where a bench uses it
 * @property {number[] | undefined} sizes of the audience, where a bench has several
 * @property {(line: string) => void} say progress, for people
 */

/** Every bench of the project, in the order of a recipient's walk; null: its stage does not exist yet. */
const BENCHES = {
  dedup: './benches/dedup.mjs',
  mask: './benches/mask.mjs',
  'seal.cold': './benches/seal-cold.mjs',
  'seal.warm': './benches/seal-warm.mjs',
  webpush: './benches/webpush.mjs',
  open: './benches/open.mjs',
  admission: './benches/admission.mjs',
  people: './benches/people.mjs',
  pipeline: './benches/pipeline.mjs',
  'pipeline.warm': null,
  queue: './benches/queue.mjs',
  delivery: './benches/delivery.mjs',
  startup: './benches/startup.mjs',
  threads: './benches/threads.mjs',
  growth: './benches/growth.mjs',
};

/** Too long for a run of all benches, but for a quick one. */
const BY_NAME = ['growth'];

/** Says what to do and ends with 2: the call was wrong, nothing was measured. */
function usage(/** @type {string} */ message) {
  process.stderr.write(`bench: ${message}\n`);
  process.exit(2);
}

function options() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        save: { type: 'boolean', default: false },
        sizes: { type: 'string' },
        threads: { type: 'string', default: String(availableParallelism()) },
      },
    });
    const threads = Number(values.threads);
    if (!Number.isInteger(threads) || threads < 1 || threads > 256) usage('--threads takes a number from 1 to 256');
    return { ...values, threads, sizes: values.sizes?.split(',').map(sizeOf), names: positionals };
  } catch (error) {
    return usage(`${error instanceof Error ? error.message : error}`);
  }
}

/** 500, 10k, 1M @param {string} text */
function sizeOf(text) {
  const [, digits, unit = ''] = /^(\d+)([kM])?$/.exec(text) ?? [];
  const size = Number(digits) * (unit === 'M' ? 1e6 : unit === 'k' ? 1e3 : 1);
  if (!(size >= 1)) usage('--sizes takes numbers, 10k or 1M, with commas between them');
  return size;
}

const { json, quick, threads, sizes, names, save: saves } = options();
const known = Object.keys(BENCHES);
const ready = known.filter((name) => BENCHES[name] !== null);
for (const name of names) {
  if (!known.includes(name)) usage(`there is no bench '${name}'; there are ${known.join(', ')}`);
  if (!ready.includes(name)) usage(`'${name}' does not exist yet; there are ${ready.join(', ')}`);
}

/** @param {string} command @param {string[]} args @param {string} cwd */
function must(command, args, cwd) {
  // Its output is for people; stdout is the result's.
  const { status, error } = spawnSync(command, args, { cwd, stdio: ['ignore', 2, 2] });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
}

/** The peers' folder is the project's only other package: nobody who uses or tests Sealcast needs it. */
function installPeers() {
  const { dependencies } = JSON.parse(readFileSync(`${HERE}package.json`, 'utf8'));
  const missing = Object.entries(dependencies).filter(([name, version]) => {
    const file = `${HERE}node_modules/${name}/package.json`;
    return !existsSync(file) || JSON.parse(readFileSync(file, 'utf8')).version !== version;
  });
  if (missing.length === 0) return;
  process.stderr.write('bench: installing the peers (once)\n');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  if (npm === undefined) must(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, HERE);
  else must(process.execPath, [npm, ...args], HERE);
}

installPeers();
if (!existsSync(`${ROOT}dist/index.js`)) must(process.execPath, ['scripts/build.mjs'], ROOT);

const on = machine();
const say = (/** @type {string} */ line) => process.stderr.write(`bench: ${line}\n`);
if (!json) process.stdout.write(`${machineLine(on)}\n${quick ? 'quick: a check that all runs, not a result\n' : ''}`);

/** @type {import('./report.mjs').Result[]} */
const all = [];
/** What there is to see of a bench, by its name. @type {Record<string, string>} */
const figures = {};
let failed = false;
for (const name of names.length > 0 ? names : ready.filter((one) => quick || !BY_NAME.includes(one))) {
  try {
    const { bench, figure } = await import(BENCHES[name]);
    /** @type {import('./report.mjs').Result[]} */
    const results = await bench({ quick, effort: quick ? QUICK : FULL, threads, sizes, say });
    all.push(...results);
    if (figure !== undefined) figures[name] = figure(results, machineLine(on));
    if (json) for (const result of results) process.stdout.write(`${JSON.stringify(entryOf(result))}\n`);
    else process.stdout.write(`${tableOf(results)}\n`);
  } catch (error) {
    failed = true;
    say(`${name} failed: ${error instanceof Error ? error.stack : error}`);
  }
}
if (saves && !failed)
  for (const file of save({ machine: on, quick, results: all }, figures)) say(`saved ${fileURLToPath(file)}`);
// A peer may hold threads or handles open; what was measured is written.
process.exit(failed ? 1 : 0);
