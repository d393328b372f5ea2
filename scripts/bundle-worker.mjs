// dist/threads/worker.bundle.js: what a thread of the pool runs, in one file. Node takes 110 ms to find and link the two hundred
// files it is made of, in each thread; the one file is there in a fifth of it (docs/adr/011-one-file-for-the-threads.md).
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const file = join(root, 'dist', 'threads', 'worker.bundle.js');

const bundle = await rolldown({
  input: join(root, 'dist', 'fanout', 'worker.js'),
  platform: 'node',
  // A thread shares state with the piscina that started it: a copy would not know what is movable.
  external: [/^node:/, 'piscina'],
});
const { output } = await bundle.write({ file, format: 'esm' });
await bundle.close();
writeFileSync(join(dirname(file), 'worker.bundle.licenses.txt'), licenses(output[0].moduleIds));

/** Whose code is in it, and under which terms: their licences ask that they go along. */
function licenses(/** @type {string[]} */ modules) {
  const folders = new Set(
    modules.flatMap((id) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/.exec(id)?.[0] ?? []),
  );
  return [...folders]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const text = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      if (text === undefined) throw new Error(`${name} comes without the text of its licence`);
      return `${name} ${version}, ${license}\n\n${readFileSync(join(folder, text), 'utf8').trim()}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}
