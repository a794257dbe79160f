// Knows the program's own texts of each language, so that a text on the screen can be told from data: what nobody translated is found where it stands.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LANGUAGES, type Language } from '../../src-shared/contract/shell'

/** Whether a text is one of the program's in that language. */
export type IsOwnText = (text: string, language: Language) => boolean

const SCRIPT: Readonly<Record<Language, RegExp>> = { 'zh-CN': /\p{Script=Han}/gu, en: /[A-Za-z]/g }
/** Fewer letters than that are in too many words to know one by. */
const LEAST: Readonly<Record<Language, number>> = { 'zh-CN': 2, en: 4 }

const lettersOf = (text: string, language: Language): number => text.match(SCRIPT[language])?.length ?? 0

function* valuesOf(json: unknown): Generator<string> {
  if (typeof json === 'string') yield json
  else if (typeof json === 'object' && json !== null) for (const value of Object.values(json)) yield* valuesOf(value)
}

/** The halves of what stands in both languages in one file, as a rules pack's words do. */
function* halvesOf(json: unknown, language: Language): Generator<string> {
  if (typeof json !== 'object' || json === null) return
  const half = (json as Readonly<Record<string, unknown>>)[language]
  if (typeof half === 'string') yield half
  for (const value of Object.values(json)) yield* halvesOf(value, language)
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))
const jsonIn = (dir: string): readonly unknown[] => readdirSync(dir).filter((name) => name.endsWith('.json')).map((name) => readJson(join(dir, name)))

/** Marks and links split a text on the screen; what stands in braces is filled in. */
function patternsOf(value: string, language: Language): readonly RegExp[] {
  return value.split(/<[^>]*>/).flatMap((piece) => {
    const words = piece.trim().split(/\{\{[^}]*\}\}/)
    if (lettersOf(words.join(''), language) < LEAST[language]) return []
    return [new RegExp(`^${words.map((word) => word.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')).join('.+')}$`, 'su')]
  })
}

export function readOwnTexts(): IsOwnText {
  const packs = jsonIn(join('resources', 'rules'))
  const own = new Map(LANGUAGES.map((language) => {
    const values = [...jsonIn(join('resources', 'locales', language)).flatMap((json) => [...valuesOf(json)]), ...packs.flatMap((pack) => [...halvesOf(pack, language)])]
    // Short ones, and names that are the same in both languages, are known as they stand.
    return [language, { exact: new Set(values), patterns: [...new Set(values)].flatMap((value) => patternsOf(value, language)) }] as const
  }))
  const known = new Map<string, boolean>()
  return (text, language) => {
    const key = `${language} ${text}`
    const is = known.get(key) ?? (own.get(language)?.exact.has(text) === true || (own.get(language)?.patterns ?? []).some((pattern) => pattern.test(text)))
    known.set(key, is)
    return is
  }
}

/** A key that was never looked up, a hole that nothing filled, or a value that is none. */
export const isBroken = (text: string): boolean => /^[a-z]+:[a-z][\w.-]+$/i.test(text) || /\{\{|\}\}|\[object |(^|\s)(undefined|NaN|null)(\s|$)/.test(text)

export const hasLettersOf = (text: string, language: Language): boolean => lettersOf(text, language) >= LEAST[language]
