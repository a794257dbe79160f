// The few words that a letter puts in for its placeholders. They are part of what a person reads on paper, like the pack's templates, and
// so they do not depend on the language files of the screens.
import type { Category, EvidenceKind, IdentifierKind, Language, Outcome, PersonField, Product, Purpose } from './vocabulary'

export interface MaskedIdentifier {
  readonly kind: IdentifierKind
  readonly masked: string
}
/** What a case still waits for (letter-missing.ts). */
export type Missing =
  | { readonly t: 'evidence'; readonly evidence: EvidenceKind }
  /** Of the person whom somebody else asks for. */
  | ({ readonly t: 'identifier' } & MaskedIdentifier)
  /** `whose`: of the one who asks, or of the person they ask for. */
  | { readonly t: 'account'; readonly whose: 'own' | 'theirs' }

export interface LetterWords {
  readonly categories: Readonly<Record<Category, string>>
  readonly purposes: Readonly<Record<Purpose, string>>
  readonly fields: Readonly<Record<PersonField, string>>
  readonly products: Readonly<Record<Product, string>>
  readonly numberToCome: string
  readonly provisionToName: string
  readonly groundToName: string
  readonly itemsToName: string
  readonly nothingKept: string
  /** Of rows outside every plan: a desk does not know whether there are any. */
  readonly keptSinceProductEnd: string
  readonly missingToName: string
  /** What is asked for of an identifier that was not checked, which is masked. */
  readonly proofOf: (identifier: MaskedIdentifier) => string
  /** The same without a word about which identifiers there are. */
  readonly accountProof: Readonly<Record<'own' | 'theirs', string>>
  /** What somebody who asks for another is asked to show. */
  readonly evidence: Readonly<Record<EvidenceKind, string>>
  readonly kept: (what: string, provision: string, until: string) => string
  /** On hold: no provision keeps it, and no day is known. */
  readonly held: (what: string) => string
  /** The same of single fields; the rest of it is erased. */
  readonly heldFields: (what: string, fields: string) => string
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
    fields: { name: '姓名', mobile: '手机号', email: '电子邮箱', birthDay: '出生日期', region: '地区' },
    products: { 'trade-search': '贸易数据搜索', 'company-profile': '企业画像', 'market-report': '市场报告' },
    numberToCome: '（编号另行告知）',
    provisionToName: '（请选择依据）',
    groundToName: '（请选择理由）',
    itemsToName: '（请逐项决定）',
    nothingKept: '本次处理的内容中，没有依法须继续保存的。',
    keptSinceProductEnd: '如您此前已终止某项产品，其登录记录可能已依法单独存放，不在本次删除之内，法定期限届满即删除。',
    missingToName: '（请写明还缺什么）',
    proofOf: ({ kind, masked }) => `证明登记的${kind === 'mobile' ? '手机号' : '电子邮箱'} ${masked} 属于请求所涉的人`,
    accountProof: { own: '证明所涉账户由您本人使用', theirs: '证明所涉账户属于请求所涉的人' },
    evidence: {
      'asker-identity': '您本人的身份证明',
      authorisation: '委托人（账户使用者本人）签署的授权委托书',
      guardianship: '证明您是其监护人的材料',
      'minors-wish': '未成年人本人也希望提出这一请求的说明',
      kinship: '证明您与逝者是近亲属的材料',
      death: '死亡证明',
      interest: '您自身合法正当利益的书面说明',
    },
    held: (what) => `${what}因尚未了结的争议或调查暂不删除，期间只单独存放和采取必要的安全保护措施；这不是法定留存，事由消除后即予处理。`,
    heldFields: (what, fields) => `${what}中的${fields}因尚未了结的争议或调查暂不删除，期间只单独存放和采取必要的安全保护措施；这不是法定留存，事由消除后即予处理。`,
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
    fields: { name: 'name', mobile: 'mobile number', email: 'e-mail address', birthDay: 'date of birth', region: 'region' },
    products: { 'trade-search': 'trade data search', 'company-profile': 'company profile', 'market-report': 'market report' },
    numberToCome: '(number to follow)',
    provisionToName: '(choose a provision)',
    groundToName: '(choose a ground)',
    itemsToName: '(decide item by item)',
    nothingKept: 'Of what was dealt with here, nothing has to be kept by law.',
    keptSinceProductEnd: 'If a product that you used ended earlier, log-in records of it may be kept apart as the law requires; this erasure does not reach them, and they are deleted when that period is over.',
    missingToName: '(write what is missing)',
    proofOf: ({ kind, masked }) => `proof that the registered ${kind === 'mobile' ? 'mobile number' : 'e-mail address'} ${masked} belongs to the person concerned`,
    accountProof: { own: 'proof that the account in question is yours', theirs: 'proof that the account in question belongs to the person concerned' },
    evidence: {
      'asker-identity': 'proof of your own identity',
      authorisation: 'a letter of authorisation signed by the person',
      guardianship: 'proof that you are the guardian',
      'minors-wish': 'a word of the minor that they want this too',
      kinship: 'proof that you are a close relative of the deceased',
      death: 'proof of the death',
      interest: 'a written statement of your own lawful and legitimate interest',
    },
    held: (what) => `The ${what} is not erased yet because of a dispute or an inquiry that is not settled; until it is, the data is only stored apart and secured. No law asks for this, and the data is dealt with once it is settled.`,
    heldFields: (what, fields) => `Of the ${what}, only this is not erased yet because of a dispute or an inquiry that is not settled: ${fields}. Until it is, the data is only stored apart and secured. No law asks for this, and the data is dealt with once it is settled.`,
    kept: (what, provision, until) =>
      `The ${what} is kept under ${provision} until ${until} at the latest; until then it is only stored and secured, and then deleted automatically.`,
  },
}

/** What a template leaves for staff to fill in: a letter that still says it is not finished. */
export function unfilledMarks(text: string): readonly string[] {
  return Object.values(LETTER_WORDS).flatMap(({ missingToName, provisionToName, groundToName, itemsToName }) => [missingToName, provisionToName, groundToName, itemsToName].filter((mark) => text.includes(mark)))
}

/** For a pack that has no letters of these kinds. */
export const FALLBACK_CASE_LETTERS: Readonly<Record<'acknowledgement' | 'supplement' | 'closure', Readonly<Record<Language, string>>>> = {
  acknowledgement: {
    'zh-CN': '您好：我们于 {receivedOn} 收到您的请求，编号 {caseNo}，现已受理。我们预计在 {targetDay} 前答复，最迟不晚于 {outerDay}。办理期间如需核实身份或补充材料，我们会与您联系。',
    en: 'Dear user, we received your request on {receivedOn} and are working on it under number {caseNo}. You can expect our answer by {targetDay}, and by {outerDay} at the latest. We will contact you if we have to verify your identity or need anything more.',
  },
  supplement: {
    'zh-CN': '您好：关于您于 {receivedOn} 提出的 {caseNo} 号请求，为继续办理，还需要您补充：{missing}。请在回复时注明编号；我们只会把补充的内容用于办理这一请求。',
    en: 'Dear user, to go on with your request {caseNo} of {receivedOn} we still need from you: {missing}. Please name the number when you reply; what you send is used for this request alone.',
  },
  closure: {
    'zh-CN': '您好：您于 {receivedOn} 提出的 {caseNo} 号请求已于 {closedOn} 办结。如您有新的请求或对处理结果有异议，可随时与我们联系。',
    en: 'Dear user, your request {caseNo} of {receivedOn} was closed on {closedOn}. If you have a new request, or disagree with how this one was handled, you can contact us at any time.',
  },
}

const DISAGREE = {
  'zh-CN': '如您不同意，可以向履行个人信息保护职责的部门投诉、举报，也可以依法向人民法院提起诉讼。',
  en: "If you disagree, you may complain to the authority responsible for personal information protection or bring an action before a people's court.",
} as const

/** For a right or an outcome that came after the pack: what is certain, and nothing that a pack would have to be signed for. */
export function fallbackLetter(outcome: Outcome): Record<Language, string> {
  switch (outcome) {
    case 'granted':
      return { 'zh-CN': '您好：您于 {receivedOn} 提出的 {caseNo} 号请求已办理完毕。', en: 'Dear user, your request {caseNo} of {receivedOn} has been granted.' }
    case 'already-done':
      return {
        'zh-CN': '您好：您于 {receivedOn} 提出的 {caseNo} 号请求，经核查在此之前已经办理完毕。',
        en: 'Dear user, what you asked for in your request {caseNo} of {receivedOn} had been done before.',
      }
    case 'granted-in-part':
      return {
        'zh-CN': `您好：您于 {receivedOn} 提出的 {caseNo} 号请求，我们办理了其中一部分。未办理部分的依据：{provision}。理由：{ground}\n${DISAGREE['zh-CN']}`,
        en: `Dear user, your request {caseNo} of {receivedOn} has been granted in part. Provision for the rest: {provision}. Reason: {ground}\n${DISAGREE.en}`,
      }
    case 'refused':
    case 'not-theirs':
      return {
        'zh-CN': `您好：您于 {receivedOn} 提出的 {caseNo} 号请求，我们未能办理。依据：{provision}。理由：{ground}\n${DISAGREE['zh-CN']}`,
        en: `Dear user, your request {caseNo} of {receivedOn} could not be granted. Provision: {provision}. Reason: {ground}\n${DISAGREE.en}`,
      }
  }
}
