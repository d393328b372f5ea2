import type { MessageClass } from '../broadcast/request.ts';
import type { Ladder } from './ladder.ts';
import type { Lane } from './lane.ts';
import type { Overload } from './overload.ts';

/** One transport, as its engine sees it. */
export interface TransportStatus {
  readonly name: string;
  readonly paused: boolean;
  /** Groups it has in hand. */
  readonly groups: number;
  /** Milliseconds for which it has taken nothing; 0 while it is well. */
  readonly downMs: number;
  /** How often it was left alone for a while because it took nothing. */
  readonly breaks: number;
}

/** One class of messages, in the order of the ladder. */
export interface ClassStatus {
  readonly class: MessageClass;
  /** Overload: it has its floor only, so that those above it do not wait. */
  readonly demoted: boolean;
  /** How often that was decided. */
  readonly demotions: number;
}

/** What delivery does and does not do at this moment; counts since the engine was opened. */
export interface DeliveryStatus {
  /** Nothing at all is handed over. Single transports and broadcasts may be paused besides. */
  readonly paused: boolean;
  readonly transports: readonly TransportStatus[];
  readonly classes: readonly ClassStatus[];
}

export function statusOf(
  paused: boolean,
  ladder: Ladder,
  overload: Overload,
  lanes: readonly Lane[],
  monotonicNow: number,
): DeliveryStatus {
  return {
    paused,
    transports: lanes.map((lane) => ({
      name: lane.name,
      paused: lane.paused,
      groups: lane.underWay,
      downMs: lane.downMs(monotonicNow),
      breaks: lane.breaks,
    })),
    classes: ladder.map(({ class: name }, rung) => ({
      class: name,
      demoted: overload.isDemoted(rung),
      demotions: overload.demotions[rung]!,
    })),
  };
}
