export function compile<T>(entry: string, build: 'fma' | 'simd' | 'scalar'): Promise<T>;
