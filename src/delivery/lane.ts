import { limits } from '../limits.ts';
import type { Transport } from '../ports/transport.ts';

/**
 * How a group ended. `answered`: the other side gave a final answer to at least one of it. `called off`: we did not wait for it, or
 * could not commit what it said.
 */
export type Answer = 'answered' | 'not answered' | 'called off';

/**
 * One transport: how many groups it has under way, and whether it may be given more. All its times are of the monotonic clock: a
 * transport is not left alone for longer because somebody has set the other one back.
 *
 *                N groups in a row, none taken            pause over, or a class above: one envelope, a probe
 *      ┌────────┐ ─────────────────▶ ┌────────────┐ ───────────────
 *      │ closed │                    │ open until │ ◀─────────────── │ half open │
 *      └────────┘ ◀──┐               └────────────┘  not taken: ×2   └─────┬─────┘
 *                    └──────────────────── any final answer ──────────────┘
 */
export class Lane {
  readonly transport: Transport;
  /** In NFC, and as it was in the beginning: paces go by it, and a getter may answer something else each time. */
  readonly name: string;
  /** Its number: its place in the order of fail-over. */
  readonly index: number;
  paused = false;
  /** How often it was left alone because it took nothing, since the engine was opened. */
  breaks = 0;
  readonly #rungs: number;
  readonly #underWay: number[];
  #total = 0;
  #failures = 0;
  /** In those groups, envelopes that had not been with it before. */
  #firstTries = 0;
  /** The most important class of which it took nothing, while it is left alone. */
  #openedBy: number;
  #openUntil: number | undefined;
  #pauseMs = 0;
  #probing = false;
  #downSince: number | undefined;

  /** @param rungs how many classes share it */
  constructor(transport: Transport, index: number, rungs: number) {
    this.transport = transport;
    this.name = String(transport.name).normalize('NFC');
    this.index = index;
    this.#rungs = rungs;
    this.#underWay = new Array<number>(rungs).fill(0);
    this.#openedBy = rungs;
  }

  get underWay(): number {
    return this.#total;
  }

  /**
   * When it may be asked again, Infinity while a probe decides. 0: now.
   *
   * @param rung of a class above those that found it closed: what was said of them may be due to their routes, so it may ask at once
   */
  opensAt(now: number, rung = this.#rungs): number {
    if (this.#openUntil === undefined) return 0;
    if (this.#probing) return Number.POSITIVE_INFINITY;
    if (rung < this.#openedBy) return 0;
    return this.#openUntil <= now ? 0 : this.#openUntil;
  }

  /** For how long nothing has been taken, milliseconds; 0 while it is well. */
  downMs(now: number): number {
    return this.#downSince === undefined ? 0 : Math.max(0, now - this.#downSince);
  }

  /**
   * A place for a group of this rung. One place more is kept for each rung above: what is urgent must not wait until a slow
   * transport has finished with what is not. One that is demoted has one group at a time.
   *
   * @param due it has a claim to be served: then it gets any place there is, or those above, who fill them all, would starve it
   */
  hasPlace(rung: number, demoted: boolean, due: boolean): boolean {
    if (this.paused) return false;
    if (due) return this.#total < limits.laneGroups;
    if (demoted && this.#underWay[rung]! > 0) return false;
    return this.#total < limits.laneGroups - Math.min(rung, this.#rungs - 1);
  }

  /** Answers how many envelopes the next group may have. */
  mostNow(): number {
    return this.#openUntil === undefined ? Number.POSITIVE_INFINITY : 1;
  }

  /** Answers whether the group is a probe: said again at its end. */
  begin(rung: number): boolean {
    this.#underWay[rung]!++;
    this.#total++;
    const probe = this.#openUntil !== undefined;
    if (probe) this.#probing = true;
    return probe;
  }

  /**
   * A group has ended. Answers for how many milliseconds the lane is left alone from now on, or undefined.
   *
   * @param firstTries envelopes of the group that had not been with it before. That one is refused again says nothing new of the lane: a
   *   few devices that nobody can reach must not close it for all others.
   */
  end(rung: number, probe: boolean, how: Answer, now: number, firstTries: number): number | undefined {
    this.#underWay[rung]!--;
    this.#total--;
    if (probe) this.#probing = false;
    if (how === 'called off') return undefined;
    if (how === 'answered') {
      this.#failures = 0;
      this.#firstTries = 0;
      this.#openedBy = this.#rungs;
      this.#openUntil = undefined;
      this.#downSince = undefined;
      this.#pauseMs = 0;
      return undefined;
    }
    this.#failures++;
    this.#firstTries += firstTries;
    this.#openedBy = Math.min(this.#openedBy, rung);
    this.#downSince ??= now;
    // Groups that were under way when it opened say nothing new.
    if (this.#openUntil !== undefined && !probe) return undefined;
    const enough = this.#failures >= limits.laneBreakerGroups && this.#firstTries >= limits.laneBreakerEnvelopes;
    if (!probe && !enough) return undefined;
    // Twice nothing where an older group was answered, and closed it, while the probe was under way.
    const pauseMs = Math.max(limits.laneBreakerPauseMs, probe ? 2 * this.#pauseMs : 0);
    this.#pauseMs = Math.min(limits.laneBreakerPauseMaxMs, pauseMs);
    this.#openUntil = now + this.#pauseMs;
    this.breaks++;
    return this.#pauseMs;
  }
}
