import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { describe, expect, it } from 'vitest';
import { encodeRecord } from '../../src/codec/msgpack.ts';
import { concat, hex, utf8 } from '../../src/crypto/bytes.ts';
import { parseEnvelope } from '../../src/crypto/envelope.ts';
import { batchSender, recipientEphemeral } from '../../src/crypto/hpke.ts';
import { pseudonymKeys, pseudonyms, receiptToken } from '../../src/crypto/mailbox.ts';
import { INFO_MAILBOX_AT, parseSlotPlain, slotInfo } from '../../src/crypto/slot.ts';
import { publicKeyOf, sharedSecret } from '../../src/crypto/x25519.ts';
import {
  envelopeAt,
  type SealedBatch,
  type SealRequest,
  sealWarmBatch,
  type WarmRequest,
} from '../../src/fanout/seal.ts';
import { sealBatchReference, sealWarmReference } from '../../src/fanout/seal-reference.ts';
import { instantiateKernels, loadKernels } from '../../src/kernels/load.ts';
import { newSealKernel, SealKernel } from '../../src/kernels/seal.ts';
import { instantiateWide } from '../../src/kernels/wide.ts';
import { limits } from '../../src/limits.ts';
import { ends, makeSender, sealRequest, seeded } from '../crypto/fixture.ts';
import { choices } from './implementations.ts';

const from = makeSender();
const SIZES = [1, 2, 3, 4, 5, 127, 128, 129, 255, 256, 257];
const MANY = 257;

interface Columns {
  ids: readonly Uint8Array[];
  keys: readonly Uint8Array[];
  personal: readonly Uint8Array[];
}

/** Any 32 bytes are a key of somebody: nobody opens these, the reference is what they are compared with. */
function people(count: number, personal = 0): Columns {
  const each = <T>(make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));
  return {
    // Ids of 0, 1, 2 … 256 bytes: each length that a person may have, and each end of a block.
    ids: each((i) => seeded(`id ${i}`, i % 257)),
    keys: each((i) => seeded(`key ${i}`, 32)),
    personal: each((i) => (personal === 0 ? new Uint8Array(0) : seeded(`personal ${i}`, (i * 37) % (personal + 1)))),
  };
}

function some(columns: Columns, indices: readonly number[]): Columns {
  const pick = (column: readonly Uint8Array[]) => indices.map((i) => column[i]!);
  return { ids: pick(columns.ids), keys: pick(columns.keys), personal: pick(columns.personal) };
}

function columnsOf({ ids, keys, personal }: Columns) {
  return {
    ...{ count: ids.length, ids: concat(...ids), idEnd: ends(ids), keys: concat(...keys) },
    ...{ personal: concat(...personal), personalEnd: ends(personal) },
  };
}

function request(suite: 1 | 2, columns: Columns, rest: Partial<SealRequest> = {}): SealRequest {
  return sealRequest(suite, [], from, { ...columnsOf(columns), ...rest });
}

function warmRequest(columns: Columns, rest: Partial<WarmRequest> = {}): WarmRequest {
  const { ephemeralSecret: _, senderSecret: __, suite: ___, ...shared } = request(2, columns);
  return {
    ...shared,
    batchNonce: seeded('batch nonce', 24),
    epoch: 20_414,
    slotKeys: concat(...columns.ids.map((__, i) => seeded(`slot key ${i}`, 32))),
    ...rest,
  };
}

function firstOf(batch: SealedBatch, count: number, slotBytes: number): SealedBatch {
  return {
    enc: batch.enc.length === 32 ? batch.enc : batch.enc.slice(0, 32 * count),
    personTags: batch.personTags.slice(0, 16 * count),
    mailboxes: batch.mailboxes.slice(0, 16 * count),
    slots: batch.slots.slice(0, slotBytes * count),
  };
}

function at(batch: SealedBatch, i: number, slotBytes: number): SealedBatch {
  const part = (column: Uint8Array<ArrayBuffer>, size: number) => column.slice(size * i, size * (i + 1));
  return {
    enc: batch.enc,
    personTags: part(batch.personTags, 16),
    mailboxes: part(batch.mailboxes, 16),
    slots: part(batch.slots, slotBytes),
  };
}

// A slot depends on its recipient and the batch's secrets alone, so one reference of 257 answers for all smaller batches.
const everyone = { 1: people(MANY), 2: people(MANY, 166) } as const;
const references = {
  1: sealBatchReference(request(1, everyone[1])),
  2: sealBatchReference(request(2, everyone[2])),
} as const;
const ownEphemeral = {
  1: sealBatchReference(request(1, everyone[1], { ephemeral: 'recipient' })),
  2: sealBatchReference(request(2, everyone[2], { ephemeral: 'recipient' })),
} as const;
const warm = sealWarmReference(warmRequest(everyone[2]));

describe.each(choices)('the seal kernel, %s', (choice) => {
  const kernel = newSealKernel(loadKernels({ kernels: choice }));

  it.each([1, 2] as const)('gives the bytes of the reference, whatever the size of the batch (suite %i)', (suite) => {
    const slotBytes = suite === 1 ? 112 : 272;
    for (const size of SIZES) {
      const columns = some(
        everyone[suite],
        Array.from({ length: size }, (_, i) => i),
      );
      expect(kernel.seal(request(suite, columns))).toEqual(firstOf(references[suite], size, slotBytes));
    }
  });

  it.each([1, 2] as const)(
    'gives the bytes of the reference with an ephemeral key for each recipient (suite %i)',
    (suite) => {
      const slotBytes = suite === 1 ? 112 : 272;
      for (const size of SIZES) {
        const columns = some(
          everyone[suite],
          Array.from({ length: size }, (_, i) => i),
        );
        const sealed = kernel.seal(request(suite, columns, { ephemeral: 'recipient' }));
        expect(sealed).toEqual(firstOf(ownEphemeral[suite], size, slotBytes));
      }
      const encs = Array.from({ length: MANY }, (_, i) => hex(ownEphemeral[suite].enc.subarray(32 * i, 32 * i + 32)));
      expect(new Set(encs).size).toBe(MANY);
      // Nothing of it stays for the batches that follow.
      expect(kernel.seal(request(suite, some(everyone[suite], [0, 1, 2])))).toEqual(
        firstOf(references[suite], 3, slotBytes),
      );
      expect(sealWarmBatch(warmRequest(some(everyone[2], [0, 1, 2])), kernel)).toEqual(firstOf(warm, 3, 272));
    },
  );

  it('gives the bytes of the reference whichever pairs’ secrets are kept, across slices', () => {
    const pairs = new Uint8Array(32 * MANY);
    expect(kernel.seal(request(2, everyone[2], { pairSecrets: pairs }))).toEqual(references[2]);
    for (const i of [0, 127, 128, 255, 256])
      expect(hex(pairs.subarray(32 * i, 32 * i + 32))).toBe(hex(sharedSecret(from.dhSecret, everyone[2].keys[i]!)!));
    // None kept in the second slice, all in the third; of the first every third.
    const kept = [(i: number) => i < 128 && i % 3 === 0, (i: number) => i < 128 || i > 255, () => true];
    for (const of of kept) {
      const pairSecrets = pairs.slice();
      for (let i = 0; i < MANY; i++) if (!of(i)) pairSecrets.fill(0, 32 * i, 32 * i + 32);
      expect(kernel.seal(request(2, everyone[2], { pairSecrets }))).toEqual(references[2]);
      expect(Buffer.compare(pairSecrets, pairs)).toBe(0);
    }
  });

  it('gives the bytes of the reference in a full batch, at the ends of slices', () => {
    const columns = people(limits.batchRecipients, 166);
    const sealed = kernel.seal(request(2, columns));
    const picked = [0, 127, 128, 129, 2047, 2048, 4094, 4095];
    const expected = sealBatchReference(request(2, some(columns, picked)));
    for (const [k, i] of picked.entries()) expect(at(sealed, i, 272)).toEqual(at(expected, k, 272));
    const names = pseudonyms(seeded('mailbox root', 32));
    for (let i = 0; i < limits.batchRecipients; i++) {
      const tag = names.personTag(columns.ids[i]!);
      expect(hex(sealed.personTags.subarray(16 * i, 16 * i + 16))).toBe(hex(tag));
      expect(hex(sealed.mailboxes.subarray(16 * i, 16 * i + 16))).toBe(hex(names.mailbox(tag, columns.keys[i]!)));
    }
  });

  it.each([
    [128, 38],
    [4096, 4006],
    [limits.slotPlainBytesMax, limits.slotPlainBytesMax - 90],
  ])('fills slots of %i bytes to the last', (slotPlainBytes, room) => {
    const columns: Columns = {
      ...people(5),
      personal: [room, 0, room - 1, 1, room].map((length, i) => seeded(`long ${i}`, length)),
    };
    const asked = () => request(2, columns, { slotPlainBytes });
    expect(kernel.seal(asked())).toEqual(sealBatchReference(asked()));
  });

  it('takes a scalar that is not clamped, and keys with bit 255', () => {
    const columns = people(3);
    const keys = columns.keys.map((key) => key.with(31, 0xff));
    const rest = { ephemeralSecret: new Uint8Array(32).fill(0xff), senderSecret: new Uint8Array(32).fill(0xff) };
    const asked = () => request(2, { ...columns, keys }, { ...rest, ephemeralSecret: rest.ephemeralSecret.slice() });
    expect(kernel.seal(asked())).toEqual(sealBatchReference(asked()));
  });

  it('seals warm slots like the reference, whatever the size', () => {
    for (const size of SIZES) {
      const columns = some(
        everyone[2],
        Array.from({ length: size }, (_, i) => i),
      );
      expect(sealWarmBatch(warmRequest(columns), kernel)).toEqual(firstOf(warm, size, 272));
    }
    const columns = people(5, limits.slotPlainBytesMax - 90);
    const long = () => warmRequest(columns, { slotPlainBytes: limits.slotPlainBytesMax, epoch: 0xffffffff });
    expect(sealWarmBatch(long(), kernel)).toEqual(sealWarmBatch(long()));
  });

  it('makes warm slots that open as docs/wire-format.md says', () => {
    const columns = people(6, 60);
    const asked = warmRequest(columns);
    const batch = kernel.sealWarm(asked);
    for (let i = 0; i < 6; i++) {
      const bytes = envelopeAt(3, asked.broadcast, batch, 256, i);
      const envelope = parseEnvelope(bytes);
      expect(envelope.suite).toBe(3);
      expect(hex(envelope.enc)).toBe(`${hex(asked.batchNonce)}be4f000000000000`);
      const nonce = asked.batchNonce.map((byte, k) => byte ^ (k < 16 ? envelope.mailbox[k]! : 0));
      const opened = xchacha20poly1305(seeded(`slot key ${i}`, 32), nonce, bytes.subarray(0, 72)).decrypt(
        envelope.slot,
      );
      const plain = parseSlotPlain(opened)!;
      expect(hex(plain.bodyKey)).toBe(hex(asked.bodyKey));
      expect(hex(plain.bodyDigest)).toBe(hex(asked.bodyDigest));
      expect(hex(plain.receiptToken)).toBe(hex(receiptToken(asked.receiptKey, envelope.mailbox)));
      expect(hex(plain.personal)).toBe(hex(columns.personal[i]!));
    }
  });

  it('seals long texts as noble does, in pieces', () => {
    const key = seeded('key', 32);
    const nonce = seeded('nonce', 24);
    const piece = limits.sealSliceBytes;
    for (const length of [0, 1, 63, 64, 65, 256, piece - 1, piece, piece + 1, 2 * piece + 300]) {
      const text = seeded(`text`, length);
      const aad = seeded('aad', length % 100);
      const expected = xchacha20poly1305(key, nonce, aad).encrypt(text);
      const out = new Uint8Array(length + 16);
      kernel.sealText(key, nonce, aad, text, out);
      expect(Buffer.compare(out, expected)).toBe(0);
      // In place.
      const room = concat(text, new Uint8Array(16));
      kernel.sealText(key, nonce, aad, room.subarray(0, length), room);
      expect(Buffer.compare(room, expected)).toBe(0);
    }
  });

  it('refuses a text with anything of a wrong length', () => {
    const [key, nonce, text, out] = [32, 24, 10, 26].map((length) => new Uint8Array(length));
    const wrong: [Uint8Array, Uint8Array, Uint8Array, Uint8Array][] = [
      [key!.subarray(1), nonce!, text!, out!],
      [key!, nonce!.subarray(12), text!, out!],
      [key!, nonce!, text!, out!.subarray(1)],
    ];
    for (const [a, b, c, d] of wrong)
      expect(() => kernel.sealText(a, b, new Uint8Array(0), c, d)).toThrow(
        expect.objectContaining({ code: 'INTERNAL' }),
      );
    expect(() => kernel.sealText(key!, nonce!, new Uint8Array(5000), text!, out!)).toThrow();
  });

  it('asks between slices whether to stop, and tells how many are sealed', () => {
    const columns = people(300);
    const told: number[] = [];
    let asked = 0;
    const stopping = request(1, columns, { stopped: () => ++asked === 3, sealed: (count) => told.push(count) });
    expect(() => kernel.seal(stopping)).toThrow(expect.objectContaining({ code: 'ABORTED' }));
    expect(told).toEqual([128, 128]);
    told.length = 0;
    kernel.seal(request(1, columns, { sealed: (count) => told.push(count) }));
    expect(told).toEqual([128, 128, 44]);
    expect(() => kernel.sealWarm(warmRequest(columns, { stopped: () => true }))).toThrow(
      expect.objectContaining({ code: 'ABORTED' }),
    );
  });

  it('names a key of low order by its position, in any slice, and goes on with the next batch', () => {
    const columns = people(300);
    for (const position of [0, 1, 127, 128, 299])
      for (const low of [new Uint8Array(32), new Uint8Array(32).with(0, 1)]) {
        const keys = columns.keys.with(position, low);
        expect(() => kernel.seal(request(1, { ...columns, keys }))).toThrow(
          expect.objectContaining({ code: 'KEY_INVALID', position: { device: position } }),
        );
      }
    expect(kernel.seal(request(1, some(everyone[1], [0, 1, 2])))).toEqual(firstOf(references[1], 3, 112));
  });

  it('refuses one device twice in different slices, warm as well', () => {
    const columns = people(200);
    const twice = {
      ...columns,
      ids: columns.ids.with(199, columns.ids[3]!),
      keys: columns.keys.with(199, columns.keys[3]!),
    };
    const wanted = expect.objectContaining({ code: 'INTERNAL', position: { device: 199, first: 3 } });
    expect(() => kernel.seal(request(1, twice))).toThrow(wanted);
    expect(() => kernel.sealWarm(warmRequest(twice))).toThrow(wanted);
    expect(() => sealWarmReference(warmRequest(twice))).toThrow(wanted);
  });

  it('refuses a warm request with a wrong field', () => {
    const columns = people(2);
    const wrong: [string, Partial<WarmRequest>][] = [
      ['batchNonce', { batchNonce: new Uint8Array(12) }],
      ['epoch', { epoch: -1 }],
      ['slotKeys', { slotKeys: new Uint8Array(32) }],
      ['keys', { keys: new Uint8Array(32) }],
      ['ids', { idEnd: Uint32Array.of(300, 300) }],
      ['slotPlainBytes', { slotPlainBytes: 90 }],
    ];
    for (const [what, rest] of wrong)
      for (const sealer of [kernel, undefined])
        expect(() => sealWarmBatch(warmRequest(columns, rest), sealer)).toThrow(`a wrong field: ${what}`);
  });
});

/** Where a secret stands in memory: as bytes, or as the words of one of four lanes, in either byte order. */
function find(memory: Uint8Array, secret: Uint8Array): boolean {
  const buffer = Buffer.from(memory.buffer, memory.byteOffset, memory.length);
  if (buffer.includes(Buffer.from(secret))) return true;
  const words = Math.floor(secret.length / 4);
  for (const reversed of [false, true]) {
    const word = (i: number): Buffer => {
      const four = Buffer.from(secret.subarray(4 * i, 4 * i + 4));
      return reversed ? four.reverse() : four;
    };
    for (let start = buffer.indexOf(word(0)); start !== -1; start = buffer.indexOf(word(0), start + 1)) {
      let i = 1;
      while (i < words && buffer.compare(word(i), 0, 4, start + 16 * i, start + 16 * i + 4) === 0) i++;
      if (i === words) return true;
    }
  }
  return false;
}

describe.each(choices)('the memory of the seal kernel, %s', (choice) => {
  /** All memory as it is when the first wipe begins, and the kernel with it. */
  function watched() {
    const kernels = loadKernels({ kernels: choice });
    const exports = instantiateKernels(kernels);
    const wide = kernels.wide && instantiateWide(kernels.wide);
    const now = () => concat(...[exports, ...(wide ? [wide] : [])].map(({ memory }) => new Uint8Array(memory.buffer)));
    const seen: Uint8Array[] = [];
    const spied = {
      ...exports,
      sealWipe: () => {
        seen.push(now());
        exports.sealWipe();
      },
    };
    const kernel = new SealKernel(spied, wide);
    return { kernel, seen, fresh: now(), now };
  }

  const columns: Columns = {
    ids: ['王小明-0017', 'zhang.san@example.com', 'patient-88341', 'x'.repeat(70)].map(utf8),
    keys: [0, 1, 2, 3].map((i) => publicKeyOf(seeded(`device ${i}`, 32))),
    personal: [0, 1, 2, 3].map((i) => encodeRecord({ name: `name of ${i}`, plate: `京A·8834${i}` })),
  };

  function secretsOf(batch: SealedBatch): Record<string, Uint8Array> {
    const root = seeded('mailbox root', 32);
    const { person, mailbox } = pseudonymKeys(root);
    const lane = 2;
    const key = columns.keys[lane]!;
    const info = slotInfo(2, seeded('broadcast', 16), batch.mailboxes.subarray(16 * lane, 16 * lane + 16));
    expect(info.subarray(INFO_MAILBOX_AT).length).toBe(16);
    const context = batchSender(seeded('ephemeral', 32), from.dhSecret).context(key, info)!;
    return {
      bodyKey: seeded('body key', 32),
      receiptKey: seeded('receipt key', 32),
      person,
      mailbox,
      ephemeral: seeded('ephemeral', 32),
      sender: from.dhSecret,
      dh: sharedSecret(seeded('ephemeral', 32), key)!,
      identity: sharedSecret(from.dhSecret, key)!,
      hpkeKey: context.key,
      hpkeNonce: context.baseNonce,
      receipt: receiptToken(seeded('receipt key', 32), batch.mailboxes.subarray(16 * lane, 16 * lane + 16)),
      id: columns.ids[1]!,
      personal: columns.personal[3]!,
      tag: batch.personTags.subarray(0, 16),
    };
  }

  it('holds every secret before the wipe, and none after it', () => {
    const { kernel, seen, fresh, now } = watched();
    const batch = kernel.seal(request(2, columns));
    expect(seen).toHaveLength(1);
    const secrets = secretsOf(batch);
    for (const [name, secret] of Object.entries(secrets)) {
      expect(find(seen[0]!, secret), `${name} is there before the wipe`).toBe(true);
      expect(find(now(), secret), `${name} is gone after it`).toBe(false);
    }
    // Every byte, whatever it meant, in whatever form: limbs, schedules, states.
    expect(Buffer.compare(now(), fresh)).toBe(0);
  });

  it('holds kept and computed secrets of pairs before the wipe, and none after it, also when the batch fails', () => {
    const { kernel, seen, fresh, now } = watched();
    const kept = seeded('kept pair', 32);
    const pairSecrets = concat(new Uint8Array(32), kept, new Uint8Array(64));
    kernel.seal(request(2, columns, { pairSecrets }));
    const computed = sharedSecret(from.dhSecret, columns.keys[2]!)!;
    expect(hex(pairSecrets.subarray(64, 96))).toBe(hex(computed));
    for (const secret of [kept, computed]) {
      expect(find(seen.at(-1)!, secret)).toBe(true);
      expect(find(now(), secret)).toBe(false);
    }
    expect(Buffer.compare(now(), fresh)).toBe(0);
    const low = { ...columns, keys: columns.keys.with(3, new Uint8Array(32)) };
    expect(() => kernel.seal(request(2, low, { pairSecrets: concat(kept, new Uint8Array(96)) }))).toThrow();
    expect(find(seen.at(-1)!, kept)).toBe(true);
    expect(Buffer.compare(now(), fresh)).toBe(0);
  });

  it('holds every recipient’s ephemeral secret before the wipe, and none after it', () => {
    const { kernel, seen, fresh, now } = watched();
    const batch = kernel.seal(request(2, columns, { ephemeral: 'recipient' }));
    const own = [0, 1, 2, 3].map((i) => recipientEphemeral(seeded('ephemeral', 32), i));
    own.forEach((secret, i) => {
      expect(hex(publicKeyOf(secret))).toBe(hex(batch.enc.subarray(32 * i, 32 * i + 32)));
    });
    const agreed = own.map((secret, i) => sharedSecret(secret, columns.keys[i]!)!);
    for (const secret of [seeded('ephemeral', 32), ...own, ...agreed]) {
      expect(find(seen[0]!, secret)).toBe(true);
      expect(find(now(), secret)).toBe(false);
    }
    expect(Buffer.compare(now(), fresh)).toBe(0);
    const low = { ...columns, keys: columns.keys.with(3, new Uint8Array(32)) };
    expect(() => kernel.seal(request(2, low, { ephemeral: 'recipient' }))).toThrow();
    expect(find(seen.at(-1)!, own[1]!)).toBe(true);
    expect(Buffer.compare(now(), fresh)).toBe(0);
  });

  it('is as new after an abort, a refusal, a warm batch and a text', () => {
    const { kernel, seen, fresh, now } = watched();
    const left = () => Buffer.compare(now(), fresh);
    let asked = 0;
    const many = people(200);
    expect(() => kernel.seal(request(2, many, { stopped: () => ++asked > 1 }))).toThrow();
    expect(left()).toBe(0);
    const low = { ...columns, keys: columns.keys.with(1, new Uint8Array(32)) };
    expect(() => kernel.seal(request(1, low))).toThrow();
    expect(left()).toBe(0);
    kernel.sealWarm(warmRequest(columns));
    expect(find(seen.at(-1)!, seeded('slot key 1', 32))).toBe(true);
    expect(left()).toBe(0);
    const text = seeded('routes', 5000);
    kernel.sealText(seeded('record key', 32), seeded('nonce', 24), utf8('aad'), text, new Uint8Array(5016));
    expect(find(seen.at(-1)!, seeded('record key', 32))).toBe(true);
    expect(left()).toBe(0);
    expect(seen.every((memory) => Buffer.compare(memory, fresh) !== 0)).toBe(true);
  });
});
