import { SealcastError } from '../../errors.ts';
import type { BroadcastRecord } from '../../spool/broadcast-record.ts';

/** @throws SealcastError POLICY_REFUSED for what ran in the sandbox: who carries envelopes by hand hands them over, too */
export function givenOut(record: BroadcastRecord): BroadcastRecord {
  if (!record.sandbox) return record;
  throw new SealcastError('POLICY_REFUSED', 'the broadcast ran in the sandbox: nothing of it is given out', {
    hint: 'report has its counts; engine.trust.explain says why',
  });
}
