// The few words that a letter puts in for its placeholders. They are part of what a person reads on paper, like the pack's templates, and
// so they do not depend on the language files of the screens.
import type { Category, Language, Purpose } from './vocabulary'

export interface LetterWords {
  readonly categories: Readonly<Record<Category, string>>
  readonly purposes: Readonly<Record<Purpose, string>>
  readonly fields: Readonly<Record<'name' | 'mobile' | 'email', string>>
  readonly provisionToName: string
  readonly groundToName: string
  readonly nothingKept: string
  readonly kept: (what: string, provision: string, until: string) => string
}

export const LETTER_WORDS: Readonly<Record<Language, LetterWords>> = {
  'zh-CN': {
    categories: {
      registration: '注册信息',
      consent: '同意记录',
      browsing: '浏览记录',
      'search-query': '检索词',
      'country-interest': '关注国家',
      'access-log': '访问日志',
      'page-performance': '页面表现数据',
    },
    purposes: {
      account: '账户注册与安全',
      'abnormal-status': '识别账户异常',
      compatibility: '了解产品兼容性',
      'pages-and-search': '改进页面展示与搜索结果',
    },
    fields: { name: '姓名', mobile: '手机号', email: '电子邮箱' },
    provisionToName: '（请选择依据）',
    groundToName: '（请选择理由）',
    nothingKept: '没有依法须继续保存的内容。',
    kept: (what, provision, until) => `${what}依${provision}最晚保存至 ${until}，期间只存储和采取必要的安全保护措施，到期自动删除。`,
  },
  en: {
    categories: {
      registration: 'registration details',
      consent: 'consent history',
      browsing: 'browsing history',
      'search-query': 'search queries',
      'country-interest': 'countries of interest',
      'access-log': 'access log',
      'page-performance': 'page performance data',
    },
    purposes: {
      account: 'account registration and security',
      'abnormal-status': 'recognising abnormal accounts',
      compatibility: 'understanding product compatibility',
      'pages-and-search': 'better pages and search results',
    },
    fields: { name: 'name', mobile: 'mobile number', email: 'e-mail address' },
    provisionToName: '(choose a provision)',
    groundToName: '(choose a ground)',
    nothingKept: 'Nothing has to be kept by law.',
    kept: (what, provision, until) =>
      `The ${what} is kept under ${provision} until ${until} at the latest; until then it is only stored and secured, and then deleted automatically.`,
  },
}
