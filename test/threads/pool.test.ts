import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const pool = new URL('../../dist/threads/pool.js', import.meta.url).href;

/** Ends pools of two threads a little later each time, from before they run to after they are ready; both have no time to answer. */
const program = `
  import { Pool } from ${JSON.stringify(pool)};
  let ended = 0;
  for (let milliseconds = 0; milliseconds < 120; milliseconds += 5) {
    const pool = new Pool(2, undefined);
    const task = pool.prepare({ kind: 'prepare', chunk: { bytes: new Uint8Array(8), index: new Uint8Array(8) } });
    task.catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    await pool.close();
    ended++;
  }
  console.log(ended);
`;

describe('the pool', () => {
  it('can be closed while its threads still load their code', { timeout: 120_000 }, async () => {
    const args = ['--input-type=module', '--eval', program];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 110_000 });
    expect(stdout).toBe('24\n');
  });
});
