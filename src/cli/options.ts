/** Readers of option values: what cannot be meant is refused while the command line is read, before anything is opened. */
import { InvalidArgumentError } from 'commander';

export function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^[0-9]+$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    return value;
  };
}

const SPANS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** A span such as `90s` or `10m`, in milliseconds. */
export function milliseconds(text: string): number {
  const span = /^([0-9]{1,6})([smhdw])$/.exec(text.trim());
  if (span === null) throw new InvalidArgumentError('Write a span as 90s, 10m, 2h, 1d or 1w.');
  return Number(span[1]) * SPANS[span[2]!]!;
}

/** `a,b` and `--x a --x b` alike; `\,` is a comma in a name. */
export function list(text: string, before: readonly string[] = []): string[] {
  const parts = text.split(/(?<!\\),/).map((part) => part.replaceAll('\\,', ',').trim());
  if (parts.includes('')) throw new InvalidArgumentError('A name between commas is empty.');
  return [...before, ...parts];
}

/** `id=No.,publicKey=device key`: our name, then the heading in the file. */
export function pairs(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const out: Record<string, string> = { ...before };
  for (const part of list(text)) {
    const at = part.indexOf('=');
    const [name, heading] = [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    if (at < 1 || heading === '') throw new InvalidArgumentError('Write NAME=HEADING, such as id=No.');
    if (Object.hasOwn(out, name)) throw new InvalidArgumentError(`${name} is given twice.`);
    out[name] = heading;
  }
  return out;
}
