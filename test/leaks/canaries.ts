/**
 * Canaries: values of a recipient and of a message that must not be found anywhere but where they belong, and the scanner
 * that looks for them in every form in which bytes or text can carry them.
 */
import { device, hex } from '../engine/support.ts';

export type Canaries = Readonly<Record<string, string>>;

/** Nothing else in the world looks like these. */
export const canaries = {
  id: 'CanaryId-7Qx2Vb9Kd',
  name: 'Zqanaria Plumbwort',
  chinese: '欧阳鸩咒儣',
  // Normalised to +8613712345606; its digits are looked for.
  phone: '13712345606',
  email: 'zqanaria.plumbwort@canary-nest.example',
  route: 'https://push.canary-nest.example/sub/Rk3PzW8',
  text: 'The canary sings at dawn: Jx5TnM1.',
  note: 'Personal-Canary-Hy6LcE4',
  avatar: 'https://img.canary-nest.example/face-Bn0.png',
  key: hex(device(777_001).publicKey),
  idempotencyKey: 'birthday-of-Zqanaria-Uw4',
  zone: 'Antarctica/DumontDUrville',
  passphrase: 'correct horse canary Ft7',
} as const satisfies Canaries;

/** The rows: the canary herself, people around her, and rows that are refused for something beside a canary. */
export function canaryRows(): Record<string, string>[] {
  const rows: Record<string, string>[] = [
    {
      id: canaries.id,
      publicKey: canaries.key,
      name: canaries.name,
      phone: `+86 137 1234 5606`,
      email: 'Zqanaria.Plumbwort@Canary-Nest.example',
      route: canaries.route,
      avatar: canaries.avatar,
      timeZone: canaries.zone,
      minor: 'no',
      note: canaries.note,
    },
  ];
  for (let i = 0; i < 12; i++)
    rows.push({ id: `other-${i}`, publicKey: hex(device(i).publicKey), name: canaries.chinese, note: `note ${i}` });
  // Refused or dropped, each with canaries in the cell at fault and beside it.
  const bad = { name: canaries.name, note: canaries.note, route: canaries.route };
  rows.push(
    { ...bad, id: canaries.id, publicKey: canaries.text },
    { ...bad, id: `${canaries.id}-2`, publicKey: canaries.key.slice(0, 60) },
    { ...bad, id: '', publicKey: canaries.key },
    { ...bad, id: `${canaries.id}-3`.padEnd(400, 'x'), publicKey: canaries.key },
    { ...bad, id: `${canaries.id}-4`, publicKey: hex(device(99).publicKey), note: `${canaries.note} `.repeat(40) },
    {
      ...bad,
      id: `${canaries.id}-5`,
      publicKey: hex(device(98).publicKey),
      phone: canaries.name,
      email: canaries.name,
    },
    {
      ...bad,
      id: `${canaries.id}-6`,
      publicKey: hex(device(97).publicKey),
      locale: canaries.name,
      timeZone: canaries.name,
      minor: canaries.note,
      tags: canaries.note,
    },
  );
  return rows;
}

interface Form {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A text as UTF-8, UTF-16 in both orders, hex of either case, base64 at each of the three alignments; keys raw, too. */
function forms(value: string): Form[] {
  const utf8 = Buffer.from(value, 'utf8');
  const le = Buffer.from(value, 'utf16le');
  const out: Form[] = [
    { name: 'utf-8', bytes: utf8 },
    { name: 'utf-8, lower case', bytes: Buffer.from(value.toLowerCase()) },
    { name: 'utf-16le', bytes: le },
    { name: 'utf-16be', bytes: Buffer.from(le).swap16() },
    { name: 'hex', bytes: Buffer.from(utf8.toString('hex')) },
    { name: 'HEX', bytes: Buffer.from(utf8.toString('hex').toUpperCase()) },
    { name: 'json escapes', bytes: Buffer.from(JSON.stringify(value).slice(1, -1)) },
    {
      name: '\\u escapes',
      bytes: Buffer.from(value.replace(/[^\0-\x7f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)),
    },
    ...base64Forms(utf8).map((bytes, i) => ({ name: `base64 ${i}`, bytes })),
  ];
  if (/^[0-9a-f]{64}$/.test(value)) {
    const raw = Buffer.from(value, 'hex');
    out.push({ name: 'raw bytes', bytes: raw });
    out.push(...base64Forms(raw).map((bytes, i) => ({ name: `base64 of the bytes ${i}`, bytes })));
  }
  return out;
}

/** What of its base64 does not depend on what stands before and behind it. */
function base64Forms(bytes: Buffer): Buffer[] {
  return [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const from = shift === 0 ? 0 : 4;
    const inner = text.slice(from, text.length - 4);
    return [...new Set([inner, inner.replaceAll('+', '-').replaceAll('/', '_')])].map((part) => Buffer.from(part));
  });
}

const all: readonly (Form & { canary: string })[] = Object.entries(canaries).flatMap(([canary, value]) =>
  forms(value).map((form) => ({ ...form, canary })),
);

/** Every canary in `bytes`, with its form; empty when there is none. */
export function scan(bytes: Uint8Array | string, except: readonly (keyof typeof canaries)[] = []): string[] {
  const buffer =
    typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return all
    .filter(({ canary, bytes: form }) => !except.includes(canary as keyof typeof canaries) && buffer.includes(form))
    .map(({ canary, name }) => `${canary} as ${name}`);
}

/** Each canary in each form, for the proof that a scanner finds it. */
export function* planted(): Generator<{ what: string; bytes: Buffer }> {
  for (const { canary, name, bytes } of all) yield { what: `${canary} as ${name}`, bytes };
}
