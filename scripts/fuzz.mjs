// npm run fuzz -- [--short] [--runs N] [NAME…]: mutated inputs against every parser, random and extreme ones against every kernel.
// NAME is a file of test/fuzz without .test.ts, or `parsers` or `kernels` for all of a kind.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const all = readdirSync(join(root, 'test', 'fuzz'))
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => file.slice(0, -'.test.ts'.length));
// A folder that lost its tests would pass in silence.
if (all.length === 0) throw new Error('no tests in test/fuzz');

/** @type {Record<string, { runs: number, short: number, names: string[] }>} */
const kinds = {
  kernels: { runs: 1_000_000, short: 5_000, names: all.filter((name) => /^(x25519|kernels|.*-kernels)$/.test(name)) },
  parsers: { runs: 100_000, short: 5_000, names: [] },
};
kinds.parsers.names = all.filter((name) => !kinds.kernels.names.includes(name));
if (kinds.kernels.names.length === 0 || kinds.parsers.names.length === 0)
  throw new Error('a kind of fuzz lost its tests');

/** @param {string} what */
function usage(what) {
  const names = [...new Set([...Object.keys(kinds), ...all])].join(', ');
  process.stderr.write(`fuzz: ${what}; usage: npm run fuzz -- [--short] [--runs N] [${names}]\n`);
  process.exit(64);
}

function options() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { short: { type: 'boolean', default: false }, runs: { type: 'string' } },
    });
    return { ...values, positionals };
  } catch (error) {
    return usage(error instanceof Error ? error.message : String(error));
  }
}

const { short, runs: wanted, positionals } = options();
if (wanted !== undefined && !/^[1-9]\d*$/.test(wanted)) usage('--runs takes a number');
const asked = positionals.flatMap((name) => {
  // `kernels` is also the name of a file: all kernels are meant.
  if (Object.hasOwn(kinds, name)) return kinds[name].names;
  return all.includes(name) ? [name] : usage(`unknown ${name}`);
});
const chosen = asked.length > 0 ? asked : all;

let failed = false;
for (const [kind, { names, ...counts }] of Object.entries(kinds)) {
  const files = names.filter((name) => chosen.includes(name));
  if (files.length === 0) continue;
  const runs = wanted ?? String(short ? counts.short : counts.runs);
  process.stdout.write(`fuzz: ${runs} inputs against each of the ${kind} in ${files.join(', ')}\n`);
  const { status } = spawnSync(
    process.execPath,
    [
      vitest,
      'run',
      '--disable-console-intercept=true',
      // A day: a million slots by noble take hours.
      `--test-timeout=${86_400_000}`,
      ...files.map((name) => `test/fuzz/${name}.test.ts`),
    ],
    { cwd: root, stdio: 'inherit', env: { ...process.env, SEALCAST_FUZZ_RUNS: runs } },
  );
  failed ||= status !== 0;
}
process.stdout.write(failed ? 'fuzz: FAILED\n' : 'fuzz: all passed\n');
process.exitCode = failed ? 1 : 0;
