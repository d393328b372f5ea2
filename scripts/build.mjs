// The whole build: TypeScript to dist/, the kernels to dist/kernels/*.wasm, the threads' bundle, then the receiver's bundle size.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const run = (file, ...args) => execFileSync(process.execPath, [file, ...args], { cwd: root, stdio: 'inherit' });

run(join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc'), '-p', '.');
run(join(root, 'scripts', 'wasm.mjs'));
run(join(root, 'scripts', 'bundle-worker.mjs'));
cpSync(join(root, 'src', 'serve', 'assets'), join(root, 'dist', 'serve', 'assets'), { recursive: true });
const cli = join(root, 'dist', 'cli', 'main.js');
if (existsSync(cli)) chmodSync(cli, 0o755);
if (existsSync(join(root, 'scripts', 'bundle-size.mjs'))) run(join(root, 'scripts', 'bundle-size.mjs'));
