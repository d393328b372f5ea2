/**
 * Every label that separates one use of a key from another, once. They are part of the wire format: changing one makes
 * old envelopes unreadable.
 */
import { utf8 } from './bytes.ts';

/** RFC 9180, section 4. */
export const HPKE_VERSION = utf8('HPKE-v1');

/** Slot: `info` begins with this and a zero byte. */
export const SLOT_INFO = utf8('sealcast v1 slot\0');
/** A recipient's ephemeral secret, followed by its index in the batch. The sender's alone: nobody else can tell how it was made. */
export const EPHEMERAL = utf8('sealcast v1 ephemeral');
/** Subkeys of a broadcast's mailbox root. */
export const PERSON = utf8('sealcast v1 person');
export const MAILBOX = utf8('sealcast v1 mailbox');
/** Body: each is followed by the broadcast id. */
export const BODY_COMMIT = utf8('sealcast v1 commit');
export const BODY_PAYLOAD = utf8('sealcast v1 payload');
/** Body: what is signed begins with this and a zero byte. */
export const BODY_SIGNATURE = utf8('sealcast v1 body\0');

/** Permits: what is signed, or hashed to a name, begins with one of these and a zero byte. */
export const PERMIT_BLOCK = utf8('sealcast v1 permit block\0');
export const PERMIT_ID = utf8('sealcast v1 permit id\0');
export const PERMIT_PROOF = utf8('sealcast v1 permit proof\0');
export const PERMIT_REQUEST = utf8('sealcast v1 permit request\0');
/** Consents: what is signed begins with this and a zero byte. */
export const CONSENT = utf8('sealcast v1 consent\0');
/** Pulling: `info` of the challenge begins with this, the server's name follows. */
export const PULL_INFO = utf8('sealcast v1 pull');
/** Pulling: exporter context of the key that answers. */
export const PULL_ANSWER = utf8('sealcast v1 pull answer');
/** Pulling: address and pull key follow. */
export const INBOX = utf8('sealcast v1 inbox');
