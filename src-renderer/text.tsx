// Gives every component the texts and formats of the language in use.
import { createContext, Fragment, useContext, useMemo, type JSX, type ReactNode } from 'react'
import { must } from '../src-shared/base/assert'
import type { Language } from '../src-shared/contract/shell'
import type { TextKey, Texts } from '../src-shared/text/locales'
import { createTranslate, type TextParams, type Translate } from '../src-shared/text/translate'
import { createFormats, type Formats } from './formats'

export interface Text {
  readonly language: Language
  readonly t: Translate
  readonly format: Formats
}
const TextContext = createContext<Text | undefined>(undefined)

export type TextFiles = Readonly<Record<string, object>>
/** What the screens before unlock say; the desk brings the rest (desk-text.ts). */
const DOOR_FILES: TextFiles = import.meta.glob<object>('../resources/locales/*/{app,enrol,errors,practice,unlock,words}.json', { eager: true, import: 'default' })
const FILE_NAME = /\/([\w-]+)\/([\w-]+)\.json$/

function textsOf(language: Language, files: TextFiles): Texts {
  const parts = Object.entries(files).map(([path, texts]) => ({ match: FILE_NAME.exec(path), texts }))
  return Object.fromEntries(parts.filter(({ match }) => match?.[1] === language).map(({ match, texts }) => [match?.[2] ?? '', texts]))
}

export function createText(language: Language, files = DOOR_FILES): Text {
  return { language, t: createTranslate(language, textsOf(language, files)), format: createFormats(language) }
}

export function TextProvider({ language, files, children }: { readonly language: Language; readonly files?: TextFiles; readonly children: ReactNode }): JSX.Element {
  const text = useMemo(() => createText(language, files), [language, files])
  return <TextContext.Provider value={text}>{children}</TextContext.Provider>
}

export function useText(): Text {
  return must(useContext(TextContext), 'the texts')
}

/** One after the other; between Chinese sentences there is no space. */
export const sentences = (language: Language, ...all: readonly string[]): string => all.join(language === 'zh-CN' ? '' : ' ')

export interface RichProps {
  readonly of: TextKey
  readonly params?: TextParams
  /** What stands for `<name>…</name>` in the text. */
  readonly parts: Readonly<Record<string, (inner: string) => ReactNode>>
}

const PART = /<(\w+)>(.*?)<\/\1>/g

/** A sentence with marked parts. The parameters are numbers and dates, so no value of a person can look like a mark. */
export function Rich({ of, params, parts }: RichProps): JSX.Element {
  const sentence = useText().t(of, params)
  const nodes: ReactNode[] = []
  let end = 0
  for (const match of sentence.matchAll(PART)) {
    nodes.push(sentence.slice(end, match.index), parts[match[1] ?? '']?.(match[2] ?? ''))
    end = match.index + match[0].length
  }
  nodes.push(sentence.slice(end))
  // The order of parts in a sentence never changes while it is shown, so the index is a true key.
  return <>{nodes.map((node, index) => <Fragment key={index}>{node}</Fragment>)}</>
}
