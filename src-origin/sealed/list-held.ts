// The officer's list of acts that outlived their store, what waits for a person first; and how long what was settled stays in it.
import { sql } from 'kysely'
import { isId, type RequestId } from '../../src-shared/base/ids'
import { sentenceOf } from '../../src-shared/domain/act-about'
import { OUTCOMES, type SealedReason } from '../../src-shared/domain/vocabulary'
import { heldActSchema, type HeldAct } from '../../src-shared/protocol/sealed'
import type { Db } from '../store/database'
import { readAbout } from './held-entries'

const SETTLED_KEEP_MS = 60 * 86_400_000
const LIST_MAX = 500

/** A note is of the case that it names; the others have it in their chain. */
const CASE_ID = sql`case split_part(a.chain, ':', 1) when 'note' then a.body -> 'args' ->> 'requestId' when 'request' then split_part(a.chain, ':', 2) when 'letter' then split_part(a.chain, ':', 2) end`

export async function listHeld(db: Db): Promise<readonly HeldAct[]> {
  const rows = await db
    .selectFrom('sealed_acts as a')
    .innerJoin('devices as d', 'd.id', 'a.device_id')
    .leftJoin('staff as s', 's.id', 'a.staff_id')
    .leftJoin('requests as r', (join) => join.on(sql<boolean>`r.id::text = ${CASE_ID}`))
    .select(['a.device_id', 'a.mid', 'a.op', 'a.chain', 'a.staff_id', 'a.made_at', 'a.uploaded_at', 'a.reason', 'a.state', 'a.code', 'a.body', 'd.name as device_name', 's.name as staff_name', 'r.case_no'])
    .orderBy(({ eb }) => eb('a.state', 'in', ['held', 'refused']), 'desc')
    .orderBy('a.pos')
    .limit(LIST_MAX)
    .execute()
  const about = await readAbout(db, rows.map(({ body }) => body))
  return rows.map((row) =>
    heldActSchema.parse({
      deviceId: row.device_id, deviceName: row.device_name, mid: row.mid, op: row.op, staffId: row.staff_id, staffName: row.staff_name ?? '',
      ...requestOf(row.chain, row.body),
      ...(row.case_no === null ? {} : { caseNo: row.case_no }),
      madeAt: row.made_at, uploadedAt: row.uploaded_at, reason: row.reason satisfies SealedReason, state: row.state,
      ...(row.code === null ? {} : { code: row.code }),
      ...meaningOf(row.body),
      about: about(row.body),
    }),
  )
}

/** A chain is what a device wrote: one that names no id must not keep the officer from all others. */
function requestOf(chain: string, body: object | null): Pick<HeldAct, 'requestId'> {
  const [type, recordId = ''] = chain.split(':')
  const requestId = type === 'note' ? String(argsOf(body)?.['requestId']) : type === 'request' || type === 'letter' ? recordId : ''
  return isId(requestId) ? { requestId: requestId as RequestId } : {}
}

function argsOf(body: object | null): Readonly<Record<string, unknown>> | undefined {
  return (body as { readonly args?: Readonly<Record<string, unknown>> } | null)?.args
}

/** What an officer has to know of an act to answer for it. */
function meaningOf(body: object | null): Pick<HeldAct, 'outcome' | 'text'> {
  const args = argsOf(body)
  const text = sentenceOf(args)
  const outcome = OUTCOMES.find((one) => one === args?.['outcome'])
  return { ...(outcome === undefined ? {} : { outcome }), ...(text === undefined ? {} : { text }) }
}

/** What waits stays for as long as it waits. */
export async function forgetSettled(db: Db, now: number): Promise<void> {
  await db.deleteFrom('sealed_acts').where('state', 'in', ['applied', 'dropped']).where('settled_at', '<=', now - SETTLED_KEEP_MS).execute()
}
