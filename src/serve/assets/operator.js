// Keeps the page up to date. Without it the page works as well, and shows what was when it was loaded.
const source = document.body.dataset.events;
const live = document.getElementById('live');
/** Milliseconds after which silence is said: events come each second, also where nothing has changed. */
const SILENCE = 6000;
let heard = 0;

if (source !== undefined) {
  const events = new EventSource(source);
  events.addEventListener('message', ({ data }) => {
    const { pieces } = JSON.parse(data);
    for (const [id, text] of Object.entries(pieces)) {
      const piece = document.getElementById(id);
      // Text of the server's, escaped there; the policy of the page runs no script in it.
      const next = new DOMParser().parseFromString(text, 'text/html').body.firstElementChild;
      if (piece !== null && next !== null) bring(piece, document.importNode(next, true));
    }
    heard = Date.now();
    say('live', 'good');
  });
  // Logged out, or the broadcast is gone: the server knows where to go.
  events.addEventListener('over', () => {
    events.close();
    location.reload();
  });
  setInterval(() => {
    if (heard > 0 && Date.now() - heard > SILENCE)
      say(`no answer since ${new Date(heard).toLocaleTimeString()}; figures are old`, 'bad');
  }, 1000);
}

function say(text, tone) {
  // Set only when it changes: a screen reader reads it out.
  if (live.textContent !== text) live.textContent = text;
  live.className = `live ${tone}`;
  document.body.classList.toggle('stale', tone === 'bad');
}

/** Makes one tree like another, and leaves alone what is the same: focus, selection and scrolling survive. */
function bring(old, next) {
  if (old.nodeType !== next.nodeType || old.nodeName !== next.nodeName || old.id !== next.id) {
    old.replaceWith(next);
    return;
  }
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== next.nodeValue) old.nodeValue = next.nodeValue;
    return;
  }
  for (const { name } of [...old.attributes]) if (!next.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of next.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  // Elements with an id keep it when others come before them.
  const kept = new Map([...old.children].filter(({ id }) => id !== '').map((child) => [child.id, child]));
  let at = old.firstChild;
  for (const child of [...next.childNodes]) {
    const same = child.id ? kept.get(child.id) : undefined;
    if (same !== undefined && same !== at) old.insertBefore(same, at);
    const here = same ?? (at !== null && !(at.id && kept.has(at.id) && at.id !== child.id) ? at : null);
    if (here === null) {
      old.insertBefore(child, at);
      continue;
    }
    const after = here.nextSibling;
    bring(here, child);
    at = same !== undefined && same !== at ? at : after;
  }
  while (at !== null) {
    const after = at.nextSibling;
    at.remove();
    at = after;
  }
}
