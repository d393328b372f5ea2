// What a page that opens envelopes downloads: dist/open.js and everything under it, bundled for the browser. One line.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const entry = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist', 'open.js');
const rolldown = await import('rolldown').then(
  (module) => module.rolldown,
  () => null,
);
if (rolldown === null) console.log('sealcast/open: bundle size not measured (rolldown is not installed)');
else if (!existsSync(entry)) console.log('sealcast/open: bundle size not measured (dist/open.js is not built)');
else {
  const bundle = await rolldown({ input: entry, platform: 'browser' });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  await bundle.close();
  const kilobytes = (bytes) => (bytes / 1000).toFixed(1);
  const bytes = Buffer.from(output[0].code);
  console.log(`sealcast/open: ${kilobytes(bytes.length)} KB minified, ${kilobytes(gzipSync(bytes).length)} KB gzip`);
}
