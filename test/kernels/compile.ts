import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { KernelBuild } from '../../src/kernels/load.ts';
import { wasm } from '../../src/kernels/wasm.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * An instance of one assembly file with all of its exports, compiled as a build is but for the entry: what tests reach is
 * then the same code, and production exports nothing for them.
 */
export async function compiled<T>(entry: string, build: KernelBuild): Promise<T> {
  const { default: asc } = await import('assemblyscript/asc');
  const { options, targets } = JSON.parse(readFileSync(join(root, 'asconfig.json'), 'utf8')) as {
    options: Record<string, unknown>;
    targets: Record<string, Record<string, unknown>>;
  };
  const all: Record<string, unknown> = { ...options, ...targets[build], outFile: 'test.wasm' };
  const flags = Object.entries(all).flatMap(([name, value]) => {
    if (name === 'entries' || value === false) return [];
    if (value === true) return [`--${name}`];
    return (Array.isArray(value) ? value : [value]).flatMap((one) => [`--${name}`, String(one)]);
  });
  let bytes: Uint8Array | undefined;
  // A configuration that does not exist: asc would else compile the production entry as well.
  const argv = [entry, '--baseDir', root, '--config', 'none', ...flags];
  const { error, stderr } = await asc.main(argv, {
    writeFile(_name, contents) {
      bytes = typeof contents === 'string' ? Buffer.from(contents) : contents;
    },
  });
  if (error || bytes === undefined) throw new Error(`${entry} for ${build}: ${stderr.toString()}`);
  return new wasm!.Instance(new wasm!.Module(bytes)).exports as T;
}
