// Makes the files of examples/ that are made, byte for byte the same each time: node scripts/make-examples.mjs [DIR]
// Run `npm run build` first: the generator is the built library's.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sampleAudience } from '../dist/cli/sample.js';

const dir = resolve(process.argv[2] ?? join(import.meta.dirname, '../examples'));
const sample = sampleAudience({ rows: 10_000, seed: 'sealcast' });

mkdirSync(join(dir, 'devices'), { recursive: true });
writeFileSync(join(dir, 'audience.csv'), Buffer.concat([...sample.csv()]));
writeFileSync(join(dir, 'audience.truth.json'), `${JSON.stringify(sample.truth, null, 2)}\n`);
for (const { name, jwk } of sample.devices)
  writeFileSync(join(dir, 'devices', `${name}.key`), `${JSON.stringify(jwk)}\n`);
