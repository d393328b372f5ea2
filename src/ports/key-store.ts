/**
 * Where secrets live that must outlast a process and must be erasable: the engine's own keyring, or a KMS.
 * Names are ASCII, at most 64 characters, of [a-z0-9/.-]; values at most 256 bytes.
 */
export interface KeyStore {
  /** A copy the caller may wipe, or null when there is no such secret. */
  read(name: string): Promise<Uint8Array | null>;
  /** Durable when resolved; replaces an earlier value, whose bytes are then gone. */
  write(name: string, secret: Uint8Array): Promise<void>;
  /** Unrecoverable when resolved (as far as the medium allows; see SECURITY.md). No error when absent. */
  destroy(name: string): Promise<void>;
  list(prefix: string): Promise<string[]>;
  /** Forgets what is held in memory. */
  close(): Promise<void>;
}
