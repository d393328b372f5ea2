// msgpackr ships its no-eval builds without types. Only what this project calls is declared.
declare module 'msgpackr/index-no-eval' {
  export class Packr {
    constructor(options: { useRecords: false; variableMapSize: true });
    /** A view into a pool that later calls reuse. */
    pack(value: unknown, mode: number): Uint8Array;
  }
  /** Mode: write the next value over this one instead of behind it. */
  export const RESET_BUFFER_MODE: number;
}

declare module 'msgpackr/unpack-no-eval' {
  export class Unpackr {
    constructor(options: { useRecords: false; mapsAsObjects: false; int64AsType: 'auto'; copyBuffers: true });
    unpack(bytes: Uint8Array): unknown;
  }
}
