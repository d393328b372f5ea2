/**
 * A synthetic audience, as messy as real exports are, and the truth about it.
 *
 * Every row is a function of (seed, ordinal): its *kind* says what is wrong with it, if anything. A duplicate copies from
 * an earlier row of kind `clean`, which is made again from its ordinal, so nothing is kept. Ids, keys, phone numbers and
 * e-mail addresses are injective in the ordinal; so what must become of each row is known by construction, without
 * reading, normalising or comparing anything, and can be held against the reader's own count.
 *
 * Nobody in it exists. Addresses are under domains reserved for examples (RFC 2606); mainland numbers have no such range,
 * and are counted through.
 */
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { SealcastError } from '../errors.ts';
import type { RefusalReason } from '../fanout/read/refusal.ts';
import { limits } from '../limits.ts';
import { DISTRICTS, PEOPLE } from './sample-people.ts';

export interface SampleOptions {
  /** 1 to 10 million. */
  rows: number;
  seed: string;
  /** A key pair for every device, not only for the well-known ones: 0.2 ms each. */
  realKeys?: boolean;
}

/** What becomes of the rows when they are deduplicated by some dimensions. */
export interface SampleOutcome {
  duplicates: Record<string, number>;
  sealed: number;
  envelopes: number;
  /** Devices left out because somebody else has the same key. */
  devicesShared: number;
}

export interface SampleTruth {
  seed: string;
  rows: number;
  /** Phone numbers without `+` are of this country. */
  defaultCountry: string;
  listed: number;
  refused: Partial<Record<RefusalReason, number>>;
  /** Malformed optional fields by column. */
  dropped: Record<string, number>;
  /** Keys that a row names a second time. */
  repeatedKeys: number;
  byIdKey: SampleOutcome;
  byIdKeyPhoneEmail: SampleOutcome;
  /** Where a quotation mark opens that nobody closes. */
  unclosed: { row: number; line: number }[];
  wellKnown: { id: string; name: string; row: number; line: number; device: string }[];
}

/** A device whose private key is known, as `sealcast keygen` writes it. */
export interface SampleDevice {
  name: string;
  id: string;
  row: number;
  jwk: { kty: 'OKP'; crv: 'X25519'; x: string; d: string };
}

export interface Sample {
  /** The file, in pieces; may be made more than once. */
  csv(): Generator<Uint8Array<ArrayBuffer>>;
  /** Complete once a `csv()` has been read to its end. */
  readonly truth: SampleTruth;
  /** The well-known recipients: the first row, one in the middle, the last. All are sealed. */
  readonly devices: readonly SampleDevice[];
  /** The key pair of a device (0 …) of a row; what the file has only for the well-known and with `realKeys`. */
  keyPair(row: number, device?: number): SampleDevice['jwk'];
}

/** Kinds and how many rows in a thousand are of each; the rest is `clean`. */
const KINDS = {
  'twice-id-and-key': 20,
  'twice-id': 6,
  'twice-key': 15,
  'twice-phone': 12,
  'twice-email': 12,
  'device-shared': 4,
  'key-repeated': 3,
  'id-missing': 4,
  'id-too-long': 1,
  'key-missing': 6,
  'key-malformed': 6,
  'key-low-order': 3,
  'key-non-canonical': 2,
  'key-private': 1,
  'too-many-devices': 1,
  'column-count': 3,
  'not-utf8': 2,
  'quote-not-closed': 1,
  'phone-malformed': 10,
  'email-malformed': 8,
  'locale-malformed': 4,
  'tags-malformed': 1,
} as const;

type Kind = keyof typeof KINDS | 'clean' | 'unclosed';

/** The heading: two names in other spellings, and two columns that are not the library's. */
const HEADING = 'ID,Public_Key,Name,Phone,E-mail,Locale,Tags,Route,District,Note';
const CR_LF = '\r\n';

const WELL_KNOWN = [
  { name: '张伟', device: 'zhang-wei' },
  { name: 'Amelia Brown', device: 'amelia-brown' },
  { name: 'فاطمة الزهراء', device: 'fatima' },
] as const;

/** @throws SealcastError USAGE */
export function sampleAudience({ rows, seed, realKeys = false }: SampleOptions): Sample {
  if (!Number.isInteger(rows) || rows < 1 || rows > PHONES)
    throw new SealcastError('USAGE', `a sample has 1 to ${PHONES} rows`, { hint: 'Ask for fewer.' });
  const world = new World(seed, rows, realKeys);
  let truth: SampleTruth | null = null;
  return {
    *csv() {
      truth = yield* world.write();
    },
    get truth() {
      if (truth === null)
        throw new SealcastError('USAGE', 'the truth of a sample is known at its end', { hint: 'Read csv() first.' });
      return truth;
    },
    devices: world.wellKnown.map((row, i) => ({
      name: WELL_KNOWN[i]!.device,
      id: idOf(row),
      row,
      jwk: world.keyPair(row),
    })),
    keyPair: (row, device) => world.keyPair(row, device),
  };
}

/** Seven digits are free in the shortest kind of number used here. */
const PHONES = 10_000_000;

interface Person {
  id: string;
  name: string;
  /** E.164, or ''. */
  phone: string;
  email: string;
  locale: string;
  /** u-coordinates. */
  keys: Buffer[];
}

class World {
  readonly wellKnown: readonly number[];
  readonly #seed: string;
  readonly #rows: number;
  readonly #realKeys: boolean;
  readonly #unclosed: ReadonlySet<number>;

  constructor(seed: string, rows: number, realKeys: boolean) {
    this.#seed = seed;
    this.#rows = rows;
    this.#realKeys = realKeys;
    this.wellKnown = [...new Set([1, Math.floor(rows / 2) + 1, rows])].sort((a, b) => a - b);
    const unclosed = rows < 30 ? [] : [Math.floor(rows / 3), Math.floor((2 * rows) / 3)];
    this.#unclosed = new Set(unclosed.filter((row) => !this.wellKnown.includes(row)));
  }

  /** The pieces of the file; returns the truth about it. */
  *write(): Generator<Uint8Array<ArrayBuffer>, SampleTruth> {
    const truth: SampleTruth = {
      seed: this.#seed,
      rows: this.#rows,
      defaultCountry: 'CN',
      listed: this.#rows,
      refused: {},
      dropped: {},
      repeatedKeys: 0,
      byIdKey: { duplicates: {}, sealed: 0, envelopes: 0, devicesShared: 0 },
      byIdKeyPhoneEmail: { duplicates: {}, sealed: 0, envelopes: 0, devicesShared: 0 },
      unclosed: [],
      wellKnown: [],
    };
    let piece: Uint8Array[] = [Buffer.from(`\ufeff${HEADING}${CR_LF}`)];
    let held = 0;
    let line = 2;
    for (let row = 1; row <= this.#rows; row++) {
      const dice = new Dice(this.#seed, 'line', row);
      if (dice.chance(2)) {
        piece.push(Buffer.from(CR_LF));
        line++;
      }
      const kind = this.#kind(row);
      const bytes = this.#row(row, kind, dice);
      account(truth, kind, this.#person(row).keys.length);
      if (kind === 'unclosed') truth.unclosed.push({ row, line });
      const known = this.wellKnown.indexOf(row);
      if (known >= 0) truth.wellKnown.push({ id: idOf(row), row, line, ...WELL_KNOWN[known]! });
      piece.push(bytes);
      held += bytes.length;
      for (const byte of bytes) if (byte === 0x0a) line++;
      if (held > 65_536) {
        yield new Uint8Array(Buffer.concat(piece));
        piece = [];
        held = 0;
      }
    }
    yield new Uint8Array(Buffer.concat(piece));
    return truth;
  }

  /** A key pair whose secret is the SHA-256 of the seed and the ordinal. */
  keyPair(row: number, device = 0): SampleDevice['jwk'] {
    const secret = hash(this.#seed, 'secret', row, device);
    const der = Buffer.concat([PKCS8_X25519, secret]);
    const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    const x = createPublicKey(key).export({ format: 'jwk' }).x!;
    return { kty: 'OKP', crv: 'X25519', x, d: secret.toString('base64url') };
  }

  #kind(row: number): Kind {
    if (this.wellKnown.includes(row)) return 'clean';
    if (this.#unclosed.has(row)) return 'unclosed';
    let at = new Dice(this.#seed, 'kind', row).below(1000);
    for (const [kind, share] of Object.entries(KINDS)) {
      if (at < share) return kind as Kind;
      at -= share;
    }
    return 'clean';
  }

  /** An earlier row that is sealed, with everything a duplicate can repeat. */
  #original(row: number, dice: Dice): Person {
    for (let earlier = 1 + dice.below(row - 1); ; earlier--) {
      // The first row is well known: clean, with phone and e-mail.
      if (this.#kind(earlier) !== 'clean') continue;
      const person = this.#person(earlier);
      if (person.phone !== '' && person.email !== '') return person;
    }
  }

  #key(row: number, device: number): Buffer {
    if (this.#realKeys || this.wellKnown.includes(row)) return Buffer.from(this.keyPair(row, device).x, 'base64url');
    const u = hash(this.#seed, 'u', row, device);
    u[31]! &= 0x7f;
    return u;
  }

  #person(row: number): Person {
    const dice = new Dice(this.#seed, 'person', row);
    const known = this.wellKnown.indexOf(row);
    const people = known >= 0 ? PEOPLE[known]! : dice.among(PEOPLE);
    const devices = known < 0 && dice.chance(50) ? 2 + dice.below(2) : 1;
    const digits = String((row * 7_654_321 + 1_234_567) % PHONES).padStart(7, '0');
    const phone = dice.chance(100) && known < 0 ? '' : dice.among(people.phones) + digits;
    const email =
      dice.chance(150) && known < 0 ? '' : `${dice.among(people.locals)}.${row}@${dice.among(people.domains)}`;
    return {
      id: idOf(row),
      name: known >= 0 ? WELL_KNOWN[known]!.name : people.name(dice),
      phone: phone.includes('+') ? phone : `+86${phone}`.replace(/^\+86$/, ''),
      email,
      locale: dice.among(people.locales),
      keys: Array.from({ length: devices }, (_, device) => this.#key(row, device)),
    };
  }

  #row(row: number, kind: Kind, dice: Dice): Buffer {
    const person = this.#person(row);
    let { id, name, phone, email, locale, keys } = person;
    let publicKey: string | null = null;
    let tags = dice.chance(300) ? '' : dice.among(['water', '水务;朝阳', 'water; north ;', 'Ältere;barrierefrei', '']);
    let note = dice.among([
      '',
      '',
      '',
      '',
      'moved; see file',
      '楼上\r\n三单元',
      'asked for 5" pipe',
      'a, b, c',
      'ok ✅',
    ]);

    switch (kind) {
      case 'twice-id-and-key':
        ({ id, keys, name, phone, email } = this.#original(row, dice));
        break;
      case 'twice-id':
        ({ id } = this.#original(row, dice));
        break;
      case 'twice-key':
        keys = [this.#original(row, dice).keys[0]!];
        break;
      case 'twice-phone':
        ({ phone } = this.#original(row, dice));
        break;
      case 'twice-email':
        email = this.#original(row, dice).email.toUpperCase();
        break;
      case 'device-shared':
        keys = [...keys, this.#original(row, dice).keys[0]!];
        break;
      case 'key-repeated':
        keys = [...keys, keys[0]!];
        break;
      case 'id-missing':
        id = dice.among(['', ' ', '\u3000']);
        break;
      case 'id-too-long':
        id = id.repeat(40);
        break;
      case 'key-missing':
        publicKey = dice.among(['', '', ' ', ';']);
        break;
      case 'key-malformed':
        publicKey = dice.among(MALFORMED_KEYS)(keys[0]!);
        break;
      case 'key-low-order':
        publicKey = written(Buffer.from(dice.among(LOW_ORDER), 'hex'), dice);
        break;
      case 'key-non-canonical':
        publicKey = written(nonCanonical(keys[0]!, dice), dice);
        break;
      case 'key-private':
        publicKey = JSON.stringify(this.keyPair(row));
        break;
      case 'too-many-devices':
        keys = Array.from({ length: limits.devices + 1 }, (_, device) => this.#key(row, device));
        break;
      case 'unclosed':
      case 'quote-not-closed':
      case 'column-count':
        // These are told from the physical line, so their row must be one.
        name = 'Li Na';
        note = '';
        break;
      case 'not-utf8':
        // One byte of Latin-1 where é should be; `~` stands nowhere else.
        name = 'Jos~';
        break;
      case 'phone-malformed':
        phone = '';
        break;
      case 'email-malformed':
        email = dice.among([
          'nobody',
          `${row}@@example.com`,
          `a b.${row}@example.com`,
          `${row}@example`,
          `.${row}@example.org`,
        ]);
        break;
      case 'locale-malformed':
        locale = dice.among(['chinese (simplified)', 'zh--CN', '?', '简体中文']);
        break;
      case 'tags-malformed':
        tags = 'x'.repeat(limits.tagBytes + 1);
        break;
    }

    publicKey ??= keys.map((key) => written(key, dice)).join(dice.among([';', '; ']));
    const phoneText =
      kind === 'phone-malformed'
        ? dice.among(['n/a', '12345', '+86 138 0013 800', 'ask his wife', '1.38E+10', '+86 10 6552 9988 ext. 12'])
        : dialled(phone, dice);
    const route = dice.chance(100)
      ? `https://push.example.net/${hash(this.#seed, 'route', row).toString('base64url')}`
      : '';
    const cells = [
      cell(dice.chance(20) ? ` ${id} ` : id, dice),
      cell(publicKey, dice),
      cell(name, dice),
      cell(phoneText, dice),
      cell(dice.chance(200) && kind !== 'email-malformed' ? capitalised(email) : email, dice),
      cell(locale, dice),
      cell(tags, dice),
      cell(route, dice),
      cell(dice.among(DISTRICTS), dice),
      cell(note, dice),
    ];
    // A name that begins with a quotation mark, written by a program that knows no CSV.
    if (kind === 'unclosed') cells[2] = '"Li Na, called Nana';
    if (kind === 'quote-not-closed') cells[2] = '"Ann" Lee';
    if (kind === 'column-count') {
      if (dice.chance(500)) cells.pop();
      else cells.splice(2, 0, 'Mr');
    }
    const bytes = Buffer.from(cells.join(',') + (row === this.#rows ? '' : dice.chance(30) ? '\n' : CR_LF));
    if (kind === 'not-utf8') bytes[bytes.indexOf(0x7e)] = 0xe9;
    return bytes;
  }
}

/** What must become of a row of this kind: the only place where the truth comes from. */
function account(truth: SampleTruth, kind: Kind, devices: number): void {
  const four = truth.byIdKeyPhoneEmail;
  const both = [truth.byIdKey, four];
  const seal = (outcomes: SampleOutcome[], shared = 0): void => {
    for (const outcome of outcomes) {
      outcome.sealed++;
      outcome.envelopes += devices;
      outcome.devicesShared += shared;
    }
  };
  switch (kind) {
    case 'twice-id-and-key':
    case 'twice-id':
      for (const { duplicates } of both) count(duplicates, 'id');
      break;
    case 'twice-key':
      for (const { duplicates } of both) count(duplicates, 'key');
      break;
    case 'twice-phone':
      count(four.duplicates, 'phone');
      seal([truth.byIdKey]);
      break;
    case 'twice-email':
      count(four.duplicates, 'email');
      seal([truth.byIdKey]);
      break;
    case 'device-shared':
      seal(both, 1);
      break;
    case 'clean':
      seal(both);
      break;
    case 'key-repeated':
      truth.repeatedKeys++;
      seal(both);
      break;
    case 'phone-malformed':
    case 'email-malformed':
    case 'locale-malformed':
    case 'tags-malformed':
      count(truth.dropped, kind.slice(0, kind.indexOf('-')));
      seal(both);
      break;
    case 'unclosed':
      count(truth.refused, 'quote-not-closed');
      break;
    default:
      count(truth.refused, kind);
  }
}

function count(counts: Partial<Record<string, number>>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

function idOf(row: number): string {
  return `R${String(row).padStart(8, '0')}`;
}

/** Dice of one row: a stream of SHA-256, so that a row needs no other row's state. */
class Dice {
  readonly #seed: string;
  readonly #what: string;
  readonly #row: number;
  #bytes: Buffer;
  #at = 0;
  #round = 0;

  constructor(seed: string, what: string, row: number) {
    this.#seed = seed;
    this.#what = what;
    this.#row = row;
    this.#bytes = hash(seed, what, row, 0);
  }

  /** 0 … n−1. */
  below(n: number): number {
    if (this.#at === 32) {
      this.#bytes = hash(this.#seed, this.#what, this.#row, ++this.#round);
      this.#at = 0;
    }
    const word = this.#bytes.readUInt32LE(this.#at);
    this.#at += 4;
    return Math.floor((word / 0x1_0000_0000) * n);
  }

  chance(inThousand: number): boolean {
    return this.below(1000) < inThousand;
  }

  among<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }
}

function hash(seed: string, what: string, row: number, n = 0): Buffer {
  return createHash('sha256').update(`sealcast sample\0${seed}\0${what}\0${row}\0${n}`).digest();
}

const PKCS8_X25519 = Buffer.from('302e020100300506032b656e04220420', 'hex');

/** As people and programs write keys. */
function written(key: Buffer, dice: Dice): string {
  const at = dice.below(100);
  if (at < 45) return key.toString('hex');
  if (at < 50) return key.toString('hex').toUpperCase();
  if (at < 70) return key.toString('base64');
  if (at < 80) return key.toString('base64').slice(0, 43);
  if (at < 97) return key.toString('base64url');
  return JSON.stringify({ kty: 'OKP', crv: 'X25519', x: key.toString('base64url') });
}

const MALFORMED_KEYS: readonly ((key: Buffer) => string)[] = [
  () => 'n/a',
  () => 'pending',
  (key) => key.toString('hex').slice(0, 62),
  (key) => `${key.toString('hex')}00`,
  (key) => key.toString('base64').replace(/^./, '*'),
  (key) => `${key.toString('base64').slice(0, 20)} ${key.toString('base64').slice(21)}`,
  (key) => JSON.stringify({ kty: 'EC', crv: 'P-256', x: key.toString('base64url') }),
];

const LOW_ORDER = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
] as const;

function nonCanonical(key: Buffer, dice: Dice): Buffer {
  const out = Buffer.from(key);
  if (dice.chance(500)) {
    out[31]! |= 0x80;
  } else {
    // p and the numbers above it, up to 2^255 − 1.
    out.fill(0xff);
    out[0] = 0xed + dice.below(19);
    out[31] = 0x7f;
  }
  return out;
}

/** One number, in the notations of forms, spreadsheets and three kinds of keyboard. */
function dialled(e164: string, dice: Dice): string {
  if (e164 === '') return '';
  if (!e164.startsWith('+86')) {
    const digits = e164.slice(1);
    return dice.among([
      e164,
      `00${digits}`,
      `+${digits.replace(/(\d{2})(?=(\d{3})+$)/, '$1 ')}`,
      `+${digits.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)))}`,
      `+${digits.slice(0, 3)}.${digits.slice(3, 6)}.${digits.slice(6)}`,
    ]);
  }
  const mobile = e164.slice(3);
  const grouped = `${mobile.slice(0, 3)} ${mobile.slice(3, 7)} ${mobile.slice(7)}`;
  return dice.among([
    mobile,
    grouped,
    grouped.replaceAll(' ', '-'),
    `+86 ${grouped}`,
    `0086${mobile}`,
    `(+86)${mobile}`,
    e164.replace(/[+\d]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)),
    `\u202a${e164}\u202c`,
  ]);
}

function capitalised(email: string): string {
  return email.replace(/^./, (first) => first.toUpperCase()).replace('@example', '@Example');
}

/** RFC 4180, and quoted now and then for no reason. */
function cell(text: string, dice: Dice): string {
  return /^"|[,\r\n]/.test(text) || dice.chance(60) ? `"${text.replaceAll('"', '""')}"` : text;
}
