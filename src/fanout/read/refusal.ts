/**
 * Why a row was not taken: a closed set of stable codes, with what an operator should do about each. A refusal names a
 * position and a column, never what stood there.
 */
export const REFUSALS = {
  'row-too-long': 'longer than one row may be: look for a missing line break',
  'quote-not-closed': 'a quotation mark opens here and is not closed properly: close it, or double the marks inside',
  'column-count': 'not as many columns as the heading: look for an unquoted delimiter',
  'not-utf8': 'not UTF-8: save the list as UTF-8',
  'not-json': 'not JSON: NDJSON has one complete object on each line',
  'not-an-object': 'not an object with fields',
  'field-twice': 'two fields of this row mean the same column',
  'field-malformed': 'a field of this object could not be read',
  'id-missing': 'has no id',
  'id-malformed': 'the id is neither text nor a whole number that is exact',
  'id-too-long': 'the id is longer than an id may be',
  'key-missing': 'has no device key',
  'key-malformed': 'not 32 bytes as hex, base64, base64url or JWK (OKP, X25519)',
  'key-private': 'holds a PRIVATE key: remove it from the list, and replace that key',
  'key-non-canonical': 'not the canonical form of an X25519 key: it was damaged or made up',
  'key-low-order': 'a key of low order: anybody could open what is sealed to it',
  'too-many-devices': 'more devices than one person may have',
  'personal-too-long': 'the personal fields do not fit: shorten them, or raise personalBytes',
} as const;

export type RefusalReason = keyof typeof REFUSALS;

/** One row that was not taken. */
export interface Refusal {
  /** Ordinal among the rows of the audience, from 1; the heading and blank lines are not counted. */
  readonly row: number;
  /** Physical line in the file, from 1; 0 when there is no file. */
  readonly line: number;
  /** The column it is about (this library's name for it), '' when it is about the row. */
  readonly column: string;
  readonly reason: RefusalReason;
}
