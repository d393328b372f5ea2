import type { ServerResponse } from 'node:http';
import { limits } from '../limits.ts';
import type { Timer } from '../ports/timer.ts';
import type { Pieces } from './page/layout.ts';
import type { View, Watch } from './watch.ts';

/** What one page is kept up to date with; null: it is not there any more. */
export interface Subscription {
  readonly pieces: (view: View) => Pieces | null;
  /** Whether the operator is still logged in. */
  readonly allowed: () => boolean;
}

/**
 * Server-sent events (HTML, section 9.2): of each view, the pieces that differ from what this page was sent last. A page that does not
 * read gets nothing more, instead of a queue: it is behind, and catches up with one event.
 */
export class Events {
  readonly #watch: Watch;
  readonly #timer: Timer;
  readonly #streams = new Set<() => void>();

  constructor(watch: Watch, timer: Timer) {
    this.#watch = watch;
    this.#timer = timer;
  }

  get count(): number {
    return this.#streams.size;
  }

  get full(): boolean {
    return this.#streams.size >= limits.operatorStreams;
  }

  /** Owns the response from here on. */
  open(response: ServerResponse, headers: Readonly<Record<string, string>>, subscription: Subscription): void {
    const sent = new Map<string, string>();
    let stalled: (() => void) | undefined;
    const end = (): void => {
      this.#streams.delete(end);
      unlisten();
      stalled?.();
      response.end();
    };
    const behind = (): void => {
      stalled ??= this.#timer.after(limits.operatorStallMs, () => response.destroy(), { background: true });
    };
    response.on('drain', () => {
      stalled?.();
      stalled = undefined;
    });
    const tell = (view: View): void => {
      // A look that began before the end.
      if (!this.#streams.has(end)) return;
      if (response.writableNeedDrain) {
        behind();
        return;
      }
      const pieces = subscription.allowed() ? subscription.pieces(view) : null;
      if (pieces === null) {
        response.write('event: over\ndata:\n\n');
        end();
        return;
      }
      const changed: Record<string, string> = {};
      for (const [id, { text }] of Object.entries(pieces))
        if (sent.get(id) !== text) {
          sent.set(id, text);
          changed[id] = text;
        }
      // Also where nothing has changed: that it is alive, and when that was, is news.
      if (!response.write(`data: ${JSON.stringify({ at: view.at, pieces: changed })}\n\n`)) behind();
    };
    response.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8' });
    this.#streams.add(end);
    const unlisten = this.#watch.listen(tell);
    response.on('close', end);
    response.write('retry: 2000\n\n');
    this.#watch.look().then(tell, () => {});
  }

  close(): void {
    for (const end of [...this.#streams]) end();
  }
}
