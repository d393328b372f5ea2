import { limits as deviceLimits } from './device-limits.ts';

/**
 * Every bound of Sealcast: its unit in the name or the comment, and the reason it has this value.
 * Relations between bounds are asserted below, when the module loads.
 */
export const limits = {
  ...deviceLimits,

  // ---- one row of an audience -------------------------------------------------------------------------------------
  /** Bytes of one CSV record or NDJSON line. Also how far an unclosed quote is followed before it is called one. */
  rowBytes: 65_536,
  /** Physical lines one CSV record may span (quoted newlines): an address has five, an unclosed quote has thousands. */
  rowLines: 64,
  /** Columns of an audience file; a real export has dozens. */
  columns: 512,
  /** UTF-8 bytes of an id. */
  idBytes: 256,
  /** Devices of one person. */
  devices: 32,
  /** UTF-8 bytes of a name, locale, avatar. */
  nameBytes: 512,
  localeBytes: 64,
  avatarBytes: 2_048,
  /** RFC 5321: 64 + 1 + 255, and the path limit of 256 with its brackets. */
  emailBytes: 254,
  /** Characters looked at for a phone number; the longest notations with extension stay far below. */
  phoneChars: 64,
  /** Bytes of a route: a push subscription is about 400, a URL at most 2 KiB. */
  routeBytes: 4_096,
  tags: 64,
  tagBytes: 128,
  /** Characters of a heading or field name that can be asked for, and that an error message would show: a survey's question. */
  headingChars: 256,
  /** Columns that become personal fields; their room in the slot ends long before. */
  personalColumns: 64,
  /** Levels of an object in a field of a recipient (a JWK in an array, a push subscription): beyond is not data. */
  fieldDepth: 8,

  // ---- batch and window -------------------------------------------------------------------------------------------
  /** Rows of a chunk, recipients of a batch: one kernel call. 4096 keeps a batch near 1 MB, inside the L2 cache. */
  batchRecipients: 4_096,
  /** Bytes of a chunk of input cut on the main thread; a row always fits. */
  chunkBytes: 1_048_576,
  /** Chunks that are shuffled and committed together. */
  windowChunks: 4,
  /** More would hold too much in memory between commits. */
  windowChunksMax: 64,
  /** Chunks under way in the pool at once, per thread: one at work, one waiting. */
  chunksPerThread: 2,
  threads: 256,
  /**
   * MiB of a thread's young generation, three times a semi-space. V8 lets it grow with the garbage there has been, and that of a million rows
   * of CSV to 45 MiB more in each thread, for 2 % of the time (bench/NOTES.md).
   */
  threadYoungMib: 12,
  /**
   * Prints one dedup table holds, of which a person takes two by default: 2.0 GiB, inside the 4 GiB that a 32-bit kernel
   * can address (assembly/README.md has the sum).
   */
  claimEntries: 80_000_000,
  /** Memory of a dedup table that is kept for the next broadcast: a million people by id and key leave 56 MiB. */
  claimSpareBytes: 64 * 1_048_576,
  /** Messages to people that are counted at once, of all broadcasts within a window: 0.8 GiB. */
  personEntries: 24_000_000,
  /**
   * Windows of one cap that are asked about one by one, where messages to come are in several: each is a pass over a chunk more, a third of a
   * microsecond a person.
   */
  personWindows: 32,
  /** Memory of them that is kept from one broadcast to the next: two million messages and a half. */
  personSpareBytes: 64 * 1_048_576,
  /**
   * Points of one call of the X25519 kernel: 2 to 10 ms, after which a stop flag is asked. The inversion a call makes costs
   * a hundredth of that.
   */
  x25519SlicePoints: 128,
  /** Points of one call of the P-256 kernel: 400 KiB of tables, which stay in the processor's cache; its three inversions cost a fiftieth. */
  p256SlicePoints: 128,
  /** Recipients of one call of the seal kernel, for the same reason. */
  sealSliceRecipients: 128,
  /** Bytes of the slots of one call, and of a piece of a long text: four of the longest slots. Of ordinary ones all fit. */
  sealSliceBytes: 262_144,

  /** Bytes of text in one call of the mask kernel, which needs 2.7 times as much memory; a longer text is the twin's. */
  maskCallBytes: 1_048_576,

  // ---- keyring and spool ------------------------------------------------------------------------------------------
  senders: 1_024,
  senderNameBytes: 64,
  passphraseBytes: 1_024,
  /** scrypt (RFC 7914): N = 2^17 with r = 8 takes 128 MiB. A keyring file that asks for less than 2^14 is no protection,
   * for more than 2^20 (1 GiB) an attack: both are refused before anything is allocated. */
  scryptLogN: 17,
  scryptLogNMin: 14,
  scryptLogNMax: 20,
  scryptR: 8,
  scryptPMax: 4,
  /** Characters of a secret's name in a KeyStore, bytes of its value: what one 512-byte slot holds with room to spare. */
  secretNameChars: 64,
  secretBytes: 256,
  /** Slots of the keyring file, and by how many it grows: 1024 senders, the root, the erasure roots. 2048 slots are 1 MiB. */
  keyringSlots: 2_048,
  keyringSlotGroup: 16,
  /** Times a reader beside a writer looks again before it calls a torn slot damage, and milliseconds between. */
  keyringReadTries: 8,
  keyringReadPauseMs: 10,
  /** Bytes of one erasable secret (a few keys of a broadcast, later a page of identity columns). */
  erasableSecretBytes: 65_536,
  /** Records rewrapped in one transaction of an erasure step: some 10 ms, so that abort() stays prompt beside it. */
  rewrapRecords: 512,
  /** Milliseconds between the erasure steps of what is kept for the life of a broadcast. */
  erasureStepMs: 86_400_000,
  /** Milliseconds between looks whether such a step is due, or a retention over, where none comes sooner. */
  erasureCheckMs: 3_600_000,
  /** Milliseconds that a broadcast under way has to end by itself at the end of its retention, before it is aborted. */
  retentionGraceMs: 60_000,
  idempotencyKeyBytes: 512,
  /** Bytes of free disk asked for before a send, beyond the estimate for its audience. */
  diskReserveBytes: 64 * 1_048_576,
  /** Times a reader beside a writer checks the pages of a spool that changes under its hands, before it trusts them. */
  spoolCheckTries: 4,
  /**
   * Where the lock of a directory is a socket file: milliseconds in which a holder says that it is one, and how often, with what pause,
   * one who wants it waits for others to give up: together as long.
   */
  lockAnswerMs: 1_000,
  lockTries: 100,
  lockPauseMs: 10,
  /** Names of sub-databases in LMDB. */
  spoolStores: 16,

  // ---- policy -----------------------------------------------------------------------------------------------------
  /** Days of the longest window of a cap: as far back as one looks at what was sent. */
  policyWindowDays: 400,
  /** Days, weeks or months of a calendar whose borders are kept: as many days as one looks back, and as far ahead as one holds. */
  policyPeriods: 800,
  /** Caps of one kind in a profile: a day, a week, a month, and one more for each. */
  policyCaps: 8,
  /** Parts of one broadcast: at three a day, a year of them. */
  splitParts: 1_000,
  /** Words of a filter, and characters of one: 10 000 are looked for in a text of 16 MiB in seconds, not minutes. */
  keywords: 10_000,
  keywordChars: 64,
  /** Bytes of a profile's file: its words at three bytes a character, the names of senders, and room. */
  profileBytes: 4 * 1_048_576,
  /** Characters of the name of a time zone; the longest of the database have 32. */
  /** Days of the window of a cap for each person: as long as that its pseudonyms are kept. */
  personWindowDays: 31,
  /** Messages to a person in such a window, at most: what is counted of one fits a byte. */
  personMost: 200,
  timeZoneChars: 64,
  /** Names of time zones that a thread remembers: the database has 600, and most in one spelling. */
  timeZones: 1_024,
  /** Characters of what an approver is called. */
  approverChars: 128,
  /** Milliseconds a broadcast waits for its approval, where the profile does not say. */
  approvalMs: 86_400_000,
  /** Characters of a folded text that are compared with others: a tenth of a second; what comes after them is not looked at. */
  sketchChars: 16_384,
  /** Hashes kept of a text, 4 bytes each: texts of up to so many shingles are compared exactly, longer ones within some 4 %. */
  sketchHashes: 128,
  /** Sketches kept opened in memory, half a kilobyte each and at most three times that: of more broadcasts in a window they are opened again. */
  sketchesOpen: 8_192,
  /**
   * Likeness from which two texts are about the same. At a half, a text of 40 characters and more is still known with a word
   * replaced, and of 375 000 pairs of unrelated short messages 8 were taken for the same; below 0.3 it is more (ADR 021).
   */
  alikeLeast: 0.3,
  alikeDefault: 0.5,

  // ---- delivery ---------------------------------------------------------------------------------------------------
  /** Envelopes handed over in one call of a transport: two commits a group, so large enough that commits do not count. */
  handOverGroup: 1_024,
  /** Characters of a transport's reason for a failure that are kept; reasons are counted, so they should be few. */
  failureReasonChars: 64,
  /** Different reasons that are counted each under its own name; all further ones are counted together. */
  failureReasons: 64,

  /**
   * Batches of one broadcast from which groups are drawn at random; as many again may be open that are with transports to the last
   * envelope. And of all broadcasts together: a batch is a megabyte at most with its routes.
   */
  openBatches: 8,
  openBatchesTotal: 64,
  /** Transports of one engine: the number of one fits seven bits. */
  transports: 16,
  /** Broadcasts that one turn of the dispatcher asks, of thousands that may wait: others want the thread, too. */
  turnJobs: 64,
  /** Groups with one transport at a time: enough that it always has one to work on. */
  laneGroups: 8,
  /**
   * Groups in a row of which a transport took none, and envelopes in them that it had not refused before, after which it is left alone;
   * and for how long: doubled with every probe that fails.
   */
  laneBreakerGroups: 3,
  laneBreakerEnvelopes: 8,
  laneBreakerPauseMs: 1_000,
  laneBreakerPauseMaxMs: 60_000,
  /** Milliseconds a transport may take for one group: above what `httpRetryMs` and one more attempt come to. */
  handOverMs: 60_000,
  handOverMsMax: 3_600_000,
  /** Milliseconds after which what a transport has not taken goes to the next one. */
  failOverMs: 30_000,
  failOverMsMax: 86_400_000,
  /** Milliseconds after which what is urgent and has no receipt goes to the next transport, at most. */
  escalateMsMax: 7 * 86_400_000,
  /** Attempts of an envelope with one transport: with the waits below some three quarters of an hour. They are counted in a byte. */
  retryAttempts: 12,
  retryAttemptsMax: 255,
  retryBackoffMs: 1_000,
  retryBackoffMaxMs: 600_000,
  retryBackoffMsMax: 86_400_000,
  /** The longest wait another side may ask for. */
  retryAfterMsMax: 86_400_000,
  /** Mean queueing time that is overload, and the window it is taken over: DAGOR's figures. */
  overloadWaitMs: 20,
  overloadWindowMs: 1_000,
  overloadWindowEnvelopes: 2_000,
  /** Milliseconds for which the lowest class hands over small groups after one above it had something. */
  busyAboveMs: 10_000,
  /** Milliseconds between two groups of a broadcast, the most a ladder may ask for. */
  jitterMsMax: 60_000,
  /** Milliseconds between looks for what has expired while it waits for a transport. */
  expiryLookMs: 10_000,
  /** Void entries among the deliveries that wait for a time, from which on they are cleared away when they are half of all. */
  voidEntries: 32,
  /** Milliseconds of one timer: a day. Node fires one of more than 2^31 at once. */
  timerMs: 86_400_000,
  /** Milliseconds an engine that closes waits for what its transports are at. */
  closeGraceMs: 2_000,
  closeGraceMsMax: 600_000,
  /** Milliseconds for which a transport that was told to stop is listened to: half of what abort() may take. */
  lastAnswerMs: 50,
  /** The same within the grace of a close, or half of that where it is shorter: a round trip and more. */
  drainAnswerMs: 250,
  /** Milliseconds for which a request that is under way at a stop is still waited for, so that the transport answers within `lastAnswerMs`. */
  httpLastAnswerMs: 40,
  /** The same for the command: one attempt of a gateway's; who sent the signal is waiting. */
  commandGraceMs: 10_000,
  /** Devices whose last hand-overs are remembered while recipients have a pace of their own: 100 bytes each. */
  paceRecipients: 1_000_000,

  /** Runs of permits that one limit of a pace remembers, 16 bytes each: up to so many permits every one has its own time. */
  paceRuns: 4_096,
  /** Runs of one limit that are stored with a hand-over: half a kilobyte; after a restart a permit returns late by 3 % of the window. */
  paceStoredRuns: 32,
  /** Milliseconds a paced hand-over waits for more permits once it has one: a group of one costs the same two commits. */
  paceGatherMs: 100,

  // ---- recipients ---------------------------------------------------------------------------------------------------
  /** Characters of the name of a purpose: as many as of a profile. */
  purposeChars: 32,
  /** Purposes a directory knows: a host has a dozen, and each is a number of 16 bits in every entry. */
  purposes: 1_024,
  /** Buckets of a table of people that are opened in one turn of the event loop: a millisecond or two of a table of a million. */
  personBucketsPerTurn: 64,
  /** Addresses that are taken in before they are committed: a second, and 10 MB. Each commit writes most buckets anew. */
  personsPerCommit: 524_288,
  /** Public keys whose records of consent count: a registry, and those it had before. */
  consentRegistries: 64,
  /** Bytes of a record of consent: its fixed fields, the longest purpose and address, the signature. */
  consentBytes: 56 + 1 + 32 + 2 + 256 + 64,
  /** Milliseconds by which the clock of a registry may be ahead: a grant of the future would outlive what takes it back. */
  consentSkewMs: 300_000,
  /** Signatures verified in one turn of the event loop: some ten milliseconds. */
  consentsPerTurn: 128,
  /** Positions of refused addresses that an answer names: more are a file of another kind. */
  addressesRefused: 1_000,

  // ---- permits ----------------------------------------------------------------------------------------------------
  /** Days a permit lasts at most: as long as a message may be shown. */
  permitDays: 400,
  /** Times a permit can be handed on, its first block included: a signature each to verify, half a millisecond. */
  permitBlocks: 8,
  /** Bytes of a token: its head, and blocks of 58 bytes, two names and a signature. */
  permitBytes: 40 + 8 * (58 + 2 * 64 + 64),
  /** Permits presented with one request: who composes, who sends, who seconds it, and one for emergencies. */
  permitsAtOnce: 4,
  /** Milliseconds the clocks of a holder and an engine may differ: for so long a proof is good, and remembered. */
  permitWindowMs: 300_000,
  /** Proofs remembered at once, 100 bytes each: two hundred a second, each of which began a send. */
  permitProofs: 65_536,
  /** Permits that were revoked, 100 bytes each, kept for ever; beyond, it is the root that has to go. */
  permitRevocations: 65_536,
  permitRoots: 64,

  // ---- trust ------------------------------------------------------------------------------------------------------
  /** Steps of a warm-up, or of a ladder of penalties; each kind of penalty is on it once. */
  trustSteps: 16,
  /** What is remembered of a sender, 60 bytes each: beyond, what counts least is forgotten. */
  trustEvents: 256,
  /** Penalties of a sender, each with its decision on an appeal, 2 KiB. */
  trustPenalties: 32,
  /** Devices of a sender that are not new, 16 bytes each. */
  trustDevices: 32,
  // ---- receipts ---------------------------------------------------------------------------------------------------
  /**
   * Records that the receipts of a broadcast are spread over: of a million each has 244, 2 KB. Fewer are rewritten at greater length,
   * more are a page of their own for a handful.
   */
  receiptBuckets: 4_096,
  /** Fewer receipts than this are not told: among so few, a count that grows by one says who it was to whoever knows one of them. */
  receiptsShown: 10,
  // ---- the simulator ----------------------------------------------------------------------------------------------

  /** A year: what a seed draws lasts a day. */
  simulationHours: 8_784,
  /** Each has a history of its own in memory, half a kilobyte. */
  simulationEnvelopes: 100_000,

  // ---- the transport http -----------------------------------------------------------------------------------------
  /** Requests under way to one origin: enough to fill a connection of 100 ms round trip, little enough for any gateway. */
  httpConcurrency: 32,
  httpConcurrencyMax: 1_024,
  /** Origins with open connections: push services are a handful; routes come from people, so the number must have an end. */
  httpOrigins: 64,
  /**
   * Origins whose permits and pauses are remembered, with connections or without: 3 KB each where they have a pace, so 12 MB. Beyond, a new
   * one waits until one of them need not be remembered any more.
   */
  httpOriginsKnown: 4_096,
  /** Milliseconds of one attempt, from its turn to the end of its answer. */
  httpTimeoutMs: 10_000,
  httpTimeoutMsMax: 600_000,
  /** Attempts of one parcel in one hand-over, and milliseconds they may take together, waiting included. */
  httpAttempts: 5,
  httpAttemptsMax: 100,
  httpRetryMs: 30_000,
  /** Back-off: a random wait below this, doubled with every attempt up to the second. Milliseconds. */
  httpBackoffMs: 200,
  httpBackoffMaxMs: 10_000,
  /** Failures in a row, an even number, after which an origin is left alone, and for how long: doubled with every probe that fails. */
  httpBreakerFailures: 8,
  httpBreakerPauseMs: 1_000,
  httpBreakerPauseMaxMs: 30_000,
  /** Bytes of one request: the largest body together with its envelope. */
  httpRequestBytes: 24 * 1_048_576,
  /** Bytes of an answer that are read; its status says everything, a longer one is cut off. */
  httpAnswerBytes: 65_536,
  /** Broadcasts of which a transport remembers that the gateway has the body; a forgotten one costs a HEAD. */
  httpBodiesKnown: 1_024,

  // ---- the transport file -----------------------------------------------------------------------------------------

  /** Bytes of a file of envelopes that are looked through at a time, before it is first added to: some thousand envelopes. */
  fileWalkBytes: 1_048_576,
  /** Files of which a transport remembers the size; one that it has forgotten is looked through again. */
  filesKnown: 1_024,

  // ---- the transport webpush --------------------------------------------------------------------------------------
  /** Milliseconds a VAPID token is good for: RFC 8292 allows 24 hours, and clocks differ. It is renewed at half of it. */
  vapidMs: 12 * 3_600_000,
  /** Bytes to a multiple of which a push is padded: enough to hide a word, little for a phone. */
  pushPadBytes: 256,
  /** Seconds a push service keeps what it cannot deliver, at most: the largest of them keep four weeks. */
  pushTtlSeconds: 28 * 86_400,

  // ---- the mailbox ------------------------------------------------------------------------------------------------
  /** Bytes of the name a mailbox is known under: a host name has 253, its port six. */
  mailboxNameBytes: 260,
  /** Envelopes that wait in one inbox; a device that never comes fills no disk with more. */
  mailboxInboxEnvelopes: 10_000,
  /** Parcels of one commit: ten milliseconds on a busy disk, in which no request is answered. */
  mailboxCommitParcels: 128,
  /** Entries that one commit of a sweep removes, for the same reason, and milliseconds between sweeps. */
  mailboxSweepEntries: 256,
  mailboxSweepMs: 60_000,
  /** Milliseconds in which a challenge is to be answered, and a session lasts. */
  mailboxChallengeMs: 60_000,
  mailboxSessionMs: 900_000,
  /** Challenges a second, of all clients together: 1.3 ms of X25519 each, so a quarter of a core. */
  mailboxChallenges: 200,
  /**
   * The part of these that is kept for networks that took none of late, and the milliseconds in which what one took is forgotten: some
   * thousand networks that ask as fast as they can leave enough for who asks now and then.
   */
  mailboxReserved: 0.5,
  mailboxShareMs: 10_000,
  /** Answers that are remembered for as long as a challenge lasts, so that none counts twice: what that many challenges come to. 100 bytes each. */
  mailboxAnswers: 12_000,
  /** Requests a second of one IP address (many phones share one), and of one inbox; a burst is ten times as many. A challenge costs ten. */
  mailboxIpRequests: 50,
  mailboxInboxRequests: 10,
  mailboxBurst: 10,
  mailboxChallengeCost: 10,
  /** Clients whose requests are counted, 150 bytes each; of more, those not seen for longest are forgotten. */
  mailboxClients: 65_536,
  /** Long polls and streams that wait: of one inbox, one IP address, and all together, some 10 KiB each. */
  mailboxInboxWaits: 4,
  mailboxIpWaits: 256,
  mailboxWaits: 10_000,
  /** Connections of a server of its own: of one IP address, and all together. */
  mailboxIpConnections: 512,
  mailboxConnections: 12_000,
  /** Milliseconds between signs of life on a stream. */
  mailboxHeartbeatMs: 15_000,
  /** Milliseconds a connection may say nothing at all, longer than a long poll; and one that is to take what it asked for. */
  mailboxIdleMs: 75_000,
  mailboxStallMs: 30_000,
  /** Milliseconds for TLS and the head of a request, and for all of a request. Both are small. */
  mailboxHeadMs: 10_000,
  mailboxRequestMs: 15_000,
  /** Milliseconds between looks for connections whose time for that is over. */
  mailboxCheckMs: 2_000,
  /** Bytes of the head of a request: two tokens and what browsers send. */
  mailboxHeadBytes: 8_192,
  /** Bytes of a request: 256 acknowledgements with their receipts are 20 KiB. */
  mailboxRequestBytes: 32_768,
  mailboxAcks: 256,
  /** Envelopes of one answer, and bytes beyond which no other is added: what is held for each client that reads slowly. */
  mailboxPageEnvelopes: 128,
  mailboxPageBytes: 65_536,
  /** Bytes of bodies that are being sent, each broadcast's counted once: three of the largest. More is asked to come again. */
  mailboxBodyBytes: 64 * 1_048_576,
  /** Receipts handed over in one call, or shown in one request, and milliseconds one waits for others. */
  mailboxReceipts: 1_024,
  mailboxReceiptsMs: 20,
  /** Receipts that wait for their call to end; more are asked to come again. */
  mailboxReceiptsWaiting: 16_384,
  /**
   * What receipts may cost in a second, of all clients together, a quarter of a core: a broadcast that is named is one, 0.2 ms, and so are 32
   * receipts.
   */
  mailboxReceiptWork: 1_000,
  mailboxReceiptsOfWork: 32,
  // ---- serve and its operator page --------------------------------------------------------------------------------
  /** Bytes of a configuration file, and of a file with a secret or a certificate that it names. */
  serveConfigBytes: 262_144,
  serveSecretBytes: 65_536,
  /** Names that the operator page may be called by. */
  serveHosts: 32,
  /** Seconds that SIGTERM leaves to what is with a transport: service managers wait ninety before they kill. */
  serveDrainSeconds: 30,
  /** Bytes of a path that a socket can have, on the systems that allow the least. */
  socketPathBytes: 103,
  /** Milliseconds for which whoever hands something in at a socket may say nothing. */
  socketIdleMs: 120_000,
  /** Bytes of a line of the answer there: as many refusals as one has, or a report. */
  socketLineBytes: 1_048_576,
  /** Sends that are handed in at a time, each with a head in memory: a message in JSON, where a character may take six. */
  submissions: 4,
  submissionHeadBytes: 6 * 16 * 1_048_576 + 65_536,
  /** Refusals of one line. */
  submissionRefusals: 1_024,
  /**
   * Lists of recipients that are taken in at a time, each with half a million pseudonyms, and of consents what they say, in memory: up
   * to 50 MB. Connections, of which each has a head: an address of 256 bytes, a purpose, the heading of a column, in JSON.
   */
  recipientLists: 2,
  recipientConnections: 32,
  recipientHeadBytes: 8_192,
  /** Milliseconds for which an answer of readiness is good: whoever asks more often costs no commit. */
  serveReadyMs: 1_000,
  /** Characters of an operator's token: 256 bits in base64url have 43; fewer than 32 could be guessed. */
  operatorTokenChars: 32,
  operatorTokenCharsMax: 512,
  /** Operators who are logged in at a time, and for how long: a night's shift. */
  operatorSessions: 64,
  operatorSessionMs: 12 * 3_600_000,
  /** Logins that may fail within a window from one address, and addresses that are remembered. */
  operatorLoginFailures: 10,
  operatorLoginWindowMs: 60_000,
  operatorLoginAddresses: 1_024,
  /** Connections to the page's server, and of them those that get events: 30 KB each for what was sent last. */
  operatorConnections: 256,
  operatorStreams: 32,
  /** Milliseconds a client has to send its headers; and one that gets events to read what it was sent. */
  operatorHeaderMs: 10_000,
  operatorStallMs: 30_000,
  /** Bytes of a form: a token and a few names, or the longest permit that is presented, in base64 and url-encoded. */
  operatorFormBytes: 6_144,
  /** Milliseconds that an act may keep its operator waiting; then it goes on behind the answer. */
  operatorActMs: 2_000,
  /** Broadcasts on the page, besides those under way; notices that are kept. */
  operatorBroadcasts: 30,
  operatorNotices: 50,
  /** Milliseconds between looks at the engine while somebody looks at the page, and while nobody does. */
  operatorLookMs: 1_000,
  operatorIdleLookMs: 10_000,

  // ---- time -------------------------------------------------------------------------------------------------------
  /** Milliseconds within which abort() settles. */
  abortMs: 100,
} as const;

function relation(holds: boolean, what: string): void {
  if (!holds) throw new Error(`limits.ts: ${what}`);
}

relation(limits.chunkBytes >= 2 * limits.rowBytes, 'a chunk must hold a row and the start of the next');
relation(limits.slotPlainBytes % 32 === 0 && limits.slotPlainBytes >= limits.slotFixedBytes, 'slot without personal');
relation((limits.slotFixedBytes + limits.personalBytesDefault) % 32 === 0, 'default slot is a multiple of 32');
relation(limits.sealSliceBytes >= 4 * (limits.slotPlainBytesMax + 16), 'the seal kernel takes four slots at a time');
relation(limits.sealSliceRecipients <= limits.x25519SlicePoints, 'a slice is one call of X25519');
relation(limits.sealSliceRecipients % 4 === 0 && limits.sealSliceBytes % 256 === 0, 'whole groups of lanes');
relation(limits.slotPlainBytesMax + 16 <= 0xffff, 'slot length is a u16');
relation(limits.bodyBytes > limits.contentBytes * 1.12 + 65_536, 'a padded body must fit');
relation(limits.keyringSlots % limits.keyringSlotGroup === 0, 'a keyring grows by whole groups');
relation(limits.keyringSlots >= limits.senders + 64, 'every sender has a slot, the roots have theirs');
relation(limits.secretBytes >= 2 + limits.senderNameBytes + 2 * 64, 'a sender fits one secret');
relation(limits.recordItems > limits.windowChunks * limits.batchRecipients * 5, 'a window of refusals is one record');
relation(limits.httpRequestBytes >= limits.bodyBytes + 0x1_0000 + 2_048 + limits.routeBytes, 'a body fits a request');
relation(
  limits.handOverMs > limits.httpRetryMs + limits.httpTimeoutMs,
  'a transport ends its attempts before it is given up',
);
relation(
  limits.permitBytes === 40 + limits.permitBlocks * (58 + 2 * limits.senderNameBytes + 64),
  'the longest permit has as many blocks as there can be',
);
relation(
  limits.consentBytes === 56 + 1 + limits.purposeChars + 2 + limits.idBytes + 64 && limits.emailBytes <= limits.idBytes,
  'the longest record of consent has the longest address',
);
relation(limits.httpLastAnswerMs < limits.lastAnswerMs, 'a transport answers while it is listened to');
relation(2 * limits.lastAnswerMs <= limits.abortMs, 'abort() has as long for the rest as for the last answers');
relation(limits.serveDrainSeconds * 1_000 <= limits.closeGraceMsMax, 'a drain is a grace');
relation(
  limits.operatorFormBytes > ((128 + limits.permitBytes) * 4) / 3 + 12 * limits.approverChars + 512,
  'a form holds a permit that is presented, and who approves',
);
relation(limits.operatorStreams < limits.operatorConnections, 'events leave connections for the rest');
relation(limits.transports < 0x80, 'bit 7 of a lane says that it may have been taken');
relation(limits.failureReasons + 1 < 0xff, 'a reason is a byte');
relation(limits.retryAttemptsMax <= 0xff, 'attempts are a byte');
relation(limits.mailboxIdleMs > 1_000 * limits.mailboxWaitSeconds, 'a long poll is not called silence');
relation(limits.mailboxStallMs > limits.mailboxHeartbeatMs, 'a stream shows its life in time');
relation(
  limits.pullSilenceMs > 2 * limits.mailboxHeartbeatMs,
  'a device misses two signs of life before it calls a stream dead',
);
relation(
  limits.mailboxAnswers >= (limits.mailboxChallenges * limits.mailboxChallengeMs) / 1_000,
  'each challenge may be answered',
);
relation(
  limits.pullAnswerBytes >
    ((limits.mailboxPageBytes + limits.slotPlainBytesMax + 2_048) * 4) / 3 + 100 * limits.mailboxPageEnvelopes,
  'a device reads the longest page',
);
relation(limits.mailboxBodyBytes >= limits.bodyBytes, 'the largest body can be sent');
relation(limits.pullAcks <= limits.mailboxAcks, 'what a device acknowledges at once is taken');
relation(0x1_0000 % limits.receiptBuckets === 0, 'a bucket is the remainder of 16 bits, each as likely');
relation(limits.idBytes + limits.routeBytes < limits.rowBytes, 'a row must hold its own fields');
