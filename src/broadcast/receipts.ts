import { hex } from '../crypto/bytes.ts';
import type { Dispatcher } from '../delivery/dispatcher.ts';
import { Receipts } from '../delivery/receipts.ts';
import type { Broadcasts } from './broadcasts.ts';
import type { EngineParts } from './sealing.ts';
import { unpackRetention, wipeSecrets } from './secrets.ts';

/** Receipts of an engine's broadcasts, under the keys that its erasure keeps; whoever delivers hears of those that count. */
export function receiptsOf(
  { spool, logger, erasure }: EngineParts,
  broadcasts: Pick<Broadcasts, 'latest'>,
  dispatcher: Pick<Dispatcher, 'changed'>,
): Receipts {
  return new Receipts({
    spool,
    logger,
    latest: (record) => broadcasts.latest(record),
    counted: (id) => dispatcher.changed(id),
    withSecrets: (record, use) => {
      const retention = unpackRetention(erasure.open('retention', hex(record.id)));
      try {
        return use(retention);
      } finally {
        wipeSecrets(retention);
      }
    },
  });
}
