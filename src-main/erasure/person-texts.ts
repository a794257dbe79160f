// Reads a person's own texts before they go (for the needles), and the texts of everybody else afterwards (so that a shared name or
// address is not taken for residue).
import type { SubjectId } from '../../src-shared/base/ids'
import { getMeta } from '../vault/repositories/meta'
import type { Reader } from '../vault/transaction'
import type { PersonTexts } from './needles'

/** The newest rows of the log are enough: needles are limited, and all rows go the same way. */
const LOG_SAMPLE = 200
const PAGE_ROWS = 20_000

/** Every string inside a JSON body, however deep; ids and enumerations among them do no harm, they are too short or shared. */
function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(stringsOf)
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(stringsOf)
  return []
}

const FREE_FIELDS = ['text', 'corrections', 'evidence', 'decision', 'timeline', 'identityChecks'] as const

function freeTextsOf(body: string): string[] {
  const record = JSON.parse(body) as Readonly<Record<string, unknown>>
  const isRandomOrCode = (text: string): boolean => /^[0-9a-f-]{36}$/.test(text) || /^[a-z-]{1,24}$/.test(text) || /^[0-9a-f]{64}$/.test(text)
  return FREE_FIELDS.flatMap((field) => stringsOf(record[field])).filter((text) => !isRandomOrCode(text))
}

export async function readPersonTexts(reader: Reader, subjectId: SubjectId): Promise<PersonTexts> {
  const person = await reader.selectFrom('people').select(['n', 'name', 'account_no']).where('id', '=', subjectId).executeTakeFirst()
  const identifiers = person ? await reader.selectFrom('person_identifiers').select(['kind', 'value']).where('n', '=', person.n).execute() : []
  const pinyin = person ? await reader.selectFrom('person_pinyin').select('full').where('n', '=', person.n).execute() : []
  const records = await reader.selectFrom('records').select(['type', 'body']).where('subject_id', '=', subjectId).where('type', '!=', 'erasure').execute()
  const items = await reader.selectFrom('outbox').select('args').where('subject_id', '=', subjectId).where('args', 'is not', null).execute()
  const details = await reader.selectFrom('audit_details').select('detail').where('subject_id', '=', subjectId).where('detail', 'is not', null).execute()
  const log = await reader.selectFrom('log_rows').select(['ip', 'detail']).where('subject_id', '=', subjectId).orderBy('n', 'desc').limit(LOG_SAMPLE).execute()
  const subject = records.find(({ type }) => type === 'subject')
  const full = subject ? (JSON.parse(subject.body) as { readonly name: string; readonly accountNo: string; readonly identifiers: readonly { readonly kind: string; readonly value: string }[] }) : undefined
  return {
    name: full?.name ?? person?.name ?? '',
    accountNo: full?.accountNo ?? person?.account_no ?? '',
    identifiers: [...identifiers, ...(full?.identifiers ?? [])],
    pinyin: pinyin.map((reading) => reading.full),
    freeTexts: [
      ...records.flatMap(({ body }) => freeTextsOf(body)),
      ...items.flatMap(({ args }) => freeTextsOf(args ?? '{}')),
      ...details.flatMap(({ detail }) => (detail === null ? [] : [detail])),
      ...log.map(({ detail }) => detail),
    ],
    ips: [...new Set(log.map(({ ip }) => ip))],
  }
}

/** Texts of all living rows, page by page, and of the rules pack; after the erasure there is nobody among them but others. */
export async function* readLivingTexts(reader: Reader): AsyncGenerator<string, void> {
  for (let after = -1; ; ) {
    const people = await reader.selectFrom('people').select(['n', 'name', 'account_no']).where('n', '>', after).orderBy('n').limit(PAGE_ROWS).execute()
    if (people.length === 0) break
    yield people.map((row) => `${row.name}\n${row.account_no}\n${row.account_no.replace(/\D/g, '')}`).join('\n')
    after = people.at(-1)?.n ?? after
  }
  for (let offset = 0; ; offset += PAGE_ROWS) {
    const rows = await reader.selectFrom('person_identifiers').select(['value', 'value_rev']).orderBy('n').orderBy('kind').orderBy('value').limit(PAGE_ROWS).offset(offset).execute()
    if (rows.length === 0) break
    yield rows.map((row) => `${row.value}\n${row.value_rev}`).join('\n')
  }
  for (let offset = 0; ; offset += PAGE_ROWS) {
    const rows = await reader.selectFrom('person_pinyin').select('full').orderBy('n').orderBy('full').limit(PAGE_ROWS).offset(offset).execute()
    if (rows.length === 0) break
    yield rows.map((row) => row.full).join('\n')
  }
  // Our own letters begin alike for everybody; the pack that holds their wording stays when a person goes.
  const pack = await getMeta(reader, 'rulesPack')
  if (pack !== undefined) yield pack
  for (const { body } of await reader.selectFrom('records').select('body').execute()) yield body
  for (const { args } of await reader.selectFrom('outbox').select('args').where('args', 'is not', null).execute()) yield args ?? ''
  for (const { detail } of await reader.selectFrom('audit_details').select('detail').where('detail', 'is not', null).execute()) yield detail ?? ''
  for (let offset = 0; ; offset += PAGE_ROWS) {
    const rows = await reader.selectFrom('log_rows').select(['ip', 'detail']).orderBy('subject_id').orderBy('n').limit(PAGE_ROWS).offset(offset).execute()
    if (rows.length === 0) break
    yield rows.map((row) => `${row.ip}\n${row.detail}`).join('\n')
  }
}
