/**
 * The receiver's kit, `sealcast/receiver`: what an app needs around `openEnvelope`. A store for what was shown and for receipts that wait, the
 * queue that sends them, and the way from a push event to a message. Nothing from Node, for service workers and pages; the same
 * on disk is `sealcast/receiver/node`.
 *
 * Warm sessions (suite 3) have no store here: no sender offers one yet.
 */
export {
  encodeReceipt,
  generateDeviceKey,
  type MessageClass,
  type MessageKind,
  memorySeen,
  type OpenedMessage,
  type OpenFault,
  type OpenOptions,
  openEnvelope,
  type PushContent,
  publicKeyOf,
  type Receipt,
  type ReceiptCollector,
  readPushContent,
  SealcastError,
  type SealcastErrorCode,
  type SeenStore,
} from './open.ts';
export { indexedDbStore } from './receiver/indexeddb.ts';
export { type BodyFetchFault, openPush, type Pushed, type PushOptions } from './receiver/push.ts';
export {
  type Flushed,
  postReceipts,
  type ReceiptQueue,
  type ReceiptQueueOptions,
  receiptQueue,
} from './receiver/receipt-queue.ts';
export { memoryStore, type ReceiptStore, type ReceiverStore } from './receiver/store.ts';
