import { firstGrapheme, graphemes } from './grapheme.ts';

/**
 * Chinese family names of two characters, simplified and traditional. A name that begins with one and has at least one
 * character more keeps both: 欧阳娜娜 → 欧阳**. With two characters in all the first is the family name (欧阳 → 欧*).
 */
const COMPOUND_SURNAMES: ReadonlySet<string> = new Set(
  (
    '欧阳 歐陽 太史 端木 上官 司马 司馬 东方 東方 独孤 獨孤 南宫 南宮 万俟 萬俟 闻人 聞人 夏侯 诸葛 諸葛 尉迟 尉遲 公羊 ' +
    '赫连 赫連 澹台 澹臺 皇甫 宗政 濮阳 濮陽 公冶 太叔 申屠 公孙 公孫 慕容 仲孙 仲孫 钟离 鍾離 鐘離 长孙 長孫 宇文 司徒 ' +
    '鲜于 鮮于 司空 闾丘 閭丘 子车 子車 亓官 司寇 巫马 巫馬 公西 颛孙 顓孫 壤驷 壤駟 公良 漆雕 乐正 樂正 宰父 谷梁 穀梁 ' +
    '拓跋 夹谷 夾谷 轩辕 軒轅 令狐 段干 百里 呼延 东郭 東郭 南门 南門 羊舌 微生 左丘 东门 東門 西门 西門 第五 南荣 南榮 ' +
    '淳于 单于 單于 即墨 贺兰 賀蘭 完颜 完顏 耶律 纳兰 納蘭 达奚 達奚 屈突 宿勤 豆卢 豆盧 梁丘'
  ).split(' '),
);

/** A Chinese name has at most four characters; a longer run of them is a transcription, an organisation or a mistake. */
const CHINESE_NAME_MAX = 4;

const HAN = /^\p{Script=Han}/u;
const BLANK = /\s+/gu;
/** Where a name's parts end: blanks, hyphens, and the dots of transcribed and minority names (阿凡提·买买提). */
const PART_BORDER = /([\s\-\u2010-\u2015·•‧・･]+)/u;

/**
 * What people may see of a person's name.
 *
 * - Two to four Han characters, also with blanks between: the family name, one star per hidden character (`张*`,
 *   `欧阳**`). One alone is shown with one star. Japanese and Korean names in Han characters cannot be told from Chinese
 *   ones and are treated alike: the first character stays.
 * - Every other name: the first grapheme of each part and three stars, whatever the part's length (`J*** S***`,
 *   `م*** ع***`, `김***`, `さ***`, `阿***·买***`). A grapheme is what a reader calls a character: an emoji with all its
 *   joiners, a letter with its marks, a Hangul syllable, also one spelt in jamo.
 * - From the second part on, a part of one grapheme is hidden whole, else `Z h a n g` would show everything.
 *
 * Masking a mask changes nothing. Blank gives the empty string.
 */
export function maskName(name: string): string {
  const trimmed = name.trim();
  if (trimmed === '') return '';
  return chineseName(trimmed) ?? nameInParts(trimmed);
}

function chineseName(name: string): string | null {
  const base = withoutStars(name);
  if (base !== name && (COMPOUND_SURNAMES.has(base) || (HAN.test(base) && firstGrapheme(base) === base))) return name;
  const characters = graphemes(name.replace(BLANK, ''), CHINESE_NAME_MAX + 1);
  if (characters.length > CHINESE_NAME_MAX || !characters.every((character) => HAN.test(character))) return null;
  const two = characters.slice(0, 2).join('');
  const shown = characters.length > 2 && COMPOUND_SURNAMES.has(two) ? 2 : 1;
  return characters.slice(0, shown).join('') + '*'.repeat(Math.max(characters.length - shown, 1));
}

function nameInParts(name: string): string {
  let masked = '';
  let parts = 0;
  // split() with a group in the pattern gives part, border, part, …; a border at an end leaves an empty part there.
  const pieces = name.split(PART_BORDER);
  for (let k = 0; k < pieces.length; k++) {
    const piece = pieces[k]!;
    if (k % 2 === 1) masked += piece;
    else if (piece !== '') masked += maskPart(piece, parts++ === 0);
  }
  return masked;
}

function maskPart(part: string, isFirst: boolean): string {
  const first = firstGrapheme(part);
  return first === '*' || (first === part && !isFirst) ? '***' : first + '***';
}

function withoutStars(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '*') end--;
  return text.slice(0, end);
}
