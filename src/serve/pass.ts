import type { Pass } from '../broadcast/permit/permissions.ts';
import { limits } from '../limits.ts';
import type { Clock } from '../ports/clock.ts';

/** The pass that there is, or a new one when half of its time is over: so that what looks every second signs every few minutes. */
export function renewing(present: () => Pass, clock: Clock): () => Pass {
  let pass = present();
  return () => {
    if (clock.now() >= pass.until - limits.permitWindowMs / 2) pass = present();
    return pass;
  };
}
