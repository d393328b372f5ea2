import type { Message } from '../request.ts';

/** What of a message is looked at by rules about texts. */
export interface MessageTexts {
  /** For filters of words: all of it, whatever the receiver's app does with it. */
  readonly all: string;
  /**
   * For comparing, each with the same one of another message. First the text, which every app shows, by itself: what nobody sees beside it
   * must not make it another. Then, of markdown, what is left of it when it is rendered; and everything, for apps that show
   * other fields.
   */
  readonly views: readonly string[];
}

export function textsOf(message: Message | string): MessageTexts {
  if (typeof message === 'string') return { all: message, views: [message] };
  const { text, format } = message;
  const shown = format === 'markdown' ? rendered(text) : text;
  const every = stringsIn(message).join('\n');
  return { all: shown === text ? every : `${every}\n${shown}`, views: [text, shown, every] };
}

/** Every text in it. It was encoded before, so it is no deeper than that allows. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  return [...(value instanceof Map ? value.values() : Object.values(value))].flatMap(stringsIn);
}

/**
 * Markdown without what its readers do not see, roughly: comments, tags, where links lead, definitions; characters by number are those
 * characters. Emphasis is signs, which count for nothing anyway. No pattern looks past the next bracket of its own kind: linear.
 */
function rendered(markdown: string): string {
  return markdown
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(/<[^<>]*>/g, '')
    .replace(/^ {0,3}\[[^[\]\n]*\]:.*$/gm, '')
    .replace(/\[([^[\]\n]*)\](?:\([^()\n]*\)|\[[^[\]\n]*\])/g, '$1')
    .replace(/&(?:#([0-9]{1,7})|#x([0-9a-f]{1,6})|(shy|zwn?j|lrm|rlm));/gi, (_all, decimal, hexadecimal, name) => {
      if (name !== undefined) return '';
      const point = decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal);
      return point <= 0x10ffff ? String.fromCodePoint(point) : '';
    });
}
