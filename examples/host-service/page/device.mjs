// A resident's page: makes its keys, tells the public halves, collects what was sent, opens it, and shows it.
import { generateDeviceKey, openEnvelope, SealcastError } from 'sealcast/open';
import { generatePullKey, pullMailbox } from 'sealcast/pull';
import { indexedDbStore } from 'sealcast/receiver';
import { MAILBOX_NAME } from '../mailbox-name.mjs';
import { openStore } from './store.mjs';

const store = await openStore();
/** As `openEnvelope` asks for it: of two tabs that show one message, exactly one is told true. */
const { seen } = indexedDbStore();
const status = document.getElementById('status');
const join = document.getElementById('join');
const list = document.getElementById('notices');

const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
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

function show({ text, broadcast, urgency, created }) {
  const notice = document.createElement('li');
  notice.id = `n-${broadcast}`;
  notice.className = urgency;
  const time = document.createElement('time');
  time.textContent = new Date(created).toLocaleString();
  // Text, never markup: signed is not the same as harmless.
  notice.append(text, time);
  list.prepend(notice);
}

async function open({ privateKey, sender }, { envelope, body, ack }) {
  let receipt;
  try {
    const message = await openEnvelope(envelope, await body(), { privateKey, sender, seen });
    if (message?.recalls) {
      const broadcast = toHex(message.recalls);
      await store.dropNotice(broadcast);
      document.getElementById(`n-${broadcast}`)?.remove();
    } else if (message !== null) {
      const { class: urgency, created, personal } = message;
      const text = message.text.replaceAll('{{name}}', String(personal.name ?? ''));
      const notice = { text, urgency, created, broadcast: toHex(message.broadcast) };
      await store.keepNotice(notice);
      // Asked for inside the seal, so that nobody on the way can ask; without it the sender learns nothing.
      if (message.content.receiptWanted === true) receipt = message.receiptToken;
      show(notice);
    }
  } catch (error) {
    // Not genuine, expired, or shown before: it is not shown, and not collected again.
    if (!(error instanceof SealcastError) || !['UNREADABLE', 'ENVELOPE_INVALID'].includes(error.code)) throw error;
  }
  await ack(receipt);
}

async function receive(device) {
  join.hidden = true;
  status.textContent = 'This device receives notices.';
  const url = new URL('/mailbox', location.href);
  const { address, privateKey } = device.pull;
  for await (const pulled of pullMailbox({ url, address, privateKey, name: MAILBOX_NAME, wait: 'stream' }))
    await open(device, pulled);
}

for (const notice of (await store.notices()).sort((a, b) => a.created - b.created)) show(notice);
const device = await store.device();
if (device !== undefined) await receive(device);
else {
  status.textContent = 'This device does not receive notices yet.';
  join.hidden = false;
  join.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      await register(join.code.value);
    } catch (error) {
      status.textContent = `That did not work: ${error.message}.`;
      return;
    }
    await receive(await store.device());
  });
}
