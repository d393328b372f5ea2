export const texts: { readonly fma: () => string; readonly scalar: () => string };
export interface Bounds {
  readonly carried: bigint[];
  readonly loose: bigint[];
}
export const bounds: { readonly fma: Bounds; readonly scalar: Bounds };
