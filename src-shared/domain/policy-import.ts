// Makes a draft of a policy version from its text: every section gets its topic from a mark or from a mapping, and what has neither
// is listed; nothing is guessed. Two drafts, one a language, make the clauses of a version.
//
//   mark      = topic *( "," topic ) *( "|" statement ) / "ignore"                 ; of two topics the section is a clause on each
//   statement = purpose ":" category *( "," category ) "/" method *( "," method )   ; what the section says is done
//             / "none"                                                               ; it says that nothing is done
//
// In the text: `## 2.2 Usage data {#usage-data | compatibility: page-performance / collect, use}`.
import { err, ok, type Result } from '../base/result'
import type { PolicyClause, ProcessingStatement } from './policy-register'
import { PROCESSING_METHODS } from './policy-words'
import { splitSections, type Section } from './policy-sections'
import { canonicalWording, wordingHash } from './policy-wording'
import { CATEGORIES, LANGUAGES, POLICY_TOPICS, PURPOSES, type Language, type PolicyTopic } from './vocabulary'

export interface DraftClause {
  readonly topic: PolicyTopic
  readonly number: string
  /** In canonical wording, the heading first. */
  readonly text: string
  readonly processing?: readonly ProcessingStatement[]
  /** SHA-256 (hex) of the canonical wording. */
  readonly wordingHash: string
}
export interface DraftSection {
  readonly key: string
  readonly line: number
  /** The first 60 characters. */
  readonly opening: string
}
/** Texts: `policy:draftProblem.KIND`. */
export type DraftProblem = { readonly key: string; readonly line: number } & (
  | { readonly kind: 'unknown-topic' | 'unknown-purpose' | 'unknown-category' | 'unknown-method' | 'unreadable-mark'; readonly word: string }
  | { readonly kind: 'key-twice' | 'number-too-long' }
  /** Both a mark and a mapping, and they differ. */
  | { readonly kind: 'mark-contradicts-mapping' }
)
export interface PolicyDraft {
  readonly language: Language
  readonly clauses: readonly DraftClause[]
  /** Neither mark nor mapping: somebody has to say what they are. */
  readonly unknown: readonly DraftSection[]
  readonly ignored: readonly DraftSection[]
  readonly problems: readonly DraftProblem[]
  /** Keys of the mapping that no section has. */
  readonly unusedKeys: readonly string[]
  readonly missingTopics: readonly PolicyTopic[]
}
/** Texts: `policy:importError.KIND`. */
export type PolicyImportError = { readonly kind: 'empty' | 'too-long' | 'not-text' }

/** Characters; the longest published policies have a fifth of it. */
export const MAX_POLICY_TEXT = 400_000
/** The wire's limit of a clause number. */
const MAX_NUMBER = 16
// What no text has: control characters but tab and line ends, and half a character.
const NOT_TEXT = /[\u0000-\u0008\u000e-\u001f\u007f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

export interface PolicyText {
  readonly language: Language
  readonly text: string
  /** Mark by section key, for a text that has no marks of its own. */
  readonly mapping?: Readonly<Record<string, string>>
}

export function importPolicyText(input: PolicyText, sha256Hex: (text: string) => string): Result<PolicyDraft, PolicyImportError> {
  const { language, text, mapping = {} } = input
  if (text.length > MAX_POLICY_TEXT) return err({ kind: 'too-long' })
  if (NOT_TEXT.test(text)) return err({ kind: 'not-text' })
  const sections = splitSections(text)
  if (sections.length === 0) return err({ kind: 'empty' })
  const read = sections.map((section, place) => readSection(section, sections.findIndex((one) => one.key === section.key) !== place, mapping, sha256Hex))
  const clauses = read.flatMap((one) => one.clauses ?? [])
  return ok({
    language,
    clauses,
    unknown: read.flatMap((one) => one.unknown ?? []),
    ignored: read.flatMap((one) => one.ignored ?? []),
    problems: read.flatMap((one) => one.problems ?? []),
    unusedKeys: Object.keys(mapping).filter((key) => !sections.some((section) => section.key === key)),
    missingTopics: POLICY_TOPICS.filter((topic) => !clauses.some((clause) => clause.topic === topic)),
  })
}

interface ReadSection {
  readonly clauses?: readonly DraftClause[]
  readonly unknown?: DraftSection
  readonly ignored?: DraftSection
  readonly problems?: readonly DraftProblem[]
}

function readSection(section: Section, isTwice: boolean, mapping: Readonly<Record<string, string>>, sha256Hex: (text: string) => string): ReadSection {
  const { key, line } = section
  const text = canonicalWording(section.title === undefined ? section.body : `${section.title}\n${section.body}`)
  const listed: DraftSection = { key, line, opening: Array.from(text).slice(0, 60).join('') }
  const mapped = Object.hasOwn(mapping, key) ? mapping[key] : undefined
  const mark = section.mark ?? mapped
  if (mark === undefined) return { unknown: listed }
  const where = { key, line }
  if (isTwice) return { unknown: listed, problems: [{ ...where, kind: 'key-twice' }] }
  if (key.length > MAX_NUMBER) return { unknown: listed, problems: [{ ...where, kind: 'number-too-long' }] }
  if (section.mark !== undefined && mapped !== undefined && section.mark !== mapped) return { unknown: listed, problems: [{ ...where, kind: 'mark-contradicts-mapping' }] }
  if (mark.trim() === 'ignore') return { ignored: listed }
  const parsed = parseMark(mark)
  if (!parsed.ok) return { unknown: listed, problems: [{ ...where, ...parsed.error }] }
  const { topics, processing } = parsed.value
  const base = { number: key, text, ...(processing ? { processing } : {}), wordingHash: wordingHash(text, sha256Hex) }
  return { clauses: topics.map((topic) => ({ topic, ...base })) }
}

interface MarkFault {
  readonly kind: 'unknown-topic' | 'unknown-purpose' | 'unknown-category' | 'unknown-method' | 'unreadable-mark'
  readonly word: string
}

interface Mark {
  readonly topics: readonly PolicyTopic[]
  readonly processing?: readonly ProcessingStatement[]
}

function parseMark(mark: string): Result<Mark, MarkFault> {
  const [names = '', ...statements] = mark.split('|').map((part) => part.trim())
  const topics = wordsOf(names, POLICY_TOPICS, 'unknown-topic')
  if (!topics.ok) return topics
  if (statements.length === 0) return ok({ topics: topics.value })
  if (statements.length === 1 && statements[0] === 'none') return ok({ topics: topics.value, processing: [] })
  const processing: ProcessingStatement[] = []
  for (const one of statements) {
    const statement = parseStatement(one)
    if (!statement.ok) return statement
    processing.push(statement.value)
  }
  return ok({ topics: topics.value, processing })
}

function parseStatement(text: string): Result<ProcessingStatement, MarkFault> {
  const parts = /^([^:/]+):([^:/]+)\/([^:/]+)$/.exec(text)
  if (!parts) return err({ kind: 'unreadable-mark', word: text })
  const [, purposeWord = '', categoryWords = '', methodWords = ''] = parts
  const purpose = PURPOSES.find((one) => one === purposeWord.trim())
  if (purpose === undefined) return err({ kind: 'unknown-purpose', word: purposeWord.trim() })
  const categories = wordsOf(categoryWords, CATEGORIES, 'unknown-category')
  if (!categories.ok) return categories
  const methods = wordsOf(methodWords, PROCESSING_METHODS, 'unknown-method')
  return methods.ok ? ok({ purpose, categories: categories.value, methods: methods.value }) : methods
}

function wordsOf<Word extends string>(text: string, known: readonly Word[], kind: MarkFault['kind']): Result<readonly Word[], MarkFault> {
  const words: Word[] = []
  for (const part of text.split(',').map((one) => one.trim())) {
    const word = known.find((one) => one === part)
    if (word === undefined) return err({ kind, word: part })
    if (!words.includes(word)) words.push(word)
  }
  return ok(words)
}

/** Texts: `policy:joinError.KIND`. */
export type DraftJoinError =
  | { readonly kind: 'language-missing'; readonly language: Language }
  | { readonly kind: 'unfinished'; readonly language: Language; readonly sections: number }
  | { readonly kind: 'clauses-differ'; readonly number: string }
  | { readonly kind: 'processing-differs'; readonly number: string }

/** The clauses of a version: both languages, clause by clause the same number, topic and handling; no section left without an answer. */
export function joinDrafts(drafts: readonly PolicyDraft[]): Result<readonly PolicyClause[], DraftJoinError> {
  for (const language of LANGUAGES) {
    const draft = drafts.find((one) => one.language === language)
    if (!draft) return err({ kind: 'language-missing', language })
    const open = draft.unknown.length
    if (open > 0) return err({ kind: 'unfinished', language, sections: open })
  }
  const [zh = [], en = []] = LANGUAGES.map((language) => drafts.find((one) => one.language === language)?.clauses)
  const clauses: PolicyClause[] = []
  for (let place = 0; place < Math.max(zh.length, en.length); place++) {
    const [ours, theirs] = [zh[place], en[place]]
    if (!ours || !theirs || ours.number !== theirs.number || ours.topic !== theirs.topic) return err({ kind: 'clauses-differ', number: (ours ?? theirs)?.number ?? '' })
    if (!sameProcessing(ours.processing, theirs.processing)) return err({ kind: 'processing-differs', number: ours.number })
    const { topic, number, processing } = ours
    clauses.push({ topic, number, text: { 'zh-CN': ours.text, en: theirs.text }, ...(processing ? { processing } : {}) })
  }
  return ok(clauses)
}

function sameProcessing(a: readonly ProcessingStatement[] | undefined, b: readonly ProcessingStatement[] | undefined): boolean {
  return JSON.stringify(a?.map(written)) === JSON.stringify(b?.map(written))
}
function written({ purpose, categories, methods }: ProcessingStatement): readonly unknown[] {
  return [purpose, categories.toSorted(), methods.toSorted()]
}
