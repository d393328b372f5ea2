export function compile<T>(entry: string, build: 'wide' | 'fma' | 'simd' | 'scalar'): Promise<T>;
