// The long forms of what the suite tests in short: npm run soak -- [--short] [NAME…]
// Random where that finds more; seeds are printed, and SEALCAST_SEED runs one again.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');

const soaks = {
  kills: ['kill -9 at random moments of sends, everyone exactly once', 'test/faults/kill.test.ts'],
  delivery: ['kill -9 at random moments of hand-overs to an HTTP gateway', 'test/faults/gateway-kill.test.ts'],
  mailbox: ['kill -9 at random moments of hand-overs to a mailbox', 'test/mailbox/kill.test.ts'],
  damage: ['copies of a directory with bytes flipped, zeroed, cut off', 'test/faults/damage.test.ts'],
  simulate: ['worlds of faults from seeds, in which delivery keeps its promises', 'test/delivery/simulation.test.ts'],
  abort: ['how long abort takes, wherever a broadcast is', 'test/soak/abort.mjs'],
  secrets: [
    'copies of secrets left in the memory of a process (figures only: JavaScript moves small arrays about)',
    'test/leaks/secrets.mjs',
  ],
  flood: ['a million envelopes through a slow transport, in flat memory', 'test/soak/flood.mjs'],
  memory: ['anonymous memory of a large send beside a small one', 'test/soak/memory.mjs'],
};

const args = process.argv.slice(2);
const short = args.includes('--short');
const names = args.filter((arg) => !arg.startsWith('-'));
const unknown = [
  ...names.filter((name) => !(name in soaks)),
  ...args.filter((arg) => arg.startsWith('-') && arg !== '--short'),
];
if (unknown.length > 0) {
  process.stderr.write(
    `soak: unknown ${unknown.join(', ')}; usage: npm run soak -- [--short] [${Object.keys(soaks).join(' ')}]\n`,
  );
  process.exit(64);
}

const failed = [];
for (const name of names.length > 0 ? names : Object.keys(soaks)) {
  const [what, file] = soaks[name];
  process.stdout.write(`\n== ${name}${short ? ', short' : ''}: ${what}\n`);
  const command = file.endsWith('.mjs')
    ? ['--expose-gc', join(root, file), ...(short ? ['--short'] : [])]
    : [vitest, 'run', '--disable-console-intercept=true', file];
  const started = performance.now();
  const { status, signal } = spawnSync(process.execPath, command, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, SEALCAST_SOAK: short ? 'short' : 'long' },
  });
  const seconds = Math.round((performance.now() - started) / 1000);
  const ended = status === 0 ? 'passed' : `FAILED (${signal ?? status})`;
  process.stdout.write(`== ${name}: ${ended}, ${seconds} s\n`);
  if (status !== 0) failed.push(name);
}
process.stdout.write(failed.length === 0 ? '\nsoak: all passed\n' : `\nsoak: FAILED: ${failed.join(', ')}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
