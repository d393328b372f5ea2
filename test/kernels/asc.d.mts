export function compile<T>(
  entry: string,
  build: 'wide' | 'fma' | 'simd' | 'scalar',
  made?: (bytes: Uint8Array) => unknown,
): Promise<T>;
