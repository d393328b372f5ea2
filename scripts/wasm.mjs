// The kernels: assembly/ to dist/kernels/*.wasm. Nothing to do when the outputs are newer than every input.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { targets } = JSON.parse(readFileSync(join(root, 'asconfig.json'), 'utf8'));
/** By what a target's name begins with; the others are builds of the sender's kernels. */
const entries = { open: 'assembly/open.ts', p256: 'assembly/p256.ts', wide: 'assembly/wide.ts' };
const builds = Object.entries(targets).map(([target, { outFile }]) => ({
  target,
  entry: entries[target.split('-')[0]] ?? 'assembly/index.ts',
  output: join(root, outFile),
}));
const sources = readdirSync(join(root, 'assembly'), { recursive: true })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join(root, 'assembly', name));
// The compiler's own version is an input too, so that an upgrade rebuilds.
const compiler = createRequire(import.meta.url).resolve('assemblyscript/package.json');
const inputs = [
  ...sources,
  join(root, 'asconfig.json'),
  fileURLToPath(import.meta.url),
  fileURLToPath(new URL('wasm-offsets.mjs', import.meta.url)),
  compiler,
];

const changed = Math.max(...inputs.map((path) => statSync(path).mtimeMs));
// A folder's time tells of a source that was removed.
const removed = statSync(join(root, 'assembly')).mtimeMs;
const fresh = builds.every(({ output }) => existsSync(output) && statSync(output).mtimeMs > Math.max(changed, removed));

if (!fresh) {
  const { default: asc } = await import('assemblyscript/asc');
  const { withOffsets } = await import('./wasm-offsets.mjs');
  mkdirSync(join(root, 'dist', 'kernels'), { recursive: true });
  for (const { target, entry } of builds) {
    // asc reads and writes relative to the base it is given, wherever this script was started.
    let written = false;
    const command = [entry, '--baseDir', root, '--config', 'asconfig.json', '--target', target];
    const { error, stderr } = await asc.main(command, {
      // Renamed into place: a build that is killed, or runs beside tests, leaves no half file that looks newer.
      writeFile(name, contents) {
        const path = resolve(root, name);
        writeFileSync(`${path}.${process.pid}`, target === 'wide' ? withOffsets(contents) : contents);
        renameSync(`${path}.${process.pid}`, path);
        written = true;
      },
    });
    // asc that finds no entry prints its help and reports no error.
    if (error || !written) {
      process.stderr.write(`${stderr.toString()}\nscripts/wasm.mjs: ${target}: ${error?.message ?? 'no output'}\n`);
      process.exit(1);
    }
  }
}
