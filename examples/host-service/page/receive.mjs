// Collects what was sent, opens it, keeps it, and sends the receipts. Of all tabs that are open one does it: when it is closed, the next.
import { pullMailbox } from 'sealcast/pull';
import { indexedDbStore, openEnvelope, postReceipts, receiptQueue, SealcastError } from 'sealcast/receiver';
import { MAILBOX_NAME } from '../mailbox-name.mjs';

/** Milliseconds before what did not work is tried again. */
const RETRY_MS = 10_000;
const MAILBOX = new URL('/mailbox', location.href).href;

/** As `openEnvelope` asks for it: a message is opened once, and its receipt is on disk when it answers. */
const { seen, receipts: kept } = indexedDbStore();
/**
 * Receipts go by themselves, and not with the acknowledgement: when that fails, the envelope comes again, but as one that was opened
 * already, and its token is shown no second time.
 */
const receipts = receiptQueue({ store: kept, send: postReceipts(`${MAILBOX}/receipts`) });

const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const codeOf = (error) => (error instanceof SealcastError ? error.code : undefined);

/**
 * Does not end.
 *
 * @param changed is called when other notices are kept than before
 * @param heard is called with what does not work, and with null when the mailbox has answered
 */
export function receive(device, store, { changed, heard }) {
  return navigator.locks.request('city-notices', async () => {
    sendReceipts();
    for (;;) {
      try {
        await collect(device, store, { changed, heard });
      } catch (error) {
        heard(error);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  });
}

/** Ends when something is to be collected again, which a mailbox does from the beginning. */
async function collect(device, store, { changed, heard }) {
  const { address, privateKey } = device.pull;
  const round = new AbortController();
  let again;
  const failed = (error) => {
    // The mailbox has it still. Others that come meanwhile are not kept waiting.
    if (codeOf(error) !== 'MAILBOX_UNAVAILABLE') throw error;
    heard(error);
    again ??= setTimeout(() => round.abort(), RETRY_MS);
  };
  const asked = async (input, init) => {
    const answer = await fetch(input, init);
    if (answer.ok) heard(null);
    return answer;
  };
  const options = { url: MAILBOX, address, privateKey, name: MAILBOX_NAME, wait: 'stream', fetch: asked, log: heard };
  try {
    for await (const { envelope, body, ack } of pullMailbox({ ...options, signal: round.signal })) {
      try {
        if (await open(device, store, envelope, await body())) changed();
      } catch (error) {
        failed(error);
        continue;
      }
      sendReceipts();
      ack().catch(failed);
    }
  } finally {
    clearTimeout(again);
  }
}

/** Answers whether other notices are kept than before. */
async function open({ privateKey, sender }, store, envelope, body) {
  try {
    // With `receipts`, the sender of a message that asks for it, inside the seal, learns that it was opened; without, nothing.
    const message = await openEnvelope(envelope, body, { privateKey, sender, seen, receipts });
    if (message === null) return false;
    if (message.recalls !== null) await store.dropNotice(toHex(message.recalls));
    else {
      const { class: urgency, created, personal, broadcast } = message;
      const text = message.text.replaceAll('{{name}}', String(personal.name ?? ''));
      await store.keepNotice({ text, urgency, created, broadcast: toHex(broadcast) });
    }
    return true;
  } catch (error) {
    // Not genuine, expired, or opened before: it is not shown, and not collected again.
    if (!['UNREADABLE', 'ENVELOPE_INVALID'].includes(codeOf(error))) throw error;
    return false;
  }
}

let sending = Promise.resolve();
let next;

/** Those that are due, now; and again when others are. */
function sendReceipts() {
  sending = sending.then(async () => {
    clearTimeout(next);
    // What did not arrive stays in the queue, and is due.
    const state = await receipts.flush().catch(() => kept.state());
    if (state.kept > 0) next = setTimeout(sendReceipts, state.next > Date.now() ? state.next - Date.now() : RETRY_MS);
  });
}
