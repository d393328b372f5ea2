interface OwnRecipient {
  id: string;
  privateKey: string;
  publicKey: string;
  personTag: string;
  mailbox: string;
  receiptToken: string;
  personal: string;
  personalValue: Record<string, unknown>;
  info: string;
  key: string;
  baseNonce: string;
  exporterSecret: string;
  /** Export("sealcast v1 session", 32). */
  session: string;
  slotPlain: string;
  envelope: string;
}

interface OwnBroadcast {
  suite: 1 | 2;
  broadcast: string;
  bodyKey: string;
  receiptKey: string;
  mailboxRoot: string;
  ephemeralSecret: string;
  slotPlainBytes: number;
  content: string;
  contentValue: Record<string, unknown>;
  body: string;
  bodyDigest: string;
  enc: string;
  recipients: OwnRecipient[];
}

/** All byte strings in hex, times in unix milliseconds. */
export interface OwnVectors {
  version: number;
  created: number;
  expires: number;
  signSecret: string;
  dhSecret: string;
  sender: string;
  broadcasts: OwnBroadcast[];
}

export function makeVectors(): Promise<OwnVectors>;
export function docBlocks(vectors: OwnVectors): Record<string, string>;
export function placeBlocks(doc: string, blocks: Record<string, string>): string;
