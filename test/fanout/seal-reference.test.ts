import { expect, it, vi } from 'vitest';
import { hex } from '../../src/crypto/bytes.ts';
import { sealBatchReference } from '../../src/fanout/seal-reference.ts';
import { makeRecipients, makeSender, sealRequest } from '../crypto/fixture.ts';

/** The very arrays that the reference was given, and whether each held anything then. */
const derived = vi.hoisted((): { secret: Uint8Array; full: boolean }[] => []);
vi.mock('../../src/crypto/hpke.ts', async (original) => {
  const real = await original<typeof import('../../src/crypto/hpke.ts')>();
  return {
    ...real,
    recipientEphemeral: (batchSecret: Uint8Array, i: number) => {
      const secret = real.recipientEphemeral(batchSecret, i);
      derived.push({ secret, full: secret.some((byte) => byte !== 0) });
      return secret;
    },
  };
});

const four = makeRecipients(4);

it.each([
  ['all is sealed', four, 4],
  ['a key is of low order', four.map((one, i) => (i === 2 ? { ...one, publicKey: new Uint8Array(32) } : one)), 3],
] as const)('wipes every recipient’s ephemeral secret when %s', (_end, people, made) => {
  derived.length = 0;
  const seal = () => sealBatchReference(sealRequest(2, people, makeSender(), { ephemeral: 'recipient' }));
  if (made === 4) seal();
  else expect(seal).toThrow('low order');
  expect(derived).toHaveLength(made);
  for (const { secret, full } of derived) {
    expect(full).toBe(true);
    expect(hex(secret)).toBe('00'.repeat(32));
  }
});
