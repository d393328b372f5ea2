// The field arithmetic of the P-256 kernel: assembly/p256/{fma,scalar}.ts. See scripts/make-x25519.mjs for why it is generated and
// committed.
//
//   node scripts/make-p256.mjs           writes them
//   node scripts/make-p256.mjs --check   says whether they are what this script makes; exit 1 if not
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as fma from './p256/fma.mjs';
import * as scalar from './p256/scalar.mjs';

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'assembly', 'p256');

/** The text of each file. */
export const texts = { fma: fma.fma, scalar: scalar.scalar };

/** The most that limbs of each kind can be, for tests at the extremes. */
export const bounds = {
  fma: { carried: fma.CARRIED, loose: fma.LOOSE },
  scalar: { carried: scalar.CARRIED, loose: scalar.LOOSE },
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, make] of Object.entries(texts)) {
    const path = join(folder, `${name}.ts`);
    if (!process.argv.includes('--check')) writeFileSync(path, make());
    if (readFileSync(path, 'utf8') === make()) continue;
    console.log(`assembly/p256/${name}.ts is not what scripts/make-p256.mjs makes`);
    process.exitCode = 1;
  }
}
