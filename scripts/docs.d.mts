export interface Program {
  readonly file: string;
  readonly line: number;
  readonly language: 'ts' | 'js' | 'sh';
  readonly code: string;
  readonly run: boolean;
  readonly output?: string;
}
export interface Checked {
  readonly count: number;
  readonly faults: string[];
}
export function markdownFiles(dir?: string): string[];
export function programsOf(file: string, text: string): Program[];
export function anchorsOf(text: string): Set<string>;
export function linksOf(text: string): { readonly line: number; readonly target: string }[];
export function checkLinks(dir: string, files: readonly string[]): Checked;
export function checkNames(dir: string, files: readonly string[]): Checked;
export function checkIndex(dir: string, files: readonly string[]): string[];
