// What a page that receives downloads: dist/open.js, dist/pull.js and everything under them, bundled for the browser. A line each.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const dist = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist');
const rolldown = await import('rolldown').then(
  (module) => module.rolldown,
  () => null,
);
for (const name of ['open', 'pull']) {
  const entry = join(dist, `${name}.js`);
  if (rolldown === null) console.log(`sealcast/${name}: bundle size not measured (rolldown is not installed)`);
  else if (!existsSync(entry)) console.log(`sealcast/${name}: bundle size not measured (dist/${name}.js is not built)`);
  else {
    const bundle = await rolldown({ input: entry, platform: 'browser' });
    const { output } = await bundle.generate({ format: 'esm', minify: true });
    await bundle.close();
    const kilobytes = (bytes) => (bytes / 1000).toFixed(1);
    const bytes = Buffer.from(output[0].code);
    console.log(
      `sealcast/${name}: ${kilobytes(bytes.length)} KB minified, ${kilobytes(gzipSync(bytes).length)} KB gzip`,
    );
  }
}
