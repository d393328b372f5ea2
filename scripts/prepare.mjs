// npm runs this after `npm ci` and `npm install` in a checkout. `npm ci --omit=dev` runs it too, without the compilers:
// then there is nothing to build with, and saying so beats failing the install.
import { existsSync } from 'node:fs';

const missing = ['typescript', 'assemblyscript', 'rolldown'].filter((name) => !existsSync(`node_modules/${name}`));
if (missing.length > 0)
  console.log(`sealcast: not built (${missing.join(', ')} not installed; run npm ci with dev dependencies)`);
else await import('./build.mjs');
