/**
 * Overwrites secrets with zeros. What JavaScript can promise: these bytes are gone. What it cannot: that the engine or
 * the garbage collector made no copy before; see SECURITY.md.
 */
export function wipe(...arrays: (Uint8Array | null | undefined)[]): void {
  for (const array of arrays) array?.fill(0);
}
