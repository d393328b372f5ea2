// What a page or a service worker that receives downloads: its door and everything under it, bundled for the browser. One line for each
// door; one that has outgrown its budget fails the build.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** Bytes, gzip. A phone on a bad line loads 36 KB in two seconds; what is more is to be argued here. */
export const BUDGETS = [
  ['sealcast/open', 'open.js', 32_000],
  ['sealcast/open-kernel', 'open-kernel.js', 3_000],
  ['sealcast/pull', 'pull.js', 20_000],
  ['sealcast/receiver', 'receiver.js', 34_500],
];

/** The bundle of a door, minified, as one module. Null where rolldown is not installed. */
export async function bundleOf(entry) {
  const rolldown = await import('rolldown').then(
    (module) => module.rolldown,
    () => null,
  );
  if (rolldown === null) return null;
  const bundle = await rolldown({ input: entry, platform: 'browser' });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  await bundle.close();
  return output[0].code;
}

/** What the build says of a door, and whether it is too large. */
export function verdictOf(door, code, budget) {
  const kilobytes = (bytes) => (bytes / 1000).toFixed(1);
  const gzip = gzipSync(code).length;
  const said = `${door}: ${kilobytes(Buffer.byteLength(code))} KB minified, ${kilobytes(gzip)} KB gzip`;
  return { said: `${said} of ${kilobytes(budget)}`, over: gzip > budget };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const dist = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist');
  for (const [door, file, budget] of BUDGETS) {
    const entry = join(dist, file);
    const code = existsSync(entry) ? await bundleOf(entry) : null;
    if (code === null) {
      console.log(
        `${door}: bundle size not measured (${existsSync(entry) ? 'rolldown is not installed' : 'not built'})`,
      );
      continue;
    }
    const { said, over } = verdictOf(door, code, budget);
    console.log(said);
    if (!over) continue;
    console.error(`${door} has outgrown its budget (scripts/bundle-size.mjs)`);
    process.exitCode = 1;
  }
}
