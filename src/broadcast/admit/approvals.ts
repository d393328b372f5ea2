import { hex } from '../../crypto/bytes.ts';
import { SealcastError } from '../../errors.ts';
import { limits } from '../../limits.ts';
import type { Approver } from '../../ports/approver.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { BroadcastRecord } from '../../spool/broadcast-record.ts';
import type { Spool } from '../../spool/spool.ts';
import type { BroadcastRun } from '../broadcast.ts';
import { reportOf } from '../report.ts';
import { unreleasedError } from './admission.ts';
import type { Gate } from './gate.ts';

/** Who approves, and what they show for it. */
export interface Approval {
  /** As reports are to call them: one line, at most 128 characters. @defaultValue '' */
  readonly by?: string;
  /** For the engine's `approver`, which says whether it counts. */
  readonly token?: Uint8Array | string;
}

/** Is it sealed, and waits for somebody? What is still being counted does not yet. */
export function awaitsApproval({ state, admission }: BroadcastRecord): boolean {
  return state === 'sealed' && admission.state === 'held';
}

interface ApprovalParts {
  readonly spool: Spool;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly gate: Gate;
}

/** Approvals of one engine: the handles that wait for one, and the step that releases. */
export class Approvals {
  readonly #parts: ApprovalParts;
  readonly #approver: Approver | undefined;
  readonly #waiting = new Map<string, Set<BroadcastRun>>();
  /** Told when something is to be looked at: one that is held can be approved until then, a part could be released then. */
  onHeld: (until: number) => void = () => {};

  constructor(parts: ApprovalParts, approver: Approver | undefined) {
    this.#parts = parts;
    this.#approver = approver;
  }

  /** All of it is sealed: its handle hears what was decided, at once or when it is. */
  sealed(record: BroadcastRecord, run: BroadcastRun): void {
    const { admission } = record;
    if (!awaitsApproval(record)) {
      this.#tell(record, run);
      this.#watchParts(record);
      return;
    }
    const waiting = this.#waiting.get(run.id) ?? new Set();
    this.#waiting.set(run.id, waiting.add(run));
    this.onHeld(admission.approveUntil);
  }

  /**
   * Releases a broadcast; durable when it resolves. One that was approved before stays so.
   *
   * @param latest the record as it is now, whoever moved it
   * @throws SealcastError USAGE when it does not wait for approval, POLICY_REFUSED when its time is over or this approval does not count
   */
  async approve(latest: () => BroadcastRecord, { by = '', token }: Approval): Promise<void> {
    const { spool, clock, logger, gate } = this.#parts;
    if (typeof by !== 'string' || by.length > limits.approverChars || /[\p{Cc}\p{Cs}]/u.test(by))
      throw new SealcastError('USAGE', `by is one line of at most ${limits.approverChars} characters`);
    if (isApproved(latest())) return;
    const found = latest();
    this.#check(found);
    const { violations } = found.admission;
    const request = {
      broadcast: hex(found.id),
      from: found.sender,
      profile: found.admission.profile,
      recipients: found.counts.sealed,
      violations: violations.map((one) => ({ ...one })),
      by,
      token: token ?? null,
    };
    if ((await this.#approver?.(request)) === false)
      throw new SealcastError('POLICY_REFUSED', 'this approval does not count', {
        hint: 'somebody else must approve it, or with another token',
        violations,
      });
    // Meanwhile somebody else may have approved it, or its time may be over.
    const record = latest();
    if (isApproved(record)) return;
    this.#check(record);
    const before = record.admission;
    record.admission = gate.releaseParts(record, { ...before, state: 'released', at: clock.now(), approvedBy: by });
    try {
      spool.update(record);
    } catch (error) {
      record.admission = before;
      throw error;
    }
    logger.info({ broadcast: hex(record.id) }, 'broadcast approved');
    this.ended(record);
    this.#watchParts(record);
  }

  /** Released, withdrawn or expired: whoever waits hears of it. */
  ended(record: BroadcastRecord): void {
    const id = hex(record.id);
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    for (const run of waiting ?? []) this.#tell(record, run);
  }

  close(reason: SealcastError): void {
    for (const runs of this.#waiting.values()) for (const run of runs) run.unapproved(reason);
    this.#waiting.clear();
  }

  #watchParts(record: BroadcastRecord): void {
    const at = this.#parts.gate.nextPartAt(record);
    if (at !== Number.POSITIVE_INFINITY) this.onHeld(at);
  }

  #tell(record: BroadcastRecord, run: BroadcastRun): void {
    if (record.admission.state === 'released') run.approved(reportOf(record));
    else run.unapproved(unreleasedError(record.admission));
  }

  #check(record: BroadcastRecord): void {
    const { admission } = record;
    if (!awaitsApproval(record))
      throw admission.state === 'refused' || admission.state === 'withdrawn'
        ? unreleasedError(admission)
        : new SealcastError('USAGE', 'the broadcast does not wait for approval', { hint: 'held lists those that do' });
    if (this.#parts.clock.now() >= admission.approveUntil)
      throw new SealcastError('POLICY_REFUSED', 'the time in which it could be approved is over', {
        hint: 'it is about to be withdrawn; send it anew',
        violations: admission.violations,
      });
  }
}

function isApproved({ admission }: BroadcastRecord): boolean {
  return admission.state === 'released' && admission.violations.length > 0;
}
