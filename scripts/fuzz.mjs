// Mutated inputs against every parser: npm run fuzz -- [--short] [NAME…]; NAME is a file of test/fuzz without .test.ts.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const all = readdirSync(join(root, 'test', 'fuzz'))
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => file.slice(0, -'.test.ts'.length));
// A folder that lost its tests would pass in silence.
if (all.length === 0) throw new Error('no tests in test/fuzz');

const args = process.argv.slice(2);
const names = args.filter((arg) => arg !== '--short');
const unknown = names.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`fuzz: unknown ${unknown.join(', ')}; usage: npm run fuzz -- [--short] [${all.join(' ')}]\n`);
  process.exit(64);
}
const runs = args.includes('--short') ? '5000' : '100000';
const chosen = names.length > 0 ? names : all;
process.stdout.write(`fuzz: ${runs} mutated inputs against each parser of ${chosen.join(', ')}\n`);
const { status } = spawnSync(
  process.execPath,
  [
    vitest,
    'run',
    '--disable-console-intercept=true',
    `--test-timeout=${3_600_000}`,
    ...chosen.map((name) => `test/fuzz/${name}.test.ts`),
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, SEALCAST_FUZZ_RUNS: runs } },
);
process.stdout.write(status === 0 ? 'fuzz: all passed\n' : 'fuzz: FAILED\n');
process.exitCode = status ?? 1;
