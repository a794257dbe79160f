// Reads a person's own texts before they go (for the needles), and the texts of everybody else afterwards (so that a shared name or
// address is not taken for residue).
import { sql } from 'kysely'
import type { SubjectId } from '../../src-shared/base/ids'
import { isDay } from '../../src-shared/base/clock'
import { createEraser, mentionsOf } from '../../src-shared/domain/mentions'
import { parseJson } from '../../src-shared/formats/canonical'
import { logRowsOf } from '../vault/repositories/log-rows'
import { getMeta } from '../vault/repositories/meta'
import type { Reader } from '../vault/transaction'
import type { PersonTexts } from './needles'
import { isHoldDraft, isOfHold, readStayingTexts } from './staying-texts'

/** The newest rows of the log are enough: needles are limited, and all rows go the same way. */
const LOG_SAMPLE = 200
const PAGE_ROWS = 20_000
const PAGE_RECORDS = 2_000
/** Records that stay whoever goes: what the company publishes, its staff, whom it hands things to, and the erasures themselves; they name nobody (policy.ts). */
const KEPT_TYPES: readonly string[] = ['policy', 'staff', 'erasure', 'recipient']
/** Stay too, but staff typed reasons into them: only the law that they cite passes for somebody else’s text (forget-mentions.ts). */
const CITING_TYPES: readonly string[] = ['exception', 'transfer', 'preset', 'hold', 'incident']

/** Every string inside a JSON body, however deep; ids and enumerations among them do no harm, they are too short or shared. */
function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(stringsOf)
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(stringsOf)
  return []
}

const FREE_FIELDS = ['text', 'corrections', 'evidence', 'decision', 'timeline', 'identityChecks', 'failedChecks', 'proposedCheck', 'reason', 'value', 'pauses', 'extension', 'madeBy', 'what', 'withdrawal', 'deliveries', 'removed', 'shown'] as const

/** A day of a pause is a day of everybody's. */
function isRandomOrCode(text: string): boolean {
  return isDay(text) || /^[0-9a-f-]{36}$/.test(text) || /^[a-z_-]{1,24}$/.test(text) || /^[0-9a-f]{64}$/.test(text) || /^[a-zA-Z-]+\.[a-zA-Z-]+@\d$/.test(text)
}

/**
 * What was typed into the act of an audit line, wherever it stands in it. Never the line as it lies there: a piece of its JSON may be no more than an id, that of a closed case
 * say, whose bare record stays, and no erasure would ever find itself done.
 */
function textsOfDetail(detail: string): string[] {
  const read = parseJson(detail)
  return typeof read === 'object' ? freeStringsOf(read).filter((text) => !isRandomOrCode(text)) : [detail]
}

function freeStringsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(freeStringsOf)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => ((FREE_FIELDS as readonly string[]).includes(key) ? stringsOf(inner) : freeStringsOf(inner)))
}

function freeTextsOf(body: string): string[] {
  const record = JSON.parse(body) as Readonly<Record<string, unknown>>
  return [...FREE_FIELDS.flatMap((field) => stringsOf(record[field])).filter((text) => !isRandomOrCode(text)), ...fileStemsOf(record['files'])]
}

/** Long enough that it is nobody else's by chance. */
const MIN_STEM_CHARS = 12

/** Of what files are called: `letter.pdf` and `scan.pdf` say nothing about anybody, and would be found in places that nobody's erasure reaches. */
function fileStemsOf(files: unknown): string[] {
  const names = Array.isArray(files) ? files.flatMap((file: { readonly name?: unknown }) => (typeof file.name === 'string' ? [file.name] : [])) : []
  return names.map((name) => name.replace(/\.[a-z0-9]{1,5}$/i, '')).filter((stem) => stem.length >= MIN_STEM_CHARS || /[^\x20-\x7e]/.test(stem))
}

export async function readPersonTexts(reader: Reader, subjectId: SubjectId): Promise<PersonTexts> {
  const person = await reader.selectFrom('people').select(['n', 'name', 'account_no']).where('id', '=', subjectId).executeTakeFirst()
  const identifiers = person ? await reader.selectFrom('person_identifiers').select(['kind', 'value']).where('n', '=', person.n).execute() : []
  const pinyin = person ? await reader.selectFrom('person_pinyin').select('full').where('n', '=', person.n).execute() : []
  const records = await reader.selectFrom('records').select(['type', 'body']).where('subject_id', '=', subjectId).where('type', '!=', 'erasure').execute()
  // The words of a hold stay with the hold while it is in force; those of its placing are left out here, and those that others wrote too in collectNeedles.
  const items = await reader.selectFrom('outbox').select('args').where('subject_id', '=', subjectId).where('op', '!=', 'hold.place@1').where('args', 'is not', null).execute()
  const done = await reader.selectFrom('outbox_done').select('args').where('subject_id', '=', subjectId).where('op', '!=', 'hold.place@1').execute()
  const drafts = await reader.selectFrom('drafts').select('body').where('subject_id', '=', subjectId).where((eb) => eb.not(isHoldDraft)).execute()
  const details = await reader.selectFrom('audit_details').select('detail').where('subject_id', '=', subjectId).where('detail', 'is not', null).execute()
  const copies = await reader.selectFrom('saved_copies').select('file_name').where('subject_id', '=', subjectId).execute()
  const log = await logRowsOf(reader, subjectId).select(['ip', 'detail']).orderBy('n', 'desc').limit(LOG_SAMPLE).execute()
  const subject = records.find(({ type }) => type === 'subject')
  const full = subject ? (JSON.parse(subject.body) as { readonly name: string; readonly accountNo: string; readonly identifiers: readonly { readonly kind: string; readonly value: string }[] }) : undefined
  const named = { name: full?.name ?? person?.name ?? '', accountNo: full?.accountNo ?? person?.account_no ?? '', identifiers: [...identifiers, ...(full?.identifiers ?? [])] }
  return {
    ...named,
    pinyin: pinyin.map((reading) => reading.full),
    freeTexts: [
      ...records.flatMap(({ body }) => freeTextsOf(body)),
      ...[...items, ...done].flatMap(({ args }) => freeTextsOf(args ?? '{}')),
      ...drafts.flatMap(({ body }) => freeTextsOf(body)),
      ...details.flatMap(({ detail }) => (detail === null || isOfHold(detail) ? [] : textsOfDetail(detail))),
      ...copies.map((copy) => copy.file_name),
      ...log.map(({ detail }) => detail),
    ],
    ips: [...new Set(log.map(({ ip }) => ip))],
    staying: await readStayingTexts(reader, subjectId, createEraser(mentionsOf(named))),
  }
}

/**
 * Texts of rows that belong to somebody else who is still here, page by page, and of the rules pack. A row counts only when its owner is
 * known and is not an erased person: one that the erasure forgot must not pass for somebody else’s and so hide itself.
 * `erased`: the ids that went, of one person or of many.
 */
export async function* readLivingTexts(reader: Reader, erased: readonly string[]): AsyncGenerator<string, void> {
  // As one value: thousands may have been erased at once, and a statement takes some ten thousand values.
  const gone = JSON.stringify(erased)
  yield* directoryTexts(reader, gone)
  // The company’s own texts stay when a person goes: letters begin alike for everybody, and a log may name the origin’s own address.
  for (const key of ['rulesPack', 'enrolment'] as const) yield (await getMeta(reader, key)) ?? ''
  yield* recordTexts(reader, erased, gone)
  for (const { args } of await reader.selectFrom('outbox').select('args').where('args', 'is not', null).where(isNotIn('subject_id', gone)).execute()) yield args ?? ''
  for (const { body } of await reader.selectFrom('drafts').select('body').where(isNotIn('subject_id', gone)).execute()) yield body
  for (const { detail } of await reader.selectFrom('audit_details').select('detail').where('detail', 'is not', null).where(isNotIn('subject_id', gone)).execute()) yield detail ?? ''
  const sets = await reader.selectFrom('log_sets').select('subject_id').where(isNotIn('subject_id', gone)).execute()
  for (const { subject_id: owner } of sets) yield* readPages(reader, logRowsOf(reader, owner as SubjectId))
}

/** `column` holds an owner and it is none of these; of a row without one this is not true either. */
function isNotIn(column: string, gone: string) {
  return sql<boolean>`${sql.ref(column)} not in (select value from json_each(${gone}))`
}

async function* recordTexts(reader: Reader, erased: readonly string[], gone: string): AsyncGenerator<string, void> {
  const without = new Set(erased)
  for (let after: readonly [string, string] = ['', '']; ; ) {
    const page = await reader
      .selectFrom('records')
      .select(['type', 'id', 'subject_id', 'body'])
      .where(sql<boolean>`(type, id) > (${after[0]}, ${after[1]})`)
      .where(isNotIn('id', gone))
      .orderBy('type')
      .orderBy('id')
      .limit(PAGE_RECORDS)
      .execute()
    for (const { type, subject_id: owner, body } of page) {
      if (KEPT_TYPES.includes(type) || (owner !== null && !without.has(owner))) yield body
      else if (CITING_TYPES.includes(type)) yield citationOf(body)
    }
    const last = page.at(-1)
    if (!last) return
    after = [last.type, last.id]
  }
}

/** Joined by SQLite itself: an object a row would cost more than reading it. The columns follow each other without a gap, as they lie in a page. */
async function* readPages(reader: Reader, rowsOf: ReturnType<typeof logRowsOf>): AsyncGenerator<string, void> {
  for (let after = -1; ; ) {
    const rows = rowsOf.select(['n', 'product', 'ip', 'detail']).where('n', '>', after).orderBy('n').limit(PAGE_ROWS)
    const page = await reader.selectFrom(rows.as('page')).select([sql<number | null>`max(n)`.as('last'), joined('product', 'ip', 'detail').as('text')]).executeTakeFirst()
    if (!page || page.last === null) return
    yield page.text ?? ''
    after = page.last
  }
}

/** The rows as lines. */
function joined(...columns: readonly string[]) {
  return sql<string | null>`group_concat(${sql.join(columns.map((column) => sql.ref(column)), sql` || `)}, char(10))`
}

function citationOf(body: string): string {
  const { statute, ground } = JSON.parse(body) as { readonly statute?: unknown; readonly ground?: { readonly statute?: unknown } }
  return JSON.stringify([statute, ground?.statute])
}

/**
 * Identifiers and readings count through the directory row that owns them: one without is what a deletion left. The columns of a row
 * follow each other without a gap, as they lie in a page: 「ceyik」 beside its initials 「cyk」 also spells 「ceyikc」.
 */
async function* directoryTexts(reader: Reader, gone: string): AsyncGenerator<string, void> {
  for (let after = -1; ; ) {
    const people = reader.selectFrom('people').select(['n', 'account_no', 'name', 'name_key', 'status']).where('n', '>', after).where(isNotIn('id', gone)).orderBy('n').limit(PAGE_ROWS)
    const page = await reader
      .selectFrom(people.as('page'))
      .select([sql<number | null>`max(n)`.as('last'), joined('account_no', 'name', 'name_key', 'status').as('text'), sql<string | null>`group_concat(replace(account_no, '-', ''), char(10))`.as('numbers')])
      .executeTakeFirst()
    if (!page || page.last === null) return
    yield `${page.text ?? ''}\n${page.numbers ?? ''}`
    const owned = (table: 'person_identifiers' | 'person_pinyin', text: ReturnType<typeof joined>) =>
      reader.selectFrom(table).innerJoin('people', 'people.n', `${table}.n`).select(text.as('text')).where('people.n', '>', after).where('people.n', '<=', page.last).where(isNotIn('people.id', gone)).executeTakeFirst()
    yield (await owned('person_identifiers', joined('kind', 'value', 'value_rev', 'proof')))?.text ?? ''
    yield (await owned('person_pinyin', joined('full', 'initials')))?.text ?? ''
    after = page.last
  }
}
