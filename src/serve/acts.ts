import type { Approval } from '../broadcast/admit/approvals.ts';
import type { RetryFilter } from '../delivery/retry.ts';
import type { Engine } from '../engine.ts';
import { count, counted } from './format.ts';
import type { Act } from './page/confirm.ts';
import { textOf, type Watch } from './watch.ts';

/** Does to a broadcast what an operator asked for. What takes long goes on behind the answer, and is told when it is over. */
export async function act(engine: Engine, watch: Watch, what: Act, broadcast: string): Promise<void> {
  switch (what) {
    case 'pause':
      engine.pause({ broadcast });
      watch.note({ kind: 'info', broadcast, text: 'Paused by an operator.' });
      break;
    case 'unpause':
      engine.unpause({ broadcast });
      watch.note({ kind: 'info', broadcast, text: 'An operator let it go on.' });
      break;
    case 'abort':
      await engine.abort(broadcast);
      watch.note({ kind: 'warning', broadcast, text: 'Aborted by an operator.' });
      break;
    case 'recall': {
      const recalling = engine.recall(broadcast);
      // Sealing a notice for a million devices takes minutes. What cannot be recalled is refused before anything is waited for.
      await Promise.race([recalling, new Promise((resolve) => setImmediate(resolve))]);
      watch.note({ kind: 'warning', broadcast, text: 'An operator recalls it.' });
      recalling.then(
        ({ withdrawn, pending, settled }) => {
          settled.catch(() => {});
          const text = `Recalled: ${count(withdrawn)} withdrawn, ${count(pending)} notices on their way.`;
          watch.note({ kind: 'info', broadcast, text });
        },
        (error: unknown) => watch.note({ kind: 'bad', broadcast, text: `Recalling failed: ${textOf(error)}` }),
      );
      break;
    }
  }
}

/** @throws SealcastError POLICY_REFUSED, PERMIT_REFUSED, USAGE: what `approve` throws */
export async function approve(engine: Engine, watch: Watch, broadcast: string, approval: Approval): Promise<void> {
  await engine.approve(broadcast, approval);
  watch.note({ kind: 'info', broadcast, text: `Approved by ${approval.by || 'an operator'}.` });
}

/**
 * Which of a million failed takes seconds to find: what is not over by `enough` goes on behind the answer.
 *
 * @throws SealcastError NO_TRANSPORT, USAGE: what `retry` throws meanwhile
 */
export async function retry(
  engine: Engine,
  watch: Watch,
  broadcast: string,
  filter: RetryFilter,
  enough: Promise<void>,
): Promise<void> {
  const retrying = engine.retry(broadcast, filter).then(({ retried, settled }) => {
    settled.catch(() => {});
    watch.note({ kind: 'info', broadcast, text: `${counted(retried, 'envelope')} tried again, by an operator.` });
  });
  let late = false;
  const answered = enough.then(() => {
    late = true;
  });
  retrying.catch((error: unknown) => {
    if (late) watch.note({ kind: 'bad', broadcast, text: `Trying again failed: ${textOf(error)}` });
  });
  await Promise.race([retrying, answered]);
}
