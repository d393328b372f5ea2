//   npm run build && npm run ct [-- x25519 | p256 | symmetric]        SEALCAST_CT_RUNS=200000 for a longer one
//
// First it must find the leak planted beside each kind of kernel, in each build that runs here; only then does silence count.
// Exit 1: leak; 2: the harness is blind. Not in CI: other work on the machine blinds it, and an odd minute makes it suspicious.
import { investigate } from './dudect.mjs';
import * as p256 from './p256.mjs';
import * as symmetric from './symmetric.mjs';
import * as x25519 from './x25519.mjs';

/** The symmetric kernels take a hundredth of X25519's time, and their noise is as large: more calls. Four points of P-256 take longer. */
const kinds = {
  x25519: { ...x25519, factor: 1 },
  p256: { ...p256, factor: 0.5 },
  symmetric: { ...symmetric, factor: 2 },
};
const names = process.argv.slice(2);
const unknown = names.filter((name) => !Object.hasOwn(kinds, name));
if (unknown.length > 0) {
  process.stderr.write(`ct: unknown ${unknown.join(', ')}; there are ${Object.keys(kinds).join(', ')}\n`);
  process.exit(64);
}

let blind = false;
let leaks = 0;
for (const name of names.length > 0 ? names : Object.keys(kinds)) {
  const { planted, questions, factor, instance, builds } = kinds[name];
  const found = await investigate(planted, questions, factor, instance, builds);
  blind ||= found.blind;
  leaks += found.leaks;
}
if (blind) console.log('blind: run it longer, or on a quieter machine');
process.exitCode = leaks > 0 ? 1 : blind ? 2 : 0;
