// Turns a key and its parameters into a sentence of one language; i18next's core, set up so that it can neither guess nor escape.
import { createInstance } from 'i18next'
import { assert } from '../base/assert'
import type { Language } from '../domain/vocabulary'
import type { TextKey, Texts } from './locales'

export type TextParams = Readonly<Record<string, string | number>>
export type Translate = (key: TextKey, params?: TextParams) => string

/** `texts` are the namespaces of this language; there is no other language to fall back to, because both are complete (test/unit/locales). */
export function createTranslate(language: Language, texts: Texts): Translate {
  const instance = createInstance()
  void instance.init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { ...texts } },
    ns: Object.keys(texts),
    initAsync: false,
    returnNull: false,
    // Screens render text nodes and never markup, so escaping would only show `&amp;` to people.
    interpolation: { escapeValue: false },
  })
  assert(instance.isInitialized, 'i18next did not start')
  return (key, params) => instance.t(key, { ...params })
}
