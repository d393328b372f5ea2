import { maskText } from '../../dist/fanout/mask/index.js';
import { isBankCard, isMainlandIdCard } from '../../dist/fanout/mask/text-rules.js';
import { newTextMasker } from '../../dist/index.js';
import { loadKernels } from '../../dist/kernels/load.js';
import { compare } from '../measure.mjs';
import { inTurn, mustHold } from '../peers/keys.mjs';
import { ours, peer } from '../report.mjs';

const BENCH = 'mask';
const TEXT_CHARACTERS = 279;

/** What most projects do: one expression for everything, Luhn and checksums left out. */
const EXPRESSION =
  /[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)|(?<!\d)[1-9]\d{5}(?:19|20)\d{9}[\dXx](?!\d)|(?<!\d)\d{4}(?:[ -]?\d{4}){3}(?!\d)/g;

/** The same with what it takes to answer as we do: groups, and a function that checks digits and puts the mask together. */
const SAME_ANSWERS =
  /([\w.+-])[\w.+-]*(@[\w-]+(?:\.[\w-]+)+)|(?<!\d)((?:\+?86[ -]?)?1[3-9]\d[ -]?)\d{4}([ -]?\d{4})(?!\d)|(?<!\d)([1-9])\d{5}(?:19|20)\d{9}([\dXx])(?!\d)|(?<!\d)(\d{4}(?:[ -]?\d{4}){2}[ -]?)(\d{4})(?!\d)/g;

const digitsOf = (/** @type {string} */ text) =>
  Array.from(text.replace(/[ -]/g, ''), (c) => (c > '9' ? 10 : Number(c)));

/** @type {(whole: string, ...groups: string[]) => string} */
function sameAnswer(whole, first, domain, start, end, idFirst, idLast, card, cardEnd) {
  if (domain !== undefined) return `${first}***${domain}`;
  if (start !== undefined) return `${start}****${end}`;
  if (idFirst !== undefined) return isMainlandIdCard(digitsOf(whole)) ? `${idFirst}${'*'.repeat(16)}${idLast}` : whole;
  return isBankCard(digitsOf(whole)) ? card.replace(/\d/g, '*') + cardEnd : whole;
}

/**
 * A text of 279 characters, about as long as a notice, with one of each kind in it. A recipient is a text. The kernel masks
 * UTF-8, as it is in files and envelopes, into UTF-8; an expression masks strings into strings.
 *
 * @param {import('../run.mjs').Options} options
 */
export async function bench({ effort, say }) {
  const texts = Array.from({ length: 64 }, (_, k) => textOf(k));
  const [first] = texts;
  const masker = newTextMasker();
  const gone = [/138\d{4}5678/, /zhangsan/, /110000199003077713/, /4111 1111 1111 1111/];
  const holds = (/** @type {string} */ masked) => gone.every((value) => value.test(first) && !value.test(masked));
  mustHold(first.length === TEXT_CHARACTERS, `a text of ${first.length} characters`);
  mustHold(holds(first.replace(EXPRESSION, '***')), 'RegExp');
  const answers = texts.map(maskText).join();
  mustHold(holds(maskText(first)) && masker.maskStrings(texts).join() === answers, 'the kernel answers as its twin');
  mustHold(texts.map((text) => text.replace(SAME_ANSWERS, sameAnswer)).join() === answers, 'RegExp, same answers');

  const kernel = kernelSubject(texts, masker);
  say(`${BENCH}: sealcast and each of the others in turn`);
  const replaced = await compare(
    kernel,
    subject(texts, (text) => text.replace(EXPRESSION, '***')),
    effort,
  );
  const same = await compare(
    kernel,
    subject(texts, (text) => text.replace(SAME_ANSWERS, sameAnswer)),
    effort,
  );
  const strings = await compare(kernel, stringsSubject(texts, masker), effort);
  const twin = await compare(kernel, subject(texts, maskText), effort);
  return [
    ours(BENCH, 'sealcast', replaced.a, { note: `newTextMasker, ${loadKernels().build}, UTF-8 to UTF-8` }),
    ours(BENCH, 'sealcast strings', strings.b, { note: 'the same, strings to strings: the conversion is the work' }),
    ours(BENCH, 'sealcast twin', twin.b, { note: 'maskText, strings to strings' }),
    peer(BENCH, 'RegExp, same answers', same, 'masks as ours, checksums'),
    peer(BENCH, 'RegExp', replaced, 'one expression, *** for everything, no checksums'),
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

/**
 * @param {string[]} texts
 * @param {import('../../dist/index.js').TextMasker} masker
 * @returns {import('../measure.mjs').Subject}
 */
function kernelSubject(texts, masker) {
  // As many as a page of a mailing list's archive: what is handed over at once.
  const all = Array.from({ length: 4 }, () => texts.map((text) => Buffer.from(text))).flat();
  const bytes = Buffer.concat(all);
  let end = 0;
  const ends = Uint32Array.from(all, (text) => {
    end += text.length;
    return end;
  });
  return {
    unit: all.length,
    run(recipients) {
      let masked = 0;
      for (let done = 0; done < recipients; done += all.length) masked += masker.mask({ bytes, ends }).bytes.length;
      if (masked === 0) throw new Error('nothing was masked');
    },
  };
}

/**
 * @param {string[]} texts
 * @param {import('../../dist/index.js').TextMasker} masker
 * @returns {import('../measure.mjs').Subject}
 */
function stringsSubject(texts, masker) {
  return {
    unit: texts.length,
    run(recipients) {
      let masked = 0;
      for (let done = 0; done < recipients; done += texts.length) masked += masker.maskStrings(texts)[0].length;
      if (masked === 0) throw new Error('nothing was masked');
    },
  };
}
