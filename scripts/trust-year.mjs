// `node scripts/trust-year.mjs [--seed N] [--short] [--write]`: a simulated year of honest and abusive senders under the default trust
// model with a warm-up (src/testing/simulation/trust-year.ts says who they are). Prints what was stopped, and what was stopped by mistake;
// --write also puts the table into docs/trust.md and the plot beside it. --short is a tenth of the senders. Run after `npm run build`.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { figureOf } from '../bench/plot.mjs';
import { simulateTrustYear } from '../dist/testing/simulation/trust-year.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '20261125' },
    short: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const began = performance.now();
const year = simulateTrustYear(seed, values.short ? 0.1 : 1);
const seconds = ((performance.now() - began) / 1000).toFixed(1);

const percent = (part, whole) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`);
const number = new Intl.NumberFormat('en-US');
const rows = year.kinds.map((one) => [
  `${one.kind}, ${one.abusive ? 'abusive' : 'honest'}`,
  number.format(one.broadcasts),
  ...['through', 'throttled', 'sandboxed', 'refused'].map((how) => percent(one[how], one.broadcasts)),
  number.format(one.people),
  percent(one.people - one.reached, one.people),
]);
const heading = ['who', 'broadcasts', 'through', 'throttled', 'sandboxed', 'refused', 'people', 'not reached'];
const table = [heading, heading.map((_, i) => (i === 0 ? '---' : '---:')), ...rows]
  .map((cells) => `| ${cells.join(' | ')} |`)
  .join('\n');
process.stdout.write(`${table}\n`);

const sum = (abusive, what) =>
  year.kinds.filter((one) => one.abusive === abusive).reduce((total, one) => total + one[what], 0);
const stopped = 1 - sum(true, 'reached') / sum(true, 'people');
const wrongly = 1 - sum(false, 'through') / sum(false, 'broadcasts');
const { reached: withTrust, untrusted } = year.months.at(-1);
const said =
  `seed ${seed}: ${percent(stopped, 1)} of the people that abuse aimed at were not reached ` +
  `(by a filter of words alone ${percent(1 - untrusted / sum(true, 'people'), 1)}; ${number.format(withTrust)} were, instead of ` +
  `${number.format(untrusted)}), and ${percent(wrongly, 1)} of the honest broadcasts did not go through as they were meant`;
process.stdout.write(`${said}; ${number.format(year.signals)} signals, ${seconds} s\n`);

if (values.write && !values.short) {
  const reached = year.months.map(({ day, reached: people }) => [day, Math.max(1, people)]);
  const untrusted = year.months.map(({ day, untrusted: people }) => [day, Math.max(1, people)]);
  const svg = figureOf('Abuse in a simulated year', `people reached, all months before included; seed ${seed}`, [
    {
      title: 'Default model, warm-up of 15 days',
      x: 'day of the year',
      y: 'people',
      series: [
        { name: 'a filter of words alone', points: untrusted },
        { name: 'and trust', points: reached },
      ],
    },
  ]);
  writeFileSync(`${root}docs/trust-year.svg`, svg);
  const page = `${root}docs/trust.md`;
  const [before, after] = ['<!-- year -->', '<!-- end of year -->'];
  const text = readFileSync(page, 'utf8');
  const from = text.indexOf(before) + before.length;
  writeFileSync(page, `${text.slice(0, from)}\n${table}\n\nWith ${said}.\n${text.slice(text.indexOf(after))}`);
}
// A model that stops nothing, or everybody, would not be worth the name.
if (stopped < 0.8 || wrongly > 0.05) {
  process.stderr.write('trust-year: worse than it ever was\n');
  process.exitCode = 1;
}
