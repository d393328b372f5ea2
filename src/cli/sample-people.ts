/** Who lives in the sample's city: what their names, numbers and addresses are put together from. Nobody of them exists. */

/** What is needed of a seeded die. */
export interface Choice {
  among<T>(choices: readonly T[]): T;
}

export const DISTRICTS = ['朝阳区', '海淀区', 'Riverside', 'Old Town', 'حي الورود', 'Süd', ''] as const;

export interface People {
  name(dice: Choice): string;
  /** Beginnings of mobile numbers that seven digits complete; mainland ones without country code. */
  phones: readonly string[];
  locals: readonly string[];
  domains: readonly string[];
  locales: readonly string[];
}

/** In the order of WELL_KNOWN, then others. */
export const PEOPLE: readonly People[] = [
  {
    name: (dice) =>
      dice.among(['王', '李', '张', '刘', '陈', '欧阳', '司马', '諸葛']) +
      dice.among(['伟', '芳', '小明', '秀英', '子涵', '𠮷']),
    phones: ['1380', '1391', '1502', '1863', '1884'],
    locals: ['zhang', 'li.na', 'wang_fang', '陈'],
    domains: ['example.com', 'mail.example.org', '例子.测试'],
    locales: ['zh-CN', 'zh_CN', 'zh-cn', 'zh', ''],
  },
  {
    name: (dice) =>
      dice.among(['Amelia', 'Noah', 'Grace "Gigi"', 'Oliver  James', "Sinéad O'", 'SMITH,']) +
      ' ' +
      dice.among(['Brown', 'Nguyễn', 'Łukasiewicz', 'de la Cruz', 'Müller 🌻', 'Lee\r\n(flat 3)']),
    phones: ['+6141', '1375', '+6142'],
    locals: ['amelia', 'noah+water', 'o.james', "o'neil"],
    domains: ['example.com', 'example.net'],
    locales: ['en', 'en-GB', 'EN_us', ''],
  },
  {
    name: (dice) =>
      dice.among(['محمد', 'فاطمة', 'أحمد', 'ليلى']) + ' ' + dice.among(['الهاشمي', '\u202eالزهراء\u202c', 'بن سعيد']),
    phones: ['+96650', '1377'],
    locals: ['layla', 'm.alhashimi', 'ahmad'],
    domains: ['example.org', 'مثال.إختبار'],
    locales: ['ar', 'ar-SA', 'ar_EG'],
  },
  {
    // Decomposed accents, as some systems store file names.
    name: (dice) =>
      dice.among(['Zoë', 'José', 'Çelik', 'Ægir', 'Ana 👩‍👩‍👧']).normalize('NFD') +
      ' ' +
      dice.among(['Brontë', 'Ångström']),
    phones: ['+3361', '1516'],
    locals: ['zoe', 'josé', 'angstrom'],
    domains: ['example.com', 'bücher.example'],
    locales: ['fr', 'fr-FR', 'de', 'sv-SE'],
  },
];
