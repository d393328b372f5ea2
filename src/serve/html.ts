/** Markup: what is put into `html` and is no markup itself is escaped. There is no other way to make one. */
export class Markup {
  readonly text: string;

  private constructor(text: string) {
    this.text = text;
  }

  static of(strings: TemplateStringsArray, values: readonly Content[]): Markup {
    let text = strings[0]!;
    values.forEach((value, n) => {
      text += rendered(value) + strings[n + 1]!;
    });
    return new Markup(text);
  }
}

export type Content = Markup | string | number | false | null | undefined | readonly Content[];

/** Values may stand in text and in quoted attributes, nowhere else. */
export function html(strings: TemplateStringsArray, ...values: Content[]): Markup {
  return Markup.of(strings, values);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function rendered(value: Content): string {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(rendered).join('');
  if (value === false || value === null || value === undefined) return '';
  // Control characters, and those that turn the direction of writing, make a line say something else than it holds.
  return String(value)
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}
