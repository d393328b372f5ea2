/**
 * Where a sender was, coarsely: a cell of one degree and ten minutes. Enough to see that nobody can have come from one place to the
 * other in that time, too little to say where anybody lives.
 */
export interface Place {
  /** Of the cell's corner, whole degrees: −90 to 89, −180 to 179. */
  readonly latitude: number;
  readonly longitude: number;
  /** Unix milliseconds, a multiple of ten minutes. */
  readonly at: number;
}

const COARSE_MS = 600_000;
const EARTH_KM = 6_371;
const HOUR = 3_600_000;

/** Null for what is no place on Earth. */
export function coarsePlace(latitude: number, longitude: number, at: number): Place | null {
  if (!(Math.abs(latitude) <= 90) || !(Math.abs(longitude) <= 180)) return null;
  return {
    latitude: Math.min(89, Math.floor(latitude)),
    longitude: longitude === 180 ? -180 : Math.floor(longitude),
    at: Math.floor(at / COARSE_MS) * COARSE_MS,
  };
}

/**
 * The least speed at which somebody can have got from the one cell to the other, km/h: from the nearest corners, in the longest time
 * that the coarse times leave. 0 where the cells touch.
 */
export function leastSpeed(from: Place, to: Place): number {
  const hours = (Math.abs(to.at - from.at) + COARSE_MS) / HOUR;
  return leastDistance(from, to) / hours;
}

/**
 * No two points of the cells are nearer than this, km. Each point lies within half a diagonal of its cell's centre: by the triangle
 * inequality the centres' distance less both is a lower bound.
 */
export function leastDistance(from: Place, to: Place): number {
  return Math.max(0, distance(centre(from), centre(to)) - halfDiagonal(from) - halfDiagonal(to));
}

function centre({ latitude, longitude }: Place): [number, number] {
  return [latitude + 0.5, longitude + 0.5];
}

/** From the centre to the corner that is nearer to the equator, where a degree of longitude is longest. */
function halfDiagonal(place: Place): number {
  const [latitude, longitude] = centre(place);
  const corner = latitude > 0 ? place.latitude : place.latitude + 1;
  return distance([latitude, longitude], [corner, place.longitude]);
}

/** Great circle, by haversines, km. */
function distance([aLat, aLon]: readonly [number, number], [bLat, bLon]: readonly [number, number]): number {
  const radians = Math.PI / 180;
  const h =
    Math.sin(((bLat - aLat) * radians) / 2) ** 2 +
    Math.cos(aLat * radians) * Math.cos(bLat * radians) * Math.sin(((bLon - aLon) * radians) / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}
