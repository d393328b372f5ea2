import { maskText } from '../../dist/fanout/mask/index.js';
import { compare } from '../measure.mjs';
import { inTurn, mustHold } from '../peers/keys.mjs';
import { ours, peer } from '../report.mjs';

const BENCH = 'mask';
const TEXT_CHARACTERS = 279;

/** What most projects do: one expression for everything, Luhn and checksums left out. */
const EXPRESSION =
  /[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)|(?<!\d)[1-9]\d{5}(?:19|20)\d{9}[\dXx](?!\d)|(?<!\d)\d{4}(?:[ -]?\d{4}){3}(?!\d)/g;

/**
 * A text of 279 characters, about as long as a notice, with one of each kind in it. A recipient is a text.
 *
 * @param {import('../run.mjs').Options} options
 */
export async function bench({ effort, say }) {
  const texts = Array.from({ length: 64 }, (_, k) => textOf(k));
  const [first] = texts;
  const gone = [/138\d{4}5678/, /zhangsan/, /110000199003077713/, /4111 1111 1111 1111/];
  const holds = (/** @type {string} */ masked) => gone.every((value) => value.test(first) && !value.test(masked));
  mustHold(first.length === TEXT_CHARACTERS, `a text of ${first.length} characters`);
  mustHold(holds(maskText(first)), 'maskText');
  mustHold(holds(first.replace(EXPRESSION, '***')), 'RegExp');

  say(`${BENCH}: sealcast and RegExp in turn`);
  const comparison = await compare(
    subject(texts, maskText),
    subject(texts, (text) => text.replace(EXPRESSION, '***')),
    effort,
  );
  return [
    ours(BENCH, 'sealcast', comparison.a, { note: 'maskText, the readable twin' }),
    peer(BENCH, 'RegExp', comparison, 'one expression, no checksums'),
  ];
}

/** @param {number} k */
function textOf(k) {
  const digits = String(1000 + k);
  const text =
    `尊敬的用户：您的订单 20261122000123456789 已于 2026-11-22 09:30:00 发货，运单号 SF1234567890${digits}。` +
    `如有问题，请联系张三，电话 138${digits}5678，邮箱 zhangsan@example.com；退款 ¥1,380.00 将退回卡号 4111 1111 1111 1111，` +
    `收款人身份证 110000199003077713。 Your parcel is on its way; questions: see https://example.com/help?v=1.2.3. `;
  return text.padEnd(TEXT_CHARACTERS, '祝好').slice(0, TEXT_CHARACTERS);
}

/**
 * @param {string[]} texts
 * @param {(text: string) => string} mask
 * @returns {import('../measure.mjs').Subject}
 */
function subject(texts, mask) {
  const next = inTurn(texts);
  let characters = 0;
  return {
    unit: texts.length,
    run(recipients) {
      // The sum keeps the work from being left out as useless.
      for (const text of next(recipients)) characters += mask(text).length;
      if (characters === 0) throw new Error('nothing was masked');
    },
  };
}
