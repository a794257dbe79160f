// The names of the inventory's fields on paper: in a letter and on a certificate, which do not depend on the language files of the screens.
import type { InventoryField } from './inventory'
import type { Category, Language } from './vocabulary'

const WORDS: Readonly<Record<InventoryField<Category>, Readonly<Record<Language, string>>>> = {
  account: { 'zh-CN': '账户号', en: 'account' },
  name: { 'zh-CN': '姓名', en: 'name' },
  mobile: { 'zh-CN': '手机号', en: 'mobile' },
  email: { 'zh-CN': '邮箱', en: 'e-mail' },
  proof: { 'zh-CN': '证实状态', en: 'proof' },
  addedAt: { 'zh-CN': '登记时间', en: 'added at' },
  status: { 'zh-CN': '账户状态', en: 'account status' },
  birthDay: { 'zh-CN': '出生日期', en: 'date of birth' },
  region: { 'zh-CN': '地区', en: 'region' },
  registeredAt: { 'zh-CN': '注册时间', en: 'registered at' },
  products: { 'zh-CN': '产品', en: 'products' },
  kind: { 'zh-CN': '种类', en: 'kind' },
  purpose: { 'zh-CN': '目的', en: 'purpose' },
  product: { 'zh-CN': '产品', en: 'product' },
  policy: { 'zh-CN': '政策版本', en: 'policy version' },
  channel: { 'zh-CN': '渠道', en: 'channel' },
  at: { 'zh-CN': '时刻', en: 'time' },
  wordingHash: { 'zh-CN': '文本摘要', en: 'text hash' },
  evidence: { 'zh-CN': '证据', en: 'evidence' },
  page: { 'zh-CN': '页面', en: 'page' },
  ip: { 'zh-CN': 'IP 地址', en: 'IP address' },
  query: { 'zh-CN': '检索词', en: 'query' },
  country: { 'zh-CN': '国家', en: 'country' },
  result: { 'zh-CN': '结果', en: 'result' },
  client: { 'zh-CN': '终端', en: 'client' },
}

/** A plan of before may name a field that the inventory has no more: then its own name stands there. */
export function fieldWords(fields: readonly string[], language: Language): readonly string[] {
  const words: Readonly<Record<string, Readonly<Record<Language, string>>>> = WORDS
  return fields.map((field) => words[field]?.[language] ?? field)
}
