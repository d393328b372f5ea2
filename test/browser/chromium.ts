/** What the tests in a browser share: where Chromium is, bundles, and a server of a few files under a policy without eval. */
import { existsSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { rolldown } from 'rolldown';
import { expect } from 'vitest';

export const root = join(import.meta.dirname, '..', '..');

export const executable = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)))
  .concat('/usr/bin/chromium')
  .find((path) => existsSync(path));
if (executable === undefined) console.log('browser: skipped, no chromium on PATH');

/** No unsafe-eval, no inline script, nothing from elsewhere. */
export const CSP = "default-src 'none'; script-src 'self'; connect-src 'self'";

/** One module, minified, of which nothing is left to import. */
export async function bundled(...path: string[]): Promise<string> {
  const bundle = await rolldown({ input: join(root, ...path), platform: 'browser' });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  await bundle.close();
  expect(output).toHaveLength(1);
  return output[0].code;
}

export type Files = Readonly<Record<string, readonly [type: string, content: string | Buffer]>>;

/** @param further answers what is no file */
export async function serve(
  files: Files,
  further: RequestListener,
  csp: string = CSP,
): Promise<{ server: Server; origin: string }> {
  const server = createServer((request, response) => {
    response.setHeader('content-security-policy', csp);
    const [type, content] = files[request.url ?? ''] ?? [];
    if (type === undefined) further(request, response);
    else response.writeHead(200, { 'content-type': type }).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
