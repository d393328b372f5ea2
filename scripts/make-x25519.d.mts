export const texts: {
  readonly wide: () => string;
  readonly fma: () => string;
  readonly simd: () => string;
  readonly scalar: () => string;
};
export const bounds: {
  readonly wide: { readonly carried: bigint[]; readonly e: bigint[]; readonly t: bigint[] };
  readonly fma: { readonly carried: bigint[]; readonly e: bigint[]; readonly t: bigint[] };
  readonly simd: { readonly carried: bigint[]; readonly sum: bigint[] };
  readonly scalar: { readonly carried: bigint[]; readonly sum: bigint[] };
};
