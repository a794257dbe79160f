// Who received a person's information, in the sentence that their copy has for it (PIPL 17, 23): name, contact, what, for what, when, on
// what basis.
import enConsent from '../../resources/locales/en/consent.json'
import enInventory from '../../resources/locales/en/inventory.json'
import zhConsent from '../../resources/locales/zh-CN/consent.json'
import zhInventory from '../../resources/locales/zh-CN/inventory.json'
import { toDay } from '../../src-shared/base/clock'
import type { Transfer } from '../../src-shared/domain/recipients'
import type { Category, Language } from '../../src-shared/domain/vocabulary'
import type { HandedOver } from '../vault/repositories/transfers'
import { fill, LIST_COMMA, PACKAGE_TEXTS } from './package-texts'

const RELATIONS = { 'zh-CN': zhConsent.relation, en: enConsent.relation } as const
const FIELDS: Readonly<Record<Language, Readonly<Record<string, string>>>> = { 'zh-CN': zhInventory.fieldName, en: enInventory.fieldName }

export function recipientTexts(category: Category, handedOver: readonly HandedOver[], language: Language): readonly string[] {
  return handedOver.filter(({ transfer }) => transfer.category === category).map((one) => recipientText(one, language))
}

function recipientText({ transfer, recipient }: HandedOver, language: Language): string {
  const { received, purposeNames } = PACKAGE_TEXTS[language]
  return fill(received.sentence, {
    who: recipient ? fill(received.who, { name: recipient.name, contact: recipient.contact }) : received.everybody,
    relation: RELATIONS[language][transfer.relation],
    fields: transfer.fields.map((field) => FIELDS[language][field] ?? field).join(LIST_COMMA[language]),
    purpose: purposeNames[transfer.purpose],
    when: whenText(transfer, language),
    ground: groundText(transfer, language),
  })
}

function whenText({ at, until, frequency }: Transfer, language: Language): string {
  const { received } = PACKAGE_TEXTS[language]
  if (frequency === 'once') return fill(received.once, { at: toDay(at) })
  return until === undefined ? fill(received.ongoing, { at: toDay(at) }) : fill(received.period, { at: toDay(at), until: toDay(until) })
}

function groundText({ ground }: Transfer, language: Language): string {
  const { received } = PACKAGE_TEXTS[language]
  switch (ground.by) {
    case 'contract':
      return received.byContract
    case 'consent':
      return received.byConsent
    case 'statute':
      return fill(received.byStatute, { ...ground.statute })
  }
}
