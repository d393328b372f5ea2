// Compiles one assembly file with all of its exports, as a build is compiled but for the entry: what tests reach is then
// the same code, and production exports nothing for them.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withOffsets } from '../../scripts/wasm-offsets.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The exports of a fresh instance. */
export async function compile(entry, build) {
  const { default: asc } = await import('assemblyscript/asc');
  const { options, targets } = JSON.parse(readFileSync(join(root, 'asconfig.json'), 'utf8'));
  const flags = Object.entries({ ...options, ...targets[build], outFile: 'test.wasm' }).flatMap(([name, value]) => {
    if (value === false) return [];
    if (value === true) return [`--${name}`];
    return (Array.isArray(value) ? value : [value]).flatMap((one) => [`--${name}`, String(one)]);
  });
  let bytes;
  // A configuration that does not exist: asc would else compile the production entry as well.
  const { error, stderr } = await asc.main([entry, '--baseDir', root, '--config', 'none', ...flags], {
    writeFile(_name, contents) {
      bytes = contents;
    },
  });
  if (error || bytes === undefined) throw new Error(`${entry} for ${build}: ${stderr.toString()}`);
  return new WebAssembly.Instance(new WebAssembly.Module(build === 'wide' ? withOffsets(bytes) : bytes)).exports;
}
