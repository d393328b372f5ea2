import { type Content, html, type Markup } from '../html.ts';

export interface PageParts {
  readonly title: string;
  readonly main: Content;
  /** Of the session; null while nobody is logged in. */
  readonly formToken: string | null;
  /** Where the page's events come from; null: it does not change. */
  readonly events: string | null;
}

/** The parts of a page that change, by the id of their element. */
export type Pieces = Readonly<Record<string, Markup>>;

export function pageOf({ title, main, formToken, events }: PageParts): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title} · Sealcast</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/operator.css">
<script src="/assets/operator.js" defer></script>
</head>
<body${events === null ? '' : html` data-events="${events}"`}>
<a class="skip" href="#main">Skip to content</a>
<header class="bar">
<a class="brand" href="/">Sealcast</a>
${events === null ? '' : html`<span id="live" class="live" role="status">as of now; reload for more</span>`}
${
  formToken === null
    ? ''
    : html`<form class="logout" method="post" action="/logout">${hidden(formToken)}<button class="quiet">Log out</button></form>`
}
</header>
<main id="main" tabindex="-1">${main}</main>
</body>
</html>
`.text;
}

export function hidden(formToken: string): Markup {
  return html`<input type="hidden" name="form" value="${formToken}">`;
}

export function loginPage({ wrong, waitSeconds }: { wrong: boolean; waitSeconds: number }): string {
  const said =
    waitSeconds > 0
      ? `Too many logins failed. Try again in ${waitSeconds} seconds.`
      : wrong
        ? 'That is not the token.'
        : null;
  return pageOf({
    title: 'Log in',
    formToken: null,
    events: null,
    main: html`<section class="narrow">
<h1>Operator</h1>
${said === null ? '' : html`<p class="said bad" role="alert" id="said">${said}</p>`}
<form method="post" action="/login" class="stack">
<input type="text" name="user" value="operator" autocomplete="username" hidden>
<label for="token">Token</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus spellcheck="false"${said === null ? '' : html` aria-describedby="said" aria-invalid="true"`}>
<p class="hint">The command printed it when it started, or it is in the file that the configuration names.</p>
<button class="primary">Log in</button>
</form>
</section>`,
  });
}

export function messagePage(title: string, text: string, formToken: string | null, back = '/'): string {
  return pageOf({
    title,
    formToken,
    events: null,
    main: html`<section class="narrow">
<h1>${title}</h1>
<p class="said bad" role="alert">${text}</p>
<p><a class="button" href="${back}">Back</a></p>
</section>`,
  });
}
