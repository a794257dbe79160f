// Markup that cannot be forgotten to escape: text becomes Html through `text`, and only Html goes into Html.
import type { Language } from '../../src-shared/domain/vocabulary'
import { LIST_COMMA, PACKAGE_TEXTS, type PackageTexts } from './package-texts'

declare const markup: unique symbol
export type Html = string & { readonly [markup]: true }

const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Whatever `text` changes; most values have nothing of it, and a page has tens of thousands of them. */
const TO_CHANGE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ud800-\udfff&<>"']/

/**
 * Everything that is not ours goes through here. Control characters but tab and line feed get their picture (U+2400 block), half
 * characters U+FFFD: HTML forbids the one and UTF-8 the other. The cast is what this file is for.
 */
export function text(value: string | number): Html {
  const given = String(value)
  if (!TO_CHANGE.test(given)) return given as Html
  const shown = given
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, (character) => String.fromCharCode(0x2400 + character.charCodeAt(0)))
    .replace(/[\u007f-\u009f]/g, '\u2421')
  return shown.replace(/[&<>"']/g, (character) => NAMED[character] ?? '') as Html
}

/** `html\`<p>${part}</p>\``: parts are Html already, lists are joined. */
export function html(strings: TemplateStringsArray, ...parts: readonly (Html | readonly Html[])[]): Html {
  let made = strings[0] ?? ''
  // By index: a page is tens of thousands of these, and an iterator of entries made as many pairs.
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? ''
    made += (typeof part === 'string' ? part : part.join('')) + (strings[at + 1] ?? '')
  }
  return made as Html
}

export const NOTHING = '' as Html

/** A value of the person: isolated, so that its direction marks turn nothing but itself. */
export function value(content: string | number): Html {
  return html`<bdi>${text(content)}</bdi>`
}

/** Both languages of one text; the style sheet shows one. */
export function both(pick: (texts: PackageTexts) => string): Html {
  return bilingual(text(pick(PACKAGE_TEXTS['zh-CN'])), text(pick(PACKAGE_TEXTS.en)))
}

/** Names of ours in a row, with the comma of each language. */
export function bothListed(pick: (texts: PackageTexts) => readonly string[]): Html {
  const listed = (language: Language): Html => text(pick(PACKAGE_TEXTS[language]).join(LIST_COMMA[language]))
  return bilingual(listed('zh-CN'), listed('en'))
}

export function bilingual(zh: Html, en: Html): Html {
  return zh === en ? zh : html`<span class="zh" lang="zh-CN">${zh}</span><span class="en" lang="en">${en}</span>`
}

/** As `both`, with `{name}` replaced by markup that is there already, in each language's own. */
export function bothFilled(pick: (texts: PackageTexts) => string, parts: (texts: PackageTexts, language: Language) => Readonly<Record<string, Html>>): Html {
  const filled = (language: Language): Html => {
    const texts = PACKAGE_TEXTS[language]
    const values = parts(texts, language)
    return text(pick(texts)).replace(/\{(\w+)\}/g, (_, name: string) => {
      const part = values[name]
      if (part === undefined) throw new Error(`invariant: no value for {${name}}`)
      return part
    }) as Html
  }
  return bilingual(filled('zh-CN'), filled('en'))
}

/** 1,286 in both languages. */
export function figure(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}
