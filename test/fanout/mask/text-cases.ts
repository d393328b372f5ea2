import type { Span } from '../../../src/fanout/mask/text.ts';

/** What is found in a text: kind, then the text itself, in order of appearance. */
type Found = readonly [kind: Span['kind'], text: string];

export interface TextCase {
  readonly why: string;
  readonly text: string;
  readonly masked: string;
  readonly found: readonly Found[];
}

/**
 * The behaviour of maskText() and scanText(), pinned: every implementation of them passes this table. All persons, numbers
 * and cards are made up: 138 1234 5678, the networks' published test cards, ID numbers of district 0000, which is none.
 */
export const POSITIVE: readonly TextCase[] = [
  // ---- mainland mobiles
  one('phone', '电话', '13812345678', '，谢谢', '138****5678', 'directly after and before Han'),
  one(
    'phone',
    'call ',
    '138 1234 5678',
    '.',
    '138 **** 5678',
    'blanks stay, the full stop is not read as a decimal point',
  ),
  one('phone', '', '138-1234-5678', '', '138-****-5678', 'hyphens'),
  one('phone', '', '138.1234.5678', '', '138.****.5678', 'dots'),
  one('phone', '', '1381234 5678', '', '138**** 5678', '7 + 4'),
  one('phone', '', '138 12345678', '', '138 ****5678', '3 + 8'),
  one('phone', '', '+8613812345678', '', '+86138****5678', 'E.164'),
  one('phone', '', '+86 138-1234-5678', '', '+86 138-****-5678', 'mixed separators'),
  one('phone', '(', '+86)13812345678', '', '+86)138****5678', 'country code in parentheses'),
  one('phone', '', '8613812345678', '', '86138****5678', 'country code without plus'),
  one('phone', '', '008613812345678', '', '0086138****5678', '00 for plus'),
  one('phone', '', '0086 138 1234 5678', '', '0086 138 **** 5678', '00 for plus, grouped'),
  one('phone', '', '１３８１２３４５６７８', '', '１３８****５６７８', 'full-width digits'),
  one('phone', '', '＋８６－１３８１２３４５６７８', '', '＋８６－１３８****５６７８', 'full-width plus and hyphen'),
  one('phone', '', '138\u00a01234\u20115678', '', '138\u00a0****\u20115678', 'no-break blank and hyphen'),
  one('phone', '\u202d', '13812345678\u202c', '', '138****5678\u202c', 'bidi controls of a phone book'),
  one('phone', '', '138\u200b1234\u200b5678', '', '138\u200b****\u200b5678', 'zero-width blanks inside'),
  one('phone', '', '1️⃣3️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣', '🎉', '1️⃣3️⃣8️⃣*️⃣*️⃣*️⃣*️⃣5️⃣6️⃣7️⃣8️⃣', 'keycaps keep their marks'),
  one('phone', 'Tel', '13812345678', '', '138****5678', 'a label without a blank'),
  one('phone', 'wx:', '13812345678', '', '138****5678', 'a label with a colon'),
  one('phone', '**', '13812345678', '**', '138****5678', 'bold in Markdown'),
  one('phone', '2 ', '13812345678', ' 5', '138****5678', 'other numbers beside it'),
  one('phone', '2026-11-22 ', '138 1234 5678', '', '138 **** 5678', 'after a date'),
  one('phone', 'order #', '13812345678', '', '138****5678', 'whatever the text calls it'),
  one('phone', '', '13812345678', 'x2', '138****5678', 'times two'),
  {
    why: 'lists',
    text: '13812345678,13912345678/13712345678-15012345678',
    masked: '138****5678,139****5678/137****5678-150****5678',
    found: [
      ['phone', '13812345678'],
      ['phone', '13912345678'],
      ['phone', '13712345678'],
      ['phone', '15012345678'],
    ],
  },
  // ---- other phones
  one('phone', '', '010-88888888', '', '***-******88', 'landline'),
  one('phone', '（', '010）8888 8888', '', '***）**** **88', 'area code in parentheses'),
  one('phone', '', '0755-8888888', '', '****-*****88', 'seven digits'),
  one('phone', '', '010-88888888-801', '', '***-********-*01', 'extension'),
  one('phone', '', '+86 10 8888 8888', '', '+86 ** **** **88', 'landline with country code'),
  one('phone', '', '+14155552671', '', '+1********71', 'E.164'),
  one('phone', '', '+1 (415) 555-2671', '', '+1 (***) ***-**71', 'as Americans write it'),
  one('phone', '(', '415) 555-2671', '', '***) ***-**71', 'without country code'),
  one('phone', '', '1-415-555-2671', '', '1-***-***-**71', 'with a 1'),
  one('phone', '', '+44 (0)20 7946 0958', '', '+44 (*)** **** **58', 'trunk zero in parentheses'),
  one('phone', '', '0044 20 7946 0958', '', '0044 ** **** **58', '00, code apart'),
  one('phone', '', '+33 6 12 34 56 78', '。', '+33 * ** ** ** 78', 'six groups'),
  one('phone', '', '+852 9123 4567', '', '+852 **** **67', 'Hong Kong'),
  one('phone', '', '090-1234-5678', '', '***-****-**78', 'Japan'),
  one('phone', '', '0912-345-678', '', '****-***-*78', 'Taiwan'),
  one('phone', 'هاتف: ', '+٩٦٦ ٥٠ ١٢٣ ٤٥٦٧', '', '+٩٦٦ ** *** **٦٧', 'Arabic-Indic digits'),
  // ---- e-mail
  one('email', '', 'zhang@example.com', '', 'z***@example.com', 'plain'),
  one('email', '我的邮箱', 'zhang@example.com', '谢谢', 'z***@example.com', 'between Han'),
  one('email', '<', "john.o'neil+tag@mail.example.co.uk", '>.', 'j***@mail.example.co.uk', 'marks in the local part'),
  one('email', 'mailto:', 'z@example.com', '?subject=1', '***@example.com', 'one letter is all of it'),
  one('email', '', '13812345678@qq.com', '', '1***@qq.com', 'e-mail before phone'),
  one('email', '', '110000199003077713@163.com', '', '1***@163.com', 'e-mail before ID card'),
  one('email', '', 'e\u0301lise@example.com', '', 'e\u0301***@example.com', 'first grapheme, not code unit'),
  one('email', '', 'ＺＨＡＮＧ＠ｅｘａｍｐｌｅ．ｃｏｍ', '', 'Ｚ***＠ｅｘａｍｐｌｅ．ｃｏｍ', 'full-width'),
  one('email', '', '张三@例子.中国', '', '张***@例子.中国', 'internationalised'),
  one('email', '', 'иван@пример.рф', '', 'и***@пример.рф', 'Cyrillic'),
  one('email', '', 'li@example.xn--fiqs8s', '', 'l***@example.xn--fiqs8s', 'punycode'),
  one('email', '', 'zhang@example.com', '.', 'z***@example.com', 'full stop after it'),
  one('email', '', 'zhang@example.com', '-张', 'z***@example.com', 'hyphen after it'),
  one('email', '', 'zhang@example.com', '2026', 'z***@example.com', 'digits after it'),
  one('email', 'a@', 'b@c.com', '', '***@c.com', 'two @'),
  {
    why: 'an e-mail cuts a number: what is before it stays masked',
    text: '138 1234 5678@qq.com',
    masked: '138 **** 5***@qq.com',
    found: [
      ['phone', '138 1234 '],
      ['email', '5678@qq.com'],
    ],
  },
  // ---- ID cards
  one('id-card', '身份证', '110000199003077713', '。', '1****************3', 'checksum'),
  one('id-card', '', '110000 19900307 7713', '', '1***** ******** ***3', 'grouped'),
  one('id-card', '', '44000019850812007X', '', '4****************X', 'check character X'),
  one('id-card', '', '44000019850812007x', '，', '4****************x', 'small x'),
  one('id-card', '', '１１００００１９９００３０７７７１３', '', '１****************３', 'full-width'),
  // ---- bank cards
  one('bank-card', '卡号', '4111111111111111', '', '************1111', 'Visa'),
  one('bank-card', '', '4111 1111 1111 1111', '', '**** **** **** 1111', 'blanks'),
  one('bank-card', '', '5555-5555-5555-4444', '', '****-****-****-4444', 'hyphens'),
  one('bank-card', '', '3782 822463 10005', '', '**** ****** *0005', 'American Express'),
  one('bank-card', '', '6222021234567890128', '', '***************0128', 'UnionPay, 19 digits'),
  one('bank-card', '', '6222 0212 3456 7890 128', '', '**** **** **** ***0 128', 'UnionPay, grouped'),
  one('bank-card', '', '4111 1111 1111 1111', ' 12/28', '**** **** **** 1111', 'with expiry'),
  // ---- passports and permits
  one('passport', '护照', 'E12345678', '。', 'E******78', 'mainland'),
  one('passport', '', 'EA1234567', '', 'EA*****67', 'mainland, two letters'),
  one('passport', 'Passport No. ', 'g12345678', ', ', 'g******78', 'older, small letter'),
  one('passport', '', 'PE1234567', '', 'PE*****67', 'service'),
  one('passport', '香港', 'KJ1234567', '', 'KJ*****67', 'Hong Kong'),
  one('passport', '通行证 ', 'C12345678', ' 张三', 'C******78', 'permit'),
  {
    why: 'a passport, then a phone',
    text: 'E12345678 13812345678',
    masked: 'E******78 138****5678',
    found: [
      ['passport', 'E12345678'],
      ['phone', '13812345678'],
    ],
  },
  // ---- plates
  one('plate', '车牌', '京A12345', '，', '京A****5', 'five digits'),
  one('plate', '', '粤B·D12345', '', '粤B·*****5', 'new energy, dot'),
  one('plate', '', '沪AD12345', '停在', '沪A*****5', 'new energy'),
  one('plate', '', '川A 8B88C', '', '川A ****C', 'letters inside, blank'),
  one('plate', '', '粤Z1234港', '', '粤Z****港', 'Hong Kong'),
  one('plate', '', '京a1234学', '员', '京a****学', 'learner, small letter'),
  // ---- addresses of machines
  one('ip', '来自', '192.168.100.200', '。', '192.168.***.***', 'IPv4'),
  one('ip', '', '10.0.0.1', ':8080', '10.0.*.*', 'IPv4 with port'),
  one('ip', 'root@', '10.0.0.1', ' #', '10.0.*.*', 'IPv4 of a host'),
  one('ip', '[', '2001:0db8:85a3:0000:0000:8a2e:0370:7334', ']:443', '2001:****:****:****:****:****:****:****', 'IPv6'),
  one('ip', '', '2001:db8::1', ':', '2001:***::*', 'IPv6 with a gap'),
  one('ip', '', 'fe80::1A2b', '%eth0', 'fe80::****', 'IPv6 of a link'),
  {
    why: 'two IPv4 addresses',
    text: '1.2.3.4 255.255.255.255',
    masked: '1.2.*.* 255.255.***.***',
    found: [
      ['ip', '1.2.3.4'],
      ['ip', '255.255.255.255'],
    ],
  },
  {
    why: 'an IPv6 address cuts a number: what is before it stays masked',
    text: '+1 415 555 2671:db8::1',
    masked: '+1 *** *** 2671:***::*',
    found: [
      ['phone', '+1 415 555 '],
      ['ip', '2671:db8::1'],
    ],
  },
  {
    why: 'a plate in an address: what is before it has nothing to hide',
    text: '京A12345@qq.com',
    masked: '京A***@qq.com',
    found: [['email', 'A12345@qq.com']],
  },
  {
    why: 'a plate before a number that would share its digits',
    text: '京A·13812 345678',
    masked: '京A·****2 345678',
    found: [['plate', '京A·13812']],
  },
  {
    why: 'all kinds at once',
    text: '张三 13812345678 zhang@example.com 110000199003077713 4111111111111111',
    masked: '张三 138****5678 z***@example.com 1****************3 ************1111',
    found: [
      ['phone', '13812345678'],
      ['email', 'zhang@example.com'],
      ['id-card', '110000199003077713'],
      ['bank-card', '4111111111111111'],
    ],
  },
];

/** Nothing in these tells who or whose: they come out as they went in. */
export const NEGATIVE: readonly (readonly [why: string, text: string])[] = [
  ['empty', ''],
  ['order number of a date and a counter', '订单号202611220000123456'],
  ['order number, 16 digits, Luhn fails', '4111111111111112'],
  ['order number, 16 digits, Luhn holds, no issuer', '1234567812345670'],
  ['order number, 18 digits, ID checksum fails', '110000199003077714'],
  ['ID checksum holds, no such region', '100000199003077711'],
  ['ID checksum holds, 30 February', '110000199002307716'],
  ['ID checksum holds, year 1890', '110000189003077714'],
  ['order number that contains a mobile', '2026112213812345678'],
  ['order number in letters', 'ORD13812345678'],
  ['order number with underscore', 'order_13812345678'],
  ['order number behind a year', '2026-13812345678'],
  ['order number with a part behind it', '13812345678-2'],
  ['order number of a shop abroad', '112-1234567-1234567'],
  ['mobile with a digit too few', '1381234567'],
  ['mobile with a digit too many', '138123456789'],
  ['no mobile prefix', '12812345678'],
  ['tracking numbers', 'SF1234567890123 YT8812345678901 JD0012345678901 1Z999AA10123456784 EA123456789CN 432998765432'],
  ['tracking number in groups', '9400 1000 0000 0000 0000 00'],
  ['account number (IBAN)', 'DE89 3704 0044 0532 0130 00'],
  ['dates', '2026-11-22 22.11.2026 11/22/2026 20261122 2026年11月22日'],
  ['date and time', '2026-11-22 09:30:00.123 +0800 2026-11-22T09:30:00+08:00'],
  ['timestamps', '1795305600 1795305600000 1795305600000000 20261122093000 20261122093000123'],
  ['prices', '¥1,380,000.00 $13812.34 +10000000 -13812345.678 1 380 000,00 €'],
  ['decimal', '0.13812345678 3.14159265358979'],
  ['UUID', '550e8400-e29b-41d4-a716-446655440000'],
  ['UUID of digits', '41111111-1111-4111-1111-138123456789'],
  ['UUID that ends in digits', 'a1b2c3d4-1111-4111-8111-613812345678'],
  ['hex digest', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['hex digest with a mobile inside', 'ab13812345678cd'],
  ['hexadecimal', '0x13812345678'],
  ['no IPv4', '192.168.100.256 10.0.01.1 1.2.3 1.2.3.4.5 1-2-3-4 1. 2. 3. 4 v1.2.3.4'],
  ['no IPv6', '::1 2001:db8 09:30:00:00 12:34:56:78:9a:bc dead:beef::cafe:bad 2001:db8::1::2 2001:db8:::1 fe80::12345'],
  [
    'no IPv6, too long or in a word',
    '2001:1:2:3:4:5:6:7:8 2001:1:2:3:4:5:6::8 xfe80::1 fe80::1x 12001:db8::1 a:2001:db8::1',
  ],
  ['no plate', '京A1234 京A1234567 京A-B-12345 京AABC12 京AO1234 北A12345 京12345 京A1B3C5D 京A12 345'],
  [
    'no passport',
    'E1234567 E123456789 A12345678 EI1234567 EAB123456 E12345678X E12345678-9 SE12345678 _E12345678 张E1234567',
  ],
  ['versions', '1.2.3 v20.19.4 1.2.3-20261122 2026.11.22.1381'],
  ['sizes', '1280x720 1920X1080'],
  ['service numbers', '12306 95588 400-820-8820 800-820-8820 110'],
  ['emergency', '120 119 +110'],
  ['handles', '@zhang 请@张三 看 a@b @example.com zhang@'],
  ['packages', 'lodash@4.17.21 pkg@1.0.0-alpha.beta @scope/name'],
  ['a number broken by lines', '138\n1234\n5678'],
  ['columns of numbers', '138\t1234\t5678'],
  ['seats, rooms, shares', '12排34座 3-1-1201 60%'],
  ['only separators', '+ - . ( ) @ +- (-) ...'],
  ['masks', '138****5678 z***@ **** **** **** 1111'],
];

function one(kind: Span['kind'], before: string, text: string, after: string, mask: string, why: string): TextCase {
  return { why, text: before + text + after, masked: before + mask + after, found: [[kind, text]] };
}
