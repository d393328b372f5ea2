import type { Counted, Usage } from './facts.ts';
import { opensAt, Stretches, type Window } from './window.ts';

/** Moments of a release, unix milliseconds, both included: one that is known, or all at which somebody may approve it. */
export interface Release {
  readonly from: number;
  readonly to: number;
}

/**
 * What is counted, in all windows that have one of its moments: of what is released that is one; of what is held, which may be released
 * at any, all of them (-Infinity to Infinity).
 */
export interface Span {
  readonly since: number;
  readonly until: number;
}

export interface Weight extends Span {
  readonly broadcasts: number;
  readonly recipients: number;
}

/** Held to a moment, a broadcast counts then; one that was decided on at a time that is yet to come, because the clock was set back, up to then. */
export function spanOf({ at, decided }: { readonly at: number; readonly decided: number }, now: number): Span {
  return { since: decided > now ? Number.NEGATIVE_INFINITY : at, until: at };
}

/**
 * What the windows have that a release falls into. As that may come before others, and after others, all these windows count: the fullest
 * of them is what there is room beside.
 */
export function usage(weights: readonly Weight[], release: Release): Usage {
  return {
    used(what, window) {
      const opens = opensAt(window, release.from);
      const within = weights.filter(({ until }) => until >= opens);
      // Nothing of it comes later: then no window has more than the one that ends, or is, now.
      if (within.every(({ since }) => since <= release.from))
        return within.reduce((sum, weight) => sum + weight[what], 0);
      const steps = stepsOf(window, weights, what, release);
      const { until } = reachOf(window, release);
      return Math.max(...steps.filter(({ from }) => from < until).map(({ amount }) => amount));
    },
    roomAt(what, window, most, wanted) {
      const steps = stepsOf(window, weights, what, release);
      const lasts = release.to - release.from;
      let at = release.from;
      for (const [i, { from, amount }] of steps.entries()) {
        if (amount + wanted <= most) continue;
        const reach = reachOf(window, { from: at, to: at + lasts });
        if (from >= reach.until) return at;
        const ends = steps[i + 1]?.from ?? Number.POSITIVE_INFINITY;
        if (ends > reach.from) at = ends;
      }
      return at === Number.POSITIVE_INFINITY ? null : at;
    },
  };
}

/** From there on the windows have so much, up to the next step. */
interface Step {
  readonly from: number;
  readonly amount: number;
}

/** Of all windows from the first one on that a release falls into. */
function stepsOf(window: Window, weights: readonly Weight[], what: Counted, release: Release): readonly Step[] {
  const stretches = stretchesOf(window);
  const { from } = stretches.at(release.from);
  const opens = opensAt(window, release.from);
  const changes = new Map<number, number>();
  const change = (at: number, by: number): void => {
    if (at < Number.POSITIVE_INFINITY) changes.set(at, (changes.get(at) ?? 0) + by);
  };
  let amount = 0;
  for (const weight of weights) {
    if (weight.until < opens || weight[what] === 0) continue;
    const begins = stretches.at(weight.since).from;
    if (begins <= from) amount += weight[what];
    else change(begins, weight[what]);
    change(stretches.at(weight.until).until, -weight[what]);
  }
  const steps = [{ from, amount }];
  for (const [at, by] of [...changes].sort(([a], [b]) => a - b)) {
    amount += by;
    steps.push({ from: at, amount });
  }
  return steps;
}

function reachOf(window: Window, { from, to }: Release): { from: number; until: number } {
  const stretches = stretchesOf(window);
  return { from: stretches.at(from).from, until: stretches.at(to).until };
}

const known = new WeakMap<Window, Stretches>();

function stretchesOf(window: Window): Stretches {
  let stretches = known.get(window);
  if (stretches === undefined) {
    stretches = new Stretches(window);
    known.set(window, stretches);
  }
  return stretches;
}
