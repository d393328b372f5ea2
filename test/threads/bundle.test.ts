import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const built = (name: string) => readFileSync(new URL(`../../dist/threads/${name}`, import.meta.url), 'utf8');

describe('what a thread runs', () => {
  const bundle = built('worker.bundle.js');

  it('is one file: it imports nothing but Node and the piscina that started it', () => {
    const imported = [...bundle.matchAll(/^import .*?"([^"]+)";$/gm)].map(([, from]) => from!);
    expect(imported).toContain('piscina');
    expect(imported.filter((from) => from !== 'piscina' && !from.startsWith('node:'))).toEqual([]);
  });

  it('comes with the licence of every package in it, and holds no other', () => {
    const licences = built('worker.bundle.licenses.txt').split(`\n${'-'.repeat(80)}\n`);
    const packages = ['@noble/ciphers', '@noble/curves', '@noble/hashes', 'csv-parse', 'libphonenumber-js', 'msgpackr'];
    expect(licences.map((one) => one.trim().split(' ')[0])).toEqual(packages);
    for (const one of licences) expect(one).toMatch(/copyright/i);
  });
});
