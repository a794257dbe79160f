// The package's own texts, both languages at once: the document carries both, so no translator is asked at run time.
import en from '../../resources/locales/en/access-package.json'
import zhCN from '../../resources/locales/zh-CN/access-package.json'
import type { Language } from '../../src-shared/domain/vocabulary'

export type PackageTexts = typeof zhCN

/** zh-CN sets the shape: a key that English lacks does not compile here. */
export const PACKAGE_TEXTS: Readonly<Record<Language, PackageTexts>> = { 'zh-CN': zhCN, en }

/** Replaces `{name}`; a placeholder without a value is a defect of ours. */
export function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`invariant: no value for {${name}}`)
    return String(value)
  })
}

/** Between the parts of a list within a sentence. */
export const LIST_COMMA: Readonly<Record<Language, string>> = { 'zh-CN': '、', en: ', ' }
