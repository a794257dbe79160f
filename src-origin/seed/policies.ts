// The policies that the synthetic people agreed to: two versions of the general one and one of a product, in our own short wording by topic.
import { createHash } from 'node:crypto'
import type { PolicyId } from '../../src-shared/base/ids'
import type { ProcessingMethod } from '../../src-shared/domain/policy-words'
import type { Category, PolicyTopic, Product, Purpose } from '../../src-shared/domain/vocabulary'
import { policyTextHash } from '../../src-shared/formats/policy-hash'
import type { PolicyRecord } from '../../src-shared/protocol/records'
import { nodeCrypto } from '../devices/node-crypto'

type Clause = PolicyRecord['clauses'][number]

const clause = (topic: PolicyTopic, number: string, zh: string, en: string, processing?: Clause['processing']): Clause => ({
  topic, number, text: { 'zh-CN': zh, en }, ...(processing ? { processing } : {}),
})

/** What a clause says is done for a purpose: marked by us, as an officer would, and shown to nobody. */
const done = (purpose: Purpose, categories: Category[], methods: ProcessingMethod[] = ['collect', 'store', 'use']) => ({ purpose, categories, methods })

const REGISTRATION = [done('account', ['registration'])]
const USAGE_1 = [done('abnormal-status', ['access-log']), done('compatibility', ['page-performance'])]
const USAGE_2 = [...USAGE_1, done('pages-and-search', ['browsing', 'search-query', 'country-interest'])]
const TRADE_SEARCH = [done('pages-and-search', ['search-query', 'country-interest'], ['use'])]

const GENERAL_1: readonly Clause[] = [
  clause('scope', '1', '本政策适用于 SINOIMEX 的网站、小程序和今后的新渠道；个别产品另有政策且不一致的，以该产品政策为准。', 'This policy covers the SINOIMEX website, applet and later channels; where a product has its own policy and the two differ, the product policy prevails.'),
  clause('collection', '2.1', '注册账户须提供手机号或邮箱，用于完成注册、保护账户安全和提供服务。', 'To register, a mobile number or an e-mail address is needed; it serves registration, account security and the service.', REGISTRATION),
  clause('usage-data', '2.2', '使用服务时自动记录浏览、检索词、关注国家、IP 地址、访问日期和时间，用于识别账户异常和了解产品兼容性。', 'While the service is used, pages browsed, search queries, countries of interest, IP address, access date and time are recorded, to identify abnormal accounts and to understand product compatibility.', USAGE_1),
  clause('exceptions', '3', '下列情形无须同意：您明示授权；履行法定义务；直接涉及国家安全和国防；您自行公开；合法公开的信息；法律法规规定的其他情形。', 'Consent is not needed with your explicit authorisation, for duties under law, for national security and defence, for what you disclosed yourself, for lawfully disclosed information, and in other cases under law.'),
  clause('security', '4', '我们采用符合行业标准的安全措施：加密、防御攻击、访问控制、员工培训。', 'Security measures of industry standard are used: encryption, protection against attacks, access control, staff training.'),
  clause('storage', '5.1', '信息存放在中国境内的私有云服务器，只在提供服务所需的期间内保存。', 'Information is kept on private-cloud servers inside mainland China, only as long as the service needs.'),
  clause('deletion', '5.2', '您选择退出、终止服务、注销账户，或我们停止服务时，信息将被删除或匿名化，法律法规另有规定的除外。', 'When you opt out, end the service or cancel the account, or when we stop the service, information is deleted or anonymised unless law provides otherwise.'),
  clause('contact', '6', '有疑问请通过网站或小程序的客服联系我们。', 'Questions reach us through support on the website or the applet.'),
]

const GENERAL_2: readonly Clause[] = GENERAL_1.map((item) => {
  if (item.topic === 'usage-data') {
    return clause('usage-data', '2.2', '使用服务时自动记录浏览、检索词、关注国家、IP 地址、访问日期和时间，用于识别账户异常、了解产品兼容性，以及让页面展示和检索结果更合您的需要；最后一项可以随时关闭。', 'While the service is used, pages browsed, search queries, countries of interest, IP address, access date and time are recorded, to identify abnormal accounts, to understand product compatibility, and to fit pages and search results to your needs; the last can be turned off at any time.', USAGE_2)
  }
  if (item.topic === 'contact') {
    return clause('contact', '6', '查阅、更正、删除或撤回同意，可在网站、小程序、电话、信函或柜台提出，我们在十五个工作日内答复。', 'Access, correction, deletion or withdrawal can be asked for on the website, in the applet, by phone, letter or at the counter; we answer within fifteen working days.')
  }
  return item
})

const TRADE_SEARCH_1: readonly Clause[] = [
  clause('scope', '1', '本政策只适用于贸易数据搜索，未写明的事项适用通用隐私政策。', 'This policy covers trade-data search only; what it does not mention follows the general policy.'),
  clause('usage-data', '2', '检索词和关注国家用于排列检索结果，须经您单独同意；不同意不影响检索。', 'Search queries and countries of interest order the results only with your separate consent; search works without it.', TRADE_SEARCH),
  clause('deletion', '3', '您撤回后，用于排序的检索词和关注国家当日停用，并在十五个工作日内删除。', 'After withdrawal, queries and countries are no longer used for ordering from that day, and are deleted within fifteen working days.'),
]

export function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

interface Seeded extends Pick<PolicyRecord, 'version' | 'effectiveFrom' | 'title'> {
  readonly id: string
  readonly clauses: readonly Clause[]
  readonly product?: Product
  readonly replaces?: PolicyId[]
}

function policy({ id, clauses, ...entry }: Seeded): PolicyRecord {
  // The cast brands a constant of this file; its form is checked by the seed's test.
  return { ...entry, id: id as PolicyId, clauses: [...clauses], textHash: policyTextHash(clauses, nodeCrypto), state: 'approved' }
}

const GENERAL_TITLE = { 'zh-CN': '隐私政策', en: 'Privacy policy' }

export const GENERAL_POLICY_1 = policy({ id: '01610000-0000-7000-8000-000000000001', version: '1.0', effectiveFrom: '2018-01-01', title: GENERAL_TITLE, clauses: GENERAL_1 })
export const GENERAL_POLICY_2 = policy({
  id: '018f0000-0000-7000-8000-000000000002', version: '2.0', effectiveFrom: '2024-05-01', title: GENERAL_TITLE, clauses: GENERAL_2, replaces: [GENERAL_POLICY_1.id],
})
export const TRADE_SEARCH_POLICY = policy({
  id: '018a0000-0000-7000-8000-000000000003', version: '1.0', effectiveFrom: '2023-09-01', clauses: TRADE_SEARCH_1, product: 'trade-search',
  title: { 'zh-CN': '贸易数据搜索隐私政策', en: 'Trade-data search privacy policy' },
})

export const POLICIES: readonly PolicyRecord[] = [GENERAL_POLICY_1, TRADE_SEARCH_POLICY, GENERAL_POLICY_2]

/** The sentence beside the switch or box with which a person agreed or withdrew; its hash is the consent's wording hash. */
export const CONSENT_WORDINGS = {
  'explicit-grant': '允许根据我的使用情况调整页面展示和检索结果。',
  'separate-consent': '同意将我的检索词和关注国家用于排列检索结果。',
  withdrawal: '撤回上述同意，当日停用。',
  'opt-out': '不再根据我的使用情况调整页面展示和检索结果。',
} as const
