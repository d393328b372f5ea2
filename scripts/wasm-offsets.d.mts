/** The same module, with each address that is known given as offset from 0. */
export function withOffsets(bytes: Uint8Array): Uint8Array;
