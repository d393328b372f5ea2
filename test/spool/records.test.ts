import { describe, expect, it } from 'vitest';
import { decodeRecord, encodeRecord } from '../../src/codec/msgpack.ts';
import { hex } from '../../src/crypto/bytes.ts';
import { type BatchShape, bytesPerEnvelope, readEnvelopes, writeEnvelopes } from '../../src/spool/batch-record.ts';
import { type BroadcastRecord, decodeBroadcast, encodeBroadcast, newCounts } from '../../src/spool/broadcast-record.ts';
import { seeded } from '../crypto/fixture.ts';

describe.each(['batch', 'recipient'] as const)('a batch with an ephemeral key for each %s', (ephemeral) => {
  const shape: BatchShape = { ephemeral, slotPlainBytes: 96 };
  const sealed = (count: number) => ({
    enc: seeded('enc', ephemeral === 'batch' ? 32 : 32 * count),
    mailboxes: seeded('mailboxes', 16 * count),
    slots: seeded('slots', 112 * count),
  });

  it('is read as it was written', () => {
    for (const count of [1, 2, 5]) {
      const columns = sealed(count);
      const record = writeEnvelopes(columns, shape);
      expect(record.length).toBe(columns.enc.length + 128 * count);
      const read = readEnvelopes(record, shape);
      expect(read.count).toBe(count);
      const part = (column: Uint8Array, size: number, i: number) => hex(column.subarray(size * i, size * (i + 1)));
      for (let i = 0; i < count; i++) {
        expect(hex(read.mailbox(i))).toBe(part(columns.mailboxes, 16, i));
        expect(hex(read.enc(i))).toBe(part(columns.enc, 32, ephemeral === 'batch' ? 0 : i));
        expect(hex(read.slot(i))).toBe(part(columns.slots, 112, i));
      }
    }
  });

  it('is damaged when its length is no batch’s', () => {
    const record = writeEnvelopes(sealed(2), shape);
    for (const length of [0, 32, record.length - 1, record.length + 1, record.length - 32])
      expect(() => readEnvelopes(new Uint8Array(length), shape), `${length} bytes`).toThrow(
        expect.objectContaining({ code: 'SPOOL_DAMAGED' }),
      );
  });
});

it('an envelope with its own enc takes 32 bytes more', () => {
  const bytes = (ephemeral: 'batch' | 'recipient') => bytesPerEnvelope({ ephemeral, slotPlainBytes: 96 }, 0);
  expect(bytes('recipient') - bytes('batch')).toBe(32);
});

describe('the record of a broadcast', () => {
  const record = (more: object): Uint8Array =>
    encodeRecord({ version: 1, id: new Uint8Array(16), counts: newCounts(), cursor: {}, slotPlainBytes: 96, ...more });

  it('from before there was a choice has an ephemeral key for each batch, and stays of version 1', () => {
    const old = decodeBroadcast(record({}));
    expect(old).toMatchObject({ version: 1, ephemeral: 'batch' });
    expect(decodeBroadcast(encodeBroadcast(old))).toEqual(old);
    expect((decodeRecord(encodeBroadcast(old)) as BroadcastRecord).version).toBe(1);
  });

  it('has another version where its batches have another layout', () => {
    expect(decodeBroadcast(record({ version: 1, ephemeral: 'batch' })).ephemeral).toBe('batch');
    expect(decodeBroadcast(record({ version: 2, ephemeral: 'recipient' })).ephemeral).toBe('recipient');
    for (const more of [
      { version: 1, ephemeral: 'recipient' },
      { version: 2, ephemeral: 'batch' },
      { version: 2 },
      { version: 2, ephemeral: 'each' },
      { version: 3, ephemeral: 'recipient' },
    ])
      expect(() => decodeBroadcast(record(more)), JSON.stringify(more)).toThrow(
        expect.objectContaining({ code: 'SPOOL_DAMAGED' }),
      );
  });
});
