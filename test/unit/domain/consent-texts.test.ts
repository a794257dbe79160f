// Every code that policies and consents show to people has its text in both languages: a missing one does not compile.
import { expect, test } from 'vitest'
import type { ConsentFinding, FindingWeight } from '../../../src-shared/domain/consent-findings'
import type { UseCarrier } from '../../../src-shared/domain/consent-use'
import type { ExceptionCase, ExceptionRule, InvocationError } from '../../../src-shared/domain/exceptions'
import type { ProcessingChange, TopicChange } from '../../../src-shared/domain/policy-difference'
import type { PolicyEntryError, PolicyGap } from '../../../src-shared/domain/policy-entry'
import type { DraftJoinError, DraftProblem, PolicyImportError } from '../../../src-shared/domain/policy-import'
import type { PersonToAsk, PrecedenceReason } from '../../../src-shared/domain/policy-precedence'
import type { ProcessingMethod } from '../../../src-shared/domain/policy-words'
import type { RecipientDuty } from '../../../src-shared/domain/recipient-tasks'
import type { RecipientRelation, TransferError } from '../../../src-shared/domain/recipients'
import type { PolicyTopic } from '../../../src-shared/domain/vocabulary'
import enConsent from '../../../resources/locales/en/consent.json'
import enPolicy from '../../../resources/locales/en/policy.json'
import zhConsent from '../../../resources/locales/zh-CN/consent.json'
import zhPolicy from '../../../resources/locales/zh-CN/policy.json'

type Texts<Code extends string> = Readonly<Record<Code, string>>
interface PolicyTexts {
  readonly entryError: Texts<PolicyEntryError['kind']>
  readonly gap: Texts<PolicyGap['kind']>
  readonly change: Texts<TopicChange['change']>
  readonly processingChange: Texts<ProcessingChange['change']>
  readonly why: Texts<PrecedenceReason>
  readonly ask: Texts<PersonToAsk['need']>
  readonly method: Texts<ProcessingMethod>
  readonly topic: Texts<PolicyTopic>
  readonly importError: Texts<PolicyImportError['kind']>
  readonly draftProblem: Texts<DraftProblem['kind']>
  readonly joinError: Texts<DraftJoinError['kind']>
}
interface ConsentTexts {
  readonly weight: Texts<FindingWeight>
  readonly finding: Texts<ConsentFinding['kind']>
  readonly carriedBy: Texts<UseCarrier['by']>
  readonly exceptionCase: Texts<ExceptionCase>
  readonly carrier: Texts<ExceptionRule['carriedBy']>
  readonly invocationError: Texts<InvocationError['kind']>
  readonly relation: Texts<RecipientRelation>
  readonly recipientDuty: Texts<RecipientDuty>
  readonly transferError: Texts<TransferError['kind']>
}
const policy: Readonly<Record<string, PolicyTexts>> = { 'zh-CN': zhPolicy, en: enPolicy }
const consent: Readonly<Record<string, ConsentTexts>> = { 'zh-CN': zhConsent, en: enConsent }

const leaves = (node: unknown, path = ''): readonly string[] => (typeof node === 'string' ? [`${path} ${[...node.matchAll(/\{\{\w+\}\}/g)].map(String).sort().join(' ')}`] : Object.entries(node as object).flatMap(([key, value]) => leaves(value, `${path}.${key}`)))

test('both languages have the same keys with the same placeholders', () => {
  expect(leaves(policy['en'])).toEqual(leaves(policy['zh-CN']))
  expect(leaves(consent['en'])).toEqual(leaves(consent['zh-CN']))
})
