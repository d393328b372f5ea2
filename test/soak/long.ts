/**
 * The long form of a test that is slow. `npm run soak` sets SEALCAST_SOAK to `long`, `npm run soak -- --short` to `short`;
 * without it a test runs as one of the suite. Seeds are printed, and taken from SEALCAST_SEED to run one again.
 */
export const soak = process.env.SEALCAST_SOAK as 'long' | 'short' | undefined;

export function sized<T>(sizes: { suite: T; short: T; long: T }): T {
  return sizes[soak ?? 'suite'];
}

/** A new one each time in a soak, so that it sees something new; the same one in the suite. */
export const seed: number = Number(
  process.env.SEALCAST_SEED ?? (soak === undefined ? 20_261_122 : Date.now() % 2 ** 31),
);

export function note(text: string): void {
  if (soak !== undefined) process.stdout.write(`${text}\n`);
}
