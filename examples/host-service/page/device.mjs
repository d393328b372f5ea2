// A resident's page: makes its keys, tells the public halves, and shows what `receive.mjs` collects, in this tab or in another one.
import { generateDeviceKey } from 'sealcast/open';
import { generatePullKey } from 'sealcast/pull';
import { receive } from './receive.mjs';
import { openStore } from './store.mjs';

const RECEIVES = 'This device receives notices.';

const store = await openStore();
/** What one tab has done, told to all. */
const channel = new BroadcastChannel('city-notices');
const status = document.getElementById('status');
const join = document.getElementById('join');
const list = document.getElementById('notices');

const ofHex = (text) => Uint8Array.from(text.match(/../g), (byte) => Number.parseInt(byte, 16));
const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');

/** The code goes to the city, which knows it is hers; the private keys stay here. */
async function register(code) {
  const { privateKey, publicKey } = generateDeviceKey();
  const pull = generatePullKey();
  const answer = await fetch('/register', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code, publicKey: base64url(publicKey), route: pull.route }),
  });
  if (!answer.ok) throw new Error((await answer.json()).error);
  // Pinned now, and never asked for again: who could change it could write in the city's name.
  const { sender } = await answer.json();
  await store.keepDevice({ privateKey, pull, sender: ofHex(sender) });
}

function item({ text, broadcast, urgency, created }) {
  const notice = document.createElement('li');
  notice.id = `n-${broadcast}`;
  notice.className = urgency;
  const time = document.createElement('time');
  time.textContent = new Date(created).toLocaleString();
  // Text, never markup: signed is not the same as harmless.
  notice.append(text, time);
  return notice;
}

let drawing = Promise.resolve();

/** Shows what is kept: what the last one of several reads is what there is. */
function draw() {
  drawing = drawing.then(async () => {
    const notices = (await store.notices()).sort((a, b) => a.created - b.created);
    const ids = new Set(notices.map(({ broadcast }) => `n-${broadcast}`));
    for (const shown of [...list.children]) if (!ids.has(shown.id)) shown.remove();
    for (const notice of notices)
      if (document.getElementById(`n-${notice.broadcast}`) === null) list.prepend(item(notice));
  });
  return drawing;
}

function hear({ event, text }) {
  if (event === 'notices') void draw();
  else if (event === 'device') void begin();
  else if (status.textContent !== text) status.textContent = text;
}

function tell(news) {
  channel.postMessage(news);
  hear(news);
}

let begun = false;

async function begin() {
  const device = await store.device();
  join.hidden = device !== undefined;
  if (device === undefined) status.textContent = 'This device does not receive notices yet.';
  if (device === undefined || begun) return;
  begun = true;
  status.textContent = RECEIVES;
  await receive(device, store, {
    changed: () => tell({ event: 'notices' }),
    heard(error) {
      if (error !== null) tell({ event: 'status', text: `No notices come in: ${error.message}. Trying again.` });
      else if (status.textContent !== RECEIVES) tell({ event: 'status', text: RECEIVES });
    },
  });
}

join.addEventListener('submit', async (event) => {
  event.preventDefault();
  try {
    // Of two tabs one makes the keys.
    await navigator.locks.request('city-notices join', async () => {
      if ((await store.device()) === undefined) await register(join.code.value);
    });
  } catch (error) {
    status.textContent = `That did not work: ${error.message}.`;
    return;
  }
  tell({ event: 'device' });
});

// From here on it hears what other tabs do: what they did before is read.
channel.onmessage = ({ data }) => hear(data);
await draw();
await begin();
