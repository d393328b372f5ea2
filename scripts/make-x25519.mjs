// The field arithmetic of the X25519 kernel: assembly/x25519/{wide,fma,simd,scalar}.ts, one for each build.
//
//   node scripts/make-x25519.mjs           writes them
//   node scripts/make-x25519.mjs --check   says whether they are what this script makes; exit 1 if not
//
// Generated because a multiplication is a hundred lines of the same line, and because the generators in scripts/x25519/
// compute the bound of every limb, product and column while they write, and refuse to write what does not hold.
// Committed because assembly/ is what a reviewer reads and what the package ships: one should not have to run anything to
// see what is compiled. test/kernels/x25519-field.test.ts makes them again and compares every byte.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as fma from './x25519/fma.mjs';
import * as scalar from './x25519/scalar.mjs';
import * as simd from './x25519/simd.mjs';

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'assembly', 'x25519');

/** The text of each file. */
export const texts = { wide: fma.wide, fma: fma.fma, simd: simd.simd, scalar: scalar.scalar };

/** The most that limbs of each kind can be, for tests at the extremes. */
export const bounds = {
  wide: { carried: fma.CARRIED, e: fma.E, t: fma.T },
  fma: { carried: fma.CARRIED, e: fma.E, t: fma.T },
  simd: { carried: simd.CARRIED, sum: simd.SUM },
  scalar: { carried: scalar.CARRIED, sum: scalar.SUM },
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, make] of Object.entries(texts)) {
    const path = join(folder, `${name}.ts`);
    if (!process.argv.includes('--check')) writeFileSync(path, make());
    if (readFileSync(path, 'utf8') === make()) continue;
    console.log(`assembly/x25519/${name}.ts is not what scripts/make-x25519.mjs makes`);
    process.exitCode = 1;
  }
}
