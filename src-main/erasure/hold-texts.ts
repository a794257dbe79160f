// The words of holds that stay whoever goes: in the register, in acts on them that wait or are done, in drafts of those, in their lines in the audit.
// Staff write the same words to the person too: a note or a pause says why, as the hold does.
import { sql } from 'kysely'
import type { SubjectId } from '../../src-shared/base/ids'
import { holdWithout } from '../../src-shared/domain/entry-texts'
import { parseJson } from '../../src-shared/formats/canonical'
import { bodyToText } from '../vault/codecs'
import { listRecords } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'

/** Of a row of drafts: also where it was set aside. */
export const isHoldDraft = sql<boolean>`body ->> 'form' in ('hold', 'extend-hold', 'lift-hold')`

/** The line of an act on a hold, which carries the words of what outlives the person. */
export function isOfHold(detail: string): boolean {
  const read = parseJson(detail)
  const args = typeof read === 'object' && read !== null && 'args' in read ? read.args : undefined
  return typeof args === 'object' && args !== null && 'holdId' in args
}

/** As they lie in the store once the person went: `erase` takes out what points at them (forget-mentions.ts), so that no name passes for a word of a hold. */
export async function readHoldTexts(reader: Reader, subjectId: SubjectId, erase: (text: string) => string): Promise<readonly string[]> {
  const holds = await listRecords(reader, 'hold')
  const waiting = await reader.selectFrom('outbox').select('args').where('subject_id', 'is', null).where('op', 'like', 'hold.%').execute()
  const done = await reader.selectFrom('outbox_done').select('args').where('subject_id', 'is', null).where('op', 'like', 'hold.%').execute()
  const drafts = await reader.selectFrom('drafts').select('body').where('subject_id', 'is', null).where(isHoldDraft).execute()
  const lines = await reader.selectFrom('audit_details').select('detail').where('subject_id', 'is', null).where('detail', 'like', '%"holdId"%').execute()
  return [
    ...holds.map(({ body }) => bodyToText({ ...holdWithout(body, erase, subjectId) })),
    ...[...waiting, ...done].map(({ args }) => erase(args ?? '')),
    ...drafts.map(({ body }) => erase(body)),
    ...lines.map(({ detail }) => erase(detail ?? '')),
  ]
}
