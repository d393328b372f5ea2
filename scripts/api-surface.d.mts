export function withoutComments(text: string): string;
export function statementsOf(text: string): string[];
export function surfaceOf(root: string): string;
