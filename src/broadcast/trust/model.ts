import { SealcastError } from '../../errors.ts';
import { limits } from '../../limits.ts';

/** What a reason weighs when it is new, and in how many days it weighs half of that. */
export interface ReasonWeight {
  /** Points, of 100. */
  readonly weight: number;
  readonly halfLifeDays: number;
}

/** What a penalty does, from the mildest to the hardest: each does its own only. */
export const PENALTIES = ['warn', 'throttle', 'sandbox', 'suspend', 'ban'] as const;
/**
 * `warn`: it is said, and nothing else. `throttle`: envelopes of this sender leave slowly. `sandbox`: everything runs, with a full
 * report, but the hand-over. `suspend`, `ban`: no send begins.
 */
export type PenaltyName = (typeof PENALTIES)[number];

export interface PenaltyStep {
  readonly penalty: PenaltyName;
  /** It begins when the score is below this. */
  readonly below: number;
  /** How long it lasts; null: until somebody lifts it. */
  readonly days: number | null;
  /** Of `throttle`: the most envelopes an hour. */
  readonly perHour?: number;
}

/** How trust is judged: a policy as data. */
export interface TrustModel {
  /**
   * The most people of one broadcast by the age of the sender's account, each from that day on, in the order of days; `[]`: no such
   * rule. Before the first of them as many as there are.
   */
  readonly warmUp: readonly { readonly fromDays: number; readonly recipients: number }[];
  /** What an account whose age the host has not given may do, where there is a warm-up. */
  readonly unknownAge: 'allow' | 'refuse';
  readonly newDevice: ReasonWeight;
  readonly impossibleTravel: ReasonWeight & {
    /** Faster than this between two coarse places is impossible. */
    readonly kmPerHour: number;
  };
  /** By the name of the rule that was violated; `other` for all that have no own. */
  readonly violations: Readonly<Record<string, ReasonWeight>> & { readonly other: ReasonWeight };
  /** From the mildest to the hardest, with falling borders. */
  readonly ladder: readonly PenaltyStep[];
}

const DEFAULT: TrustModel = {
  warmUp: [],
  unknownAge: 'allow',
  newDevice: { weight: 8, halfLifeDays: 3 },
  impossibleTravel: { weight: 45, halfLifeDays: 7, kmPerHour: 1_000 },
  violations: {
    other: { weight: 3, halfLifeDays: 7 },
    complaint: { weight: 2, halfLifeDays: 30 },
    keywords: { weight: 20, halfLifeDays: 30 },
    'same-text': { weight: 6, halfLifeDays: 14 },
    'sender-listed': { weight: 10, halfLifeDays: 14 },
    'stolen-account': { weight: 80, halfLifeDays: 30 },
  },
  ladder: [
    { penalty: 'warn', below: 80, days: 7 },
    { penalty: 'throttle', below: 65, days: 7, perHour: 100 },
    { penalty: 'sandbox', below: 50, days: 7 },
    { penalty: 'suspend', below: 30, days: 30 },
    { penalty: 'ban', below: 5, days: null },
  ],
};

/** Models that come along, by name. */
export const TRUST_NAMES = ['default', 'wechat'] as const;
export type TrustName = (typeof TRUST_NAMES)[number];

export const TRUST_MODELS: Readonly<Record<TrustName, TrustModel>> = {
  default: DEFAULT,
  /** An account sends nothing in its first 15 days, and to few in its first months. */
  wechat: {
    ...DEFAULT,
    warmUp: [
      { fromDays: 0, recipients: 0 },
      { fromDays: 15, recipients: 50 },
      { fromDays: 30, recipients: 100 },
      { fromDays: 60, recipients: 200 },
    ],
  },
};

/** The weight of a violation. */
export function violationWeight(model: TrustModel, rule: string): ReasonWeight {
  return Object.hasOwn(model.violations, rule) ? model.violations[rule]! : model.violations.other;
}

/** The most people of one broadcast for an account of this age. @param ageDays Infinity where the warm-up is over */
export function warmUpCap(model: TrustModel, ageDays: number): number {
  const step = model.warmUp.findLast(({ fromDays }) => fromDays <= ageDays);
  return step?.recipients ?? Number.POSITIVE_INFINITY;
}

/** When an account of this age may send to more, days of age; null: it will not. */
export function warmUpNext(model: TrustModel, ageDays: number): number | null {
  return model.warmUp.find(({ fromDays }) => fromDays > ageDays)?.fromDays ?? null;
}

/** @throws SealcastError USAGE for a model that contradicts itself, with what */
export function checkModel(model: TrustModel): void {
  const fault = faultOf(model);
  if (fault !== null)
    throw new SealcastError('USAGE', `the trust model cannot be used: ${fault}`, {
      hint: 'docs/trust.md has every field',
    });
}

/** Where a key is misspelled, what was meant stays as it is by default, and nobody is told. */
function unknownIn(model: TrustModel): string | undefined {
  const others = (one: unknown, known: readonly string[], where = ''): string[] =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.keys(one).flatMap((key) => (known.includes(key) ? [] : [`${where}${key}`]))
      : [];
  const weights = Object.entries(
    typeof model.violations === 'object' ? ((model.violations ?? {}) as Record<string, unknown>) : {},
  );
  const list = (steps: unknown): unknown[] => (Array.isArray(steps) ? steps : []);
  return [
    ...others(model, Object.keys(DEFAULT)),
    ...others(model.newDevice, Object.keys(DEFAULT.newDevice), 'newDevice.'),
    ...others(model.impossibleTravel, Object.keys(DEFAULT.impossibleTravel), 'impossibleTravel.'),
    ...weights.flatMap(([rule, one]) => others(one, Object.keys(DEFAULT.newDevice), `violations.${rule}.`)),
    ...list(model.warmUp).flatMap((step) => others(step, ['fromDays', 'recipients'], 'warmUp.')),
    ...list(model.ladder).flatMap((step) => others(step, ['penalty', 'below', 'days', 'perHour'], 'ladder.')),
  ][0];
}

function faultOf(model: TrustModel): string | null {
  if (typeof model !== 'object' || model === null) return 'it is no object';
  const unknown = unknownIn(model);
  if (unknown !== undefined) return `there is nothing called ${unknown} in it`;
  const { warmUp, unknownAge, newDevice, impossibleTravel, violations, ladder } = model;
  if (!Array.isArray(warmUp) || warmUp.length > limits.trustSteps)
    return `warmUp is a list of at most ${limits.trustSteps}`;
  if (warmUp.some(({ fromDays, recipients }) => !isCount(fromDays) || !isCount(recipients)))
    return 'warmUp has whole numbers of days and recipients';
  if (warmUp.some(({ fromDays }, i) => i > 0 && fromDays <= warmUp[i - 1]!.fromDays))
    return 'warmUp has its days in order';
  if (unknownAge !== 'allow' && unknownAge !== 'refuse') return "unknownAge is 'allow' or 'refuse'";
  const weights = { newDevice, impossibleTravel, ...violations };
  for (const [name, one] of Object.entries(weights) as [string, ReasonWeight | undefined][])
    if (!(isPositive(one?.halfLifeDays) && isAmount(one?.weight, 100)))
      return `${name} has a weight to 100, and a half-life in days`;
  if (violations?.other === undefined) return 'violations has a weight for other';
  if (!isPositive(impossibleTravel.kmPerHour)) return 'impossibleTravel has kmPerHour';
  if (!Array.isArray(ladder) || ladder.length > limits.trustSteps)
    return `ladder is a list of at most ${limits.trustSteps}`;
  for (const [i, step] of ladder.entries()) {
    const before = ladder[i - 1];
    if (!PENALTIES.includes(step.penalty)) return `a penalty is one of ${PENALTIES.join(', ')}`;
    if (!isAmount(step.below, 101)) return 'below is a score';
    if (before !== undefined && PENALTIES.indexOf(before.penalty) >= PENALTIES.indexOf(step.penalty))
      return 'the ladder goes up';
    if (before !== undefined && step.below >= before.below) return 'its borders fall';
    if (step.days !== null && !isPositive(step.days)) return 'a penalty lasts so many days, or null';
    if ((step.penalty === 'throttle') !== (step.perHour !== undefined))
      return 'throttle, and nothing else, has perHour';
    if (step.perHour !== undefined && !(isCount(step.perHour) && step.perHour > 0)) return 'perHour is a whole number';
  }
  return null;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isPositive(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && Number.isFinite(value);
}

function isAmount(value: unknown, most: number): boolean {
  return typeof value === 'number' && value >= 0 && value <= most;
}
