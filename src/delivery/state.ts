/**
 * The state of one envelope, one byte in its batch's `states` record.
 *
 *   pending ──▶ handing ──▶ delivered | failed | unknown
 *      │  ▲        │
 *      │  └────────┘ not taken: due again later
 *      └──▶ expired | recalled
 *
 * Of emergencies that want a receipt, delivered ones go on (escalation.ts): handing ──▶ awaiting ◀──▶ escalating ──▶ delivered.
 *
 * `handing` is committed before the transport is called: a process that dies in between finds it again and calls it `unknown`,
 * because nobody can tell whether the other side got it; unless that one drops repeats: then it is pending.
 */
export const state = {
  pending: 0,
  handing: 1,
  delivered: 2,
  failed: 3,
  expired: 4,
  recalled: 5,
  unknown: 6,
  awaiting: 7,
  escalating: 8,
} as const;
