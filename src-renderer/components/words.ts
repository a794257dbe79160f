// Names of things whose list is open (systems, retention rules, places come from inventory and store): the word, else the code itself.
import type { TextKey } from '../../src-shared/text/locales'
import type { OperationName } from '../../src-shared/domain/vocabulary'
import type { Translate } from '../../src-shared/text/translate'

type Operation = OperationName extends infer Op ? (Op extends `${infer Name}@${number}` ? Name : never) : never

/** The version of an operation's arguments is nothing to people. */
export function operationWord(t: Translate, op: OperationName): string {
  return t(`words:operation.${op.slice(0, op.indexOf('@')) as Operation}`)
}

/** What an entry of the audit says was done; of a type that is new the code stands for itself. */
export function auditWord(t: Translate, type: string): string {
  const [, done = type, outcome] = /^(.*?)(?:-(failed|unknown))?$/.exec(type) ?? []
  const what = t(`audit:type.${done}` as TextKey, { defaultValue: t(`words:operation.${done}` as TextKey, { defaultValue: done }) })
  return outcome === 'failed' || outcome === 'unknown' ? t(`audit:lines.${outcome}`, { what }) : what
}

/** The origin gives the number; until then the case is known as the one that was just keyed in. */
export function caseName(t: Translate, caseNo: string | undefined): string {
  return caseNo === undefined || caseNo === '' ? t('words:newCase') : caseNo
}

export type OpenList = 'system' | 'fieldName' | 'place' | 'recordType'

export function openWord(t: Translate, list: OpenList, code: string): string {
  return openText(t, `inventory:${list}.${code}`)
}

/** `key` comes from the inventory and may be unknown here, so it cannot be checked; its last part then stands in for the text. */
export function openText(t: Translate, key: string): string {
  return t(key as TextKey, { defaultValue: key.slice(key.indexOf(':') + 1).replace(/^\w+\./, '') })
}
