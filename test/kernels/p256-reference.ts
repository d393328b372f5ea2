import { createECDH } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';

export const SCALAR = 32;
export const POINT = 65;
/** The field's prime, and the group's order. */
export const P = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
export const N = p256.Point.Fn.ORDER;
/** Where the sum of all multiples but the highest is the highest, less n: the last addition of a public key must double. */
export const DOUBLING = 30n * 2n ** 252n - N;

export const bigEndian = (n: bigint): Uint8Array =>
  new Uint8Array(Buffer.from(n.toString(16).padStart(2 * SCALAR, '0'), 'hex'));

export const uncompressed = (x: bigint, y: bigint): Uint8Array =>
  new Uint8Array(Buffer.concat([Uint8Array.of(4), bigEndian(x), bigEndian(y)]));

/** From 1 to n − 1: small and large ones, those whose last addition doubles, single bits, and every digit the same. */
export const extremeScalars: readonly bigint[] = [
  ...[1n, 2n, 3n, 4n, 5n, 15n, 16n, 17n, 31n, 32n, 33n].flatMap((k) => [k, N - k]),
  ...[DOUBLING, DOUBLING - 2n, DOUBLING + 2n].flatMap((k) => [k, N - k]),
  ...[(N - 1n) / 2n, (N + 1n) / 2n, N - 2n ** 128n],
  ...Array.from({ length: 16 }, (_, i) => BigInt(`0x${i.toString(16).repeat(64)}`)).filter((k) => k > 0n && k < N),
  ...Array.from({ length: 64 }, (_, i) => 2n ** BigInt(4 * i)),
  ...Array.from({ length: 16 }, (_, i) => 2n ** BigInt(16 * i + 1) + 1n),
  ...Array.from({ length: 16 }, (_, i) => 2n ** BigInt(16 * i + 15) - 1n),
];

/** G, its multiples by some extreme scalars, and the points with the smallest x, of which 0 is one. */
export const extremePoints: readonly Uint8Array[] = [
  ...[1n, 2n, 3n, N - 1n, N - 2n, (N + 1n) / 2n, DOUBLING].map((k) => p256.Point.BASE.multiply(k).toBytes(false)),
  ...[0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, P - 1n, P - 2n, P - 3n, P - 4n, 2n ** 255n, 2n ** 224n].flatMap((x) =>
    [2, 3].flatMap((sign) => {
      try {
        const bytes = Buffer.concat([Uint8Array.of(sign), bigEndian(x)]).toString('hex');
        return [p256.Point.fromHex(bytes).toBytes(false)];
      } catch {
        // No point of the curve has this x.
        return [];
      }
    }),
  ),
];

/** 65 bytes each that are no uncompressed point: on no curve, on the twist, not reduced, another prefix, another form. */
export const noPoints: readonly Uint8Array[] = (() => {
  const good = p256.Point.BASE.toBytes(false);
  const spoilt = (at: number, by: number) => good.map((byte, i) => (i === at ? byte ^ by : byte));
  const small = extremePoints.find((point) => point[1] === 0 && point[32]! < 9)!;
  const x = BigInt(`0x${Buffer.from(small.subarray(1, 33)).toString('hex')}`);
  const y = BigInt(`0x${Buffer.from(small.subarray(33)).toString('hex')}`);
  return [
    new Uint8Array(POINT),
    Uint8Array.of(4, ...new Uint8Array(64)),
    new Uint8Array(POINT).fill(0xff),
    Uint8Array.of(4, ...new Uint8Array(64).fill(0xff)),
    spoilt(0, 1),
    spoilt(0, 4),
    spoilt(0, 2),
    spoilt(1, 0x80),
    spoilt(32, 1),
    spoilt(33, 1),
    spoilt(64, 1),
    // The same point, and x or y is not below p.
    uncompressed(x + P, y),
    ...extremePoints.flatMap((point) => {
      const low = BigInt(`0x${Buffer.from(point.subarray(33)).toString('hex')}`);
      return low + P < 2n ** 256n
        ? [uncompressed(BigInt(`0x${Buffer.from(point.subarray(1, 33)).toString('hex')}`), low + P)]
        : [];
    }),
    uncompressed(P, y),
    uncompressed(x, P),
  ];
})();

const curve = createECDH('prime256v1');

/** By OpenSSL. */
export function reference(scalar: Uint8Array, point: Uint8Array): Uint8Array {
  curve.setPrivateKey(scalar);
  return new Uint8Array(curve.computeSecret(point));
}

export function referencePublic(scalar: Uint8Array): Uint8Array {
  curve.setPrivateKey(scalar);
  return new Uint8Array(curve.getPublicKey());
}

/** n scalars by a generator of 32-bit numbers. */
export function randomScalars(random: () => number, n: number): Uint8Array {
  const out = new Uint8Array(SCALAR * n);
  for (let i = 0; i < n; i++) {
    let k = 0n;
    for (let word = 0; word < 8; word++) k = (k << 32n) | BigInt(random());
    out.set(bigEndian(1n + (k % (N - 1n))), SCALAR * i);
  }
  return out;
}

export const scalarAt = (column: Uint8Array, i: number): Uint8Array => column.subarray(SCALAR * i, SCALAR * (i + 1));
export const pointAt = (column: Uint8Array, i: number): Uint8Array => column.subarray(POINT * i, POINT * (i + 1));
