// Why a person's information is deleted: the items of PIPL 47(1), the second of which has two halves, and what the company's own policy
// promises beside them. Which fit a request, the usual one first. The provisions stand in the rules pack (docs/decisions/0044).
import { z } from 'zod'
import { bilingual, code } from './fields'
import type { Language, Right } from './vocabulary'

export const DELETION_GROUNDS = [
  'purpose-over', // 47(1)(1): achieved, not achievable, or no longer necessary
  'service-ended', // 47(1)(2): the company stops the product or service
  'retention-over', // 47(1)(2): the retention period has expired
  'consent-withdrawn', // 47(1)(3)
  'unlawful', // 47(1)(4): processed against laws, regulations or the agreement
  'other-law', // 47(1)(5); the letter to the person names the provision
  'account-cancelled', // by the person
  'product-ended', // by the person
  'opted-out', // of a purpose, by the person
] as const
export type DeletionGround = (typeof DELETION_GROUNDS)[number]

const SECOND = ['service-ended', 'unlawful', 'other-law'] as const satisfies readonly DeletionGround[]
/** What a request asks for says why, mostly; what no request asked for has none. */
const BY_RIGHT: Partial<Readonly<Record<Right, readonly [DeletionGround, ...DeletionGround[]]>>> = {
  delete: ['purpose-over', 'consent-withdrawn', 'opted-out', 'product-ended', 'retention-over', ...SECOND],
  'cancel-account': ['account-cancelled', ...SECOND],
}

/** The usual one first; none for a right that ends in no erasure. */
export function deletionGroundsFor(right: Right): readonly DeletionGround[] {
  return BY_RIGHT[right] ?? []
}

export const DELETION_GROUND_RANKS = ['law', 'administrative-regulation', 'policy'] as const

/** One line of the pack's catalogue, which has all of them or, in a pack older than it, none. */
export const deletionGroundSchema = z.object({ code: z.enum(DELETION_GROUNDS), rank: z.enum(DELETION_GROUND_RANKS), provision: bilingual, source: code })
export type DeletionGroundRule = z.infer<typeof deletionGroundSchema>

/** What the shape alone cannot say of a catalogue. */
export function deletionGroundProblems(catalogue: readonly Pick<DeletionGroundRule, 'code'>[]): readonly string[] {
  if (catalogue.length === 0) return []
  return DELETION_GROUNDS.filter((one) => catalogue.filter((rule) => rule.code === one).length !== 1).map((one) => `the ground of deletion ${one} does not stand there once`)
}

/** As it is named on paper and on screens: the certificate says the same without any pack. */
export const DELETION_GROUND_WORDS: Readonly<Record<DeletionGround, Readonly<Record<Language, string>>>> = {
  'purpose-over': { 'zh-CN': '处理目的已实现、无法实现或不再必要', en: 'Purpose achieved, not achievable or no longer necessary' },
  'service-ended': { 'zh-CN': '公司停止提供产品或服务', en: 'The company ends the product or service' },
  'retention-over': { 'zh-CN': '保存期限已届满', en: 'Retention period expired' },
  'consent-withdrawn': { 'zh-CN': '本人撤回同意', en: 'Consent withdrawn' },
  unlawful: { 'zh-CN': '处理违反法律、行政法规或约定', en: 'Processed against law, regulation or agreement' },
  'other-law': { 'zh-CN': '法律、行政法规规定的其他情形', en: 'Another case by law or administrative regulation' },
  'account-cancelled': { 'zh-CN': '本人注销账号', en: 'Account cancelled by the person' },
  'product-ended': { 'zh-CN': '本人不再使用产品', en: 'Product ended by the person' },
  'opted-out': { 'zh-CN': '本人选择退出某一处理目的', en: 'Opted out of a purpose' },
}
