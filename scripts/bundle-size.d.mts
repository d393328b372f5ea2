/** Door, file in dist/, bytes gzip. */
export const BUDGETS: readonly (readonly [door: string, file: string, budget: number])[];
export function bundleOf(entry: string): Promise<string | null>;
export function verdictOf(door: string, code: string, budget: number): { said: string; over: boolean };
