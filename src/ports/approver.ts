import type { Violation } from '../broadcast/admit/violation.ts';

/** What somebody is about to release: counts and figures, never identity or content. */
export interface ApprovalRequest {
  /** Hex, 32 characters. */
  readonly broadcast: string;
  readonly from: string;
  /** Name of the profile that it was sent under. */
  readonly profile: string;
  /** People it goes to. */
  readonly recipients: number;
  /** Why it is held. */
  readonly violations: readonly Violation[];
  /** Who approves, as the caller of `approve()` says; '' where they do not. */
  readonly by: string;
  /** What they show for it, as it was given. */
  readonly token: Uint8Array | string | null;
}

/** Says whether this approval counts. Without one, whoever can write to the directory approves. */
export type Approver = (request: ApprovalRequest) => boolean | Promise<boolean>;
