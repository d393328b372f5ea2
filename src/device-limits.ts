/**
 * The bounds that devices load as well: of what travels, and of how a receiver behaves. All others are in limits.ts, which has these,
 * too; a page is not to download them.
 */
export const limits = {
  // ---- the message ------------------------------------------------------------------------------------------------
  /** Bytes of the msgpack content of a body: what a phone can still decrypt in memory without thinking. */
  contentBytes: 16 * 1_048_576,
  /** Bytes of a body as it is stored and carried: header, Padmé at most 12 %, a tag per 64 KiB chunk. */
  bodyBytes: 20 * 1_048_576,
  /** STREAM chunk as in age. */
  bodyChunkBytes: 65_536,
  /** Days between created and expires (wire-format.md). */
  expiresDays: 400,
  expiresDaysDefault: 30,

  // ---- the slot ---------------------------------------------------------------------------------------------------
  /** Bytes of the slot's fixed fields (wire-format.md, slot plaintext); personal fields follow. */
  slotFixedBytes: 90,
  /** Plaintext without personal fields: 90 rounded up to a multiple of 32. */
  slotPlainBytes: 96,
  /** Default room for personal fields: 90 + 166 = 256. */
  personalBytesDefault: 166,
  /** The slot's length is a u16 that includes the 16-byte tag, and a multiple of 32 plus 16. */
  slotPlainBytesMax: 65_504,

  // ---- records (MessagePack) --------------------------------------------------------------------------------------
  /** Containers inside each other: ours nest three deep, and the decoder's stack must survive any input. */
  recordDepth: 16,
  /**
   * Values in one record, keys included: a million empty maps cost a megabyte on the wire and 200 in memory. Our largest
   * record is a window in which every row is refused, at 5 values each.
   */
  recordItems: 131_072,

  // ---- receipts ---------------------------------------------------------------------------------------------------
  /** Receipts of one call, 48 bytes each: one commit, 50 ms of the thread that delivers, too. */
  receiptsBatch: 1_024,
  /** Broadcasts that the receipts of one request may name: the secrets of each are unsealed to check them, 0.2 ms. */
  receiptBroadcasts: 64,
  /** Milliseconds up to which a device waits before it sends a receipt, at random: by then others have opened it, too; and in an emergency, where somebody may be sent by another way. */
  receiptDelayMs: 600_000,
  receiptDelayEmergencyMs: 30_000,
  receiptDelayMsMax: 7 * 86_400_000,
  /** Receipts a device keeps while it cannot send them: years of notices. */
  receiptsKept: 4_096,
  /** Milliseconds a receiver waits for a body, or for an answer to its receipts: push events last half a minute. */
  receiverFetchMs: 20_000,
  /** Milliseconds between looks for what has expired in a receiver's directory. */
  receiverSweepMs: 3_600_000,

  // ---- pulling ----------------------------------------------------------------------------------------------------
  /** Seconds of a long poll: below what proxies between call silence. */
  mailboxWaitSeconds: 55,
  /** Milliseconds before a device that pulls asks again after a failure: a random wait below this, doubled each time up to the second. */
  pullBackoffMs: 500,
  pullBackoffMaxMs: 60_000,
  /** Acknowledgements of one request of a device. */
  pullAcks: 64,
  /** Milliseconds in which a mailbox is to answer what a device tells it, and to begin the answer to what it asks, beyond the wait it was given. */
  pullTellMs: 15_000,
  /** Milliseconds between two pieces of an answer, signs of life included, after which a device takes the connection for dead: two signs missed, and some for the way. */
  pullSilenceMs: 40_000,
  /** Bytes of an answer that a device reads, but for bodies: a page in base64 with one envelope more. */
  pullAnswerBytes: 262_144,
} as const;
