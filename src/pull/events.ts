import { limits } from '../device-limits.ts';
import type { Timer } from '../ports/timer.ts';
import { type Arrived, arrived } from './connection.ts';
import { read } from './read.ts';

/**
 * Server-sent events (HTML, section 9.2) as far as a mailbox writes them: each event has `id`, `event: envelope` and one line of
 * `data`; a line that begins with a colon is a sign of life.
 */
export async function* readEvents(
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  timer: Timer,
): AsyncGenerator<Arrived> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of read(stream, signal, timer)) {
    text += decoder.decode(piece, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const one = readEvent(text.slice(0, end));
      text = text.slice(end + 2);
      if (one !== null) yield one;
    }
    if (text.length > EVENT_CHARS) throw new Error('an event without end');
  }
}

/** The largest envelope in base64, with room for its other lines. */
const EVENT_CHARS = Math.ceil((limits.slotPlainBytesMax + 2_048) / 3) * 4 + 256;

function readEvent(text: string): Arrived | null {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (name !== undefined) fields.set(name, value!);
  }
  return fields.get('event') === 'envelope' ? arrived(fields.get('id'), fields.get('data')) : null;
}
