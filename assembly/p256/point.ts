/**
 * The group of P-256: y^2 = x^3 - 3 x + b over GF(p), of prime order n, in Jacobian coordinates, x = X / Z^2, y = Y / Z^3. LANES
 * points at once. A point is two elements (affine) or three.
 *
 * The formulas are those of dbl-2001-b and madd-2004-hmv of the Explicit-Formulas Database, with 2 Y Z for (Y + Z)^2 - ..., and
 * with products that are only wanted as a difference reduced together. They are not complete. `double` is wrong for no point of a
 * group without elements of order two; `addAffine` is wrong when the summands are equal or opposite or the first is infinity, of
 * which slice.ts says why it does not happen, and where it might, `addAffineOrDouble` stands.
 */
import { decode, encode, setSmall } from './bytes';
import {
  add,
  differenceMinusMul,
  differenceMinusTwiceSqr,
  ELEMENT,
  laneAt,
  LANES,
  mul,
  mulConjugates,
  mulMinus,
  mulTwice,
  select,
  sqr,
  sqrMinus,
  sqrMinusTwice,
  sub,
  twiceSqr,
} from './field';

const ELEMENTS_BYTES: i32 = 11 * <i32>ELEMENT;
const ELEMENTS: usize = memory.data(ELEMENTS_BYTES, 16);
const MASK: usize = memory.data(32, 16);
const BYTES: usize = memory.data(32, 16);

/** Z of an affine point. */
export function setOne(o: usize): void {
  setSmall(o, 1, LANES);
}

/** x, y, z = 2 (x, y, z), in place. 4 M + 4 S. */
export function double(x: usize, y: usize, z: usize): void {
  const delta = ELEMENTS, gamma = delta + ELEMENT, alpha = gamma + ELEMENT, beta = alpha + ELEMENT;
  sqr(delta, z);
  twiceSqr(gamma, y); // 2 Y^2
  mulTwice(z, y, z);
  mulConjugates(alpha, x, delta); // 3 (X - Z^2) (X + Z^2)
  mulTwice(beta, x, gamma); // 4 X Y^2
  sqrMinusTwice(x, alpha, beta); // alpha^2 - 2 beta
  differenceMinusTwiceSqr(y, beta, x, alpha, gamma); // alpha (beta - X3) - 8 Y^4
}

/** x, y, z += (px, py), affine, in place. 8 M + 3 S. */
export function addAffine(x: usize, y: usize, z: usize, px: usize, py: usize): void {
  const zz = ELEMENTS, h = zz + ELEMENT, r = h + ELEMENT, hh = r + ELEMENT, hhh = hh + ELEMENT, v = hhh + ELEMENT;
  sqr(zz, z);
  mulMinus(h, zz, px, x);
  mul(r, zz, z);
  mulMinus(r, r, py, y);
  sqr(hh, h);
  mul(z, z, h);
  mul(hhh, hh, h);
  mul(v, hh, x);
  sqrMinus(x, r, hhh, v); // r^2 - h^3 - 2 v
  differenceMinusMul(y, v, x, r, y, hhh); // r (v - X3) - Y h^3
}

/** The same, and right also where both summands are the same point. Then, and only then, addAffine's Z is zero. */
export function addAffineOrDouble(x: usize, y: usize, z: usize, px: usize, py: usize): void {
  const x2 = ELEMENTS + 8 * ELEMENT, y2 = x2 + ELEMENT, z2 = y2 + ELEMENT;
  memory.copy(x2, px, ELEMENT);
  memory.copy(y2, py, ELEMENT);
  setOne(z2);
  double(x2, y2, z2);
  addAffine(x, y, z, px, py);
  for (let lane: usize = 0; lane < <usize>LANES; lane++) store<i64>(MASK + 8 * lane, isZero(z + laneAt(lane)));
  select(x, x2, MASK);
  select(y, y2, MASK);
  select(z, z2, MASK);
}

/** All ones where one lane of an element is zero modulo p, else none. */
export function isZero(o: usize): i64 {
  encode(o, BYTES);
  const any = load<i64>(BYTES) | load<i64>(BYTES, 8) | load<i64>(BYTES, 16) | load<i64>(BYTES, 24);
  return ((any | (0 - any)) >> 63) ^ -1;
}

/** b of the curve, big-endian; then the base point. FIPS 186-4, D.1.2.3; SP 800-186, 3.2.1.3. */
const B: usize = memory.data<u8>([
  0x5a, 0xc6, 0x35, 0xd8, 0xaa, 0x3a, 0x93, 0xe7, 0xb3, 0xeb, 0xbd, 0x55, 0x76, 0x98, 0x86, 0xbc,
  0x65, 0x1d, 0x06, 0xb0, 0xcc, 0x53, 0xb0, 0xf6, 0x3b, 0xce, 0x3c, 0x3e, 0x27, 0xd2, 0x60, 0x4b,
]);
/** Uncompressed, SEC 1, 2.3.3: 4 ‖ x ‖ y. */
export const G: usize = memory.data<u8>([
  0x04,
  0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2,
  0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96,
  0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16,
  0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
]);

/**
 * Whether 65 bytes are an uncompressed point of the curve with coordinates below p: SP 800-56A, 5.6.2.3.3, where the order is
 * prime and so nothing else is to check. The other lane is left as it is.
 */
export function isPoint(point: usize): bool {
  const x = ELEMENTS, y = x + ELEMENT, t = y + ELEMENT, b = t + ELEMENT, three = b + ELEMENT;
  memory.fill(x, 0, 4 * ELEMENT);
  if (load<u8>(point) != 4) return false;
  decode(point + 1, x);
  decode(point + 33, y);
  decode(B, b);
  if (!isCanonical(x, point + 1) || !isCanonical(y, point + 33)) return false;
  // (x^2 - 3) x + b - y^2: three carried elements, which isZero takes.
  setSmall(three, 3, 1);
  sqr(t, x);
  sub(t, t, three);
  mul(t, t, x);
  add(t, t, b);
  sqr(y, y);
  sub(t, t, y);
  return isZero(t) != 0;
}

function isCanonical(o: usize, bytes: usize): bool {
  encode(o, BYTES);
  return memory.compare(BYTES, bytes, 32) == 0;
}

export function wipePoint(): void {
  memory.fill(ELEMENTS, 0, ELEMENTS_BYTES);
  memory.fill(MASK, 0, 32);
  memory.fill(BYTES, 0, 32);
}
