// The words of exceptions, transfers, presets, holds and incidents that stay whoever goes: in the register, in acts on them that wait or are done, in drafts of those,
// in their lines in the audit. Staff write the same words to the person too: a note or a pause says why, as the entry does.
import { sql } from 'kysely'
import type { SubjectId } from '../../src-shared/base/ids'
import { exceptionWithout, holdWithout, presetWithout, transferWithout } from '../../src-shared/domain/entry-texts'
import { withIncidentTexts } from '../../src-shared/domain/incident-register'
import { parseJson } from '../../src-shared/formats/canonical'
import { bodyToText } from '../vault/codecs'
import { listRecords, listRecordsOfSubject } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'

/** Of a row of drafts: also where it was set aside. */
export const isHoldDraft = sql<boolean>`body ->> 'form' in ('hold', 'extend-hold', 'lift-hold')`

/** The line of an act on a hold, which carries the words of what outlives the person. */
export function isOfHold(detail: string): boolean {
  const read = parseJson(detail)
  const args = typeof read === 'object' && read !== null && 'args' in read ? read.args : undefined
  return typeof args === 'object' && args !== null && 'holdId' in args
}

/** What the register keeps of its entries once the person went, as they lie in the store then. */
async function entryTexts(reader: Reader, subjectId: SubjectId, erase: (text: string) => string): Promise<readonly string[]> {
  const concerned = new Set<string>((await listRecordsOfSubject(reader, 'transfer-share', subjectId)).map(({ body }) => body.transferId))
  return [
    ...(await listRecords(reader, 'exception')).map(({ body }) => bodyToText({ ...exceptionWithout(body, erase) })),
    ...(await listRecords(reader, 'preset')).map(({ body }) => bodyToText({ ...presetWithout(body, erase) })),
    ...(await listRecords(reader, 'hold')).map(({ body }) => bodyToText({ ...holdWithout(body, erase, subjectId) })),
    ...(await listRecords(reader, 'incident')).map(({ body }) => bodyToText({ ...withIncidentTexts(body, erase), affected: body.affected.filter((one) => one !== subjectId) })),
    ...(await listRecords(reader, 'transfer')).map(({ body, id }) => bodyToText({ ...transferWithout(body, erase, concerned.has(id) ? 'concerned' : 'not-listed') })),
  ]
}

/** `erase` takes out what points at the person (forget-mentions.ts), so that no name passes for a word of an entry. */
export async function readStayingTexts(reader: Reader, subjectId: SubjectId, erase: (text: string) => string): Promise<readonly string[]> {
  const waiting = await reader.selectFrom('outbox').select('args').where('subject_id', 'is', null).where('args', 'is not', null).execute()
  const done = await reader.selectFrom('outbox_done').select('args').where('subject_id', 'is', null).execute()
  const drafts = await reader.selectFrom('drafts').select('body').where('subject_id', 'is', null).execute()
  // The lines of acts: what somebody typed into a search box goes on proving nothing about anybody.
  const lines = await reader.selectFrom('audit_details').select('detail').where('subject_id', 'is', null).where('detail', 'like', '%"args"%').execute()
  return [
    ...(await entryTexts(reader, subjectId, erase)),
    ...[...waiting, ...done].map(({ args }) => erase(args ?? '')),
    ...drafts.map(({ body }) => erase(body)),
    ...lines.map(({ detail }) => erase(detail ?? '')),
  ]
}
