import type { Engine } from '../engine.ts';
import { count } from './format.ts';
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
