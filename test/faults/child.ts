/** Runs test/faults/driver.mjs and reads its lines. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const DRIVER = fileURLToPath(new URL('./driver.mjs', import.meta.url));

export type Line = Record<string, unknown>;

export interface Child {
  readonly process: ChildProcess;
  /** Everything said so far. */
  readonly lines: Line[];
  /** Resolves when a line for which `wanted` answers true is there, or with undefined when the process ended without it. */
  until(wanted: (line: Line) => boolean): Promise<Line | undefined>;
  readonly ended: Promise<{ code: number | null; signal: string | null; stderr: string }>;
}

/** @param prefix a command to run node under, such as prlimit with its options */
export function drive(task: object, prefix: readonly string[] = []): Child {
  const [command, ...args] = [...prefix, process.execPath, DRIVER, JSON.stringify(task)];
  const child = spawn(command!, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => {});
  const lines: Line[] = [];
  const waiting = new Set<() => void>();
  let rest = '';
  let stderr = '';
  let over = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    rest += text;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      lines.push(JSON.parse(rest.slice(0, end)) as Line);
      rest = rest.slice(end + 1);
    }
    for (const look of [...waiting]) look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<{ code: number | null; signal: string | null; stderr: string }>((resolve) => {
    child.on('close', (code, signal) => {
      over = true;
      for (const look of [...waiting]) look();
      resolve({ code, signal, stderr });
    });
  });
  return {
    process: child,
    lines,
    ended,
    until(wanted) {
      return new Promise((resolve) => {
        let from = 0;
        const look = (): void => {
          for (; from < lines.length; from++)
            if (wanted(lines[from]!)) {
              waiting.delete(look);
              resolve(lines[from]);
              return;
            }
          if (over) {
            waiting.delete(look);
            resolve(undefined);
          }
        };
        waiting.add(look);
        look();
      });
    },
  };
}
