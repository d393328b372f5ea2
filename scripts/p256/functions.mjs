// The functions that both files have, and what each is. Factors are carried, but where something else is said, and so are results.
export const FUNCTIONS = {
  mul: 'o = a b, both loose.',
  mulTwice: 'o = 2 a b.',
  mulMinus: 'o = a b - t.',
  mulConjugates: 'o = 3 (a - b) (a + b).',
  sqr: 'o = a^2.',
  twiceSqr: 'o = 2 a^2.',
  sqrMinusTwice: 'o = a^2 - 2 t.',
  sqrMinus: 'o = a^2 - t - 2 v.',
  differenceMinusMul: 'o = (a - b) c - d e.',
  differenceMinusTwiceSqr: 'o = (a - b) c - 2 d^2.',
  add: 'o = a + b, loose.',
  sub: 'o = a - b, loose.',
};
