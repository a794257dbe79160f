// How the staff of this desk used what they may see, over the last thirty days: counted from the audit, and itself on record.
import { addDays, dayStart, toDay, weekday, type EpochMs } from '../../src-shared/base/clock'
import type { StaffId } from '../../src-shared/base/ids'
import { ok, type Result } from '../../src-shared/base/result'
import type { AccessUse } from '../../src-shared/contract/access-use'
import type { DeskError } from '../../src-shared/contract/errors'
import type { StaffRef } from '../../src-shared/contract/views'
import { countUse, NAMED, unusualAs, unusualUse, countedAs, type Named, type UseEntry } from '../../src-shared/domain/access-use'
import { isWorkingDay } from '../../src-shared/domain/deadline'
import { readBack, type PastEntry } from '../audit/audit-log'
import { listRecords } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'
import type { UnlockedDesk } from './unlocked-desk'

const DAYS = 30

type Deps = Pick<UnlockedDesk, 'vault' | 'clock' | 'rules' | 'auditLook'>

export async function accessUse({ vault, clock, rules, auditLook }: Deps): Promise<Result<AccessUse, DeskError>> {
  await auditLook({ type: 'audit.access-use' })
  const until = toDay(clock.now())
  const since = addDays(until, 1 - DAYS)
  const entries = await readUse(vault.reader, dayStart(since))
  const pack = rules.current()
  const who = await staffNames(vault.reader)
  const counts = [...countUse(entries)].map(([actor, mine]) => ({ who: who(actor), counts: mine }))
  return ok({
    since,
    until,
    staff: counts.sort((a, b) => a.who.name.localeCompare(b.who.name, 'zh-CN')),
    unusual: unusualUse(entries, (day) => isWorkingDay(day, pack) ?? weekday(day) <= 5).map(({ actor, ...pattern }) => ({ who: who(actor), ...pattern })),
  })
}

/** Somebody of whom no record is here any more is still counted. */
export async function staffNames(reader: Reader): Promise<(staffId: string) => StaffRef> {
  const staff = new Map<string, StaffRef>((await listRecords(reader, 'staff')).map(({ body }) => [body.id, { id: body.id, name: body.name }]))
  return (staffId) => staff.get(staffId) ?? { id: staffId as StaffId, name: staffId.slice(0, 8) }
}

/** In the order of the chain. Looks that wait for the writer came into it with the look at this very list, or come a moment later. */
export async function readUse(reader: Reader, since: EpochMs): Promise<readonly UseEntry[]> {
  const found: UseEntry[] = []
  for await (const past of readBack(reader)) {
    if (past.entry.ts < since) break
    const use = toUse(past)
    if (use) found.push(use)
  }
  return found.reverse()
}

function toUse({ entry: { ts: at, actor, type, objRef }, detail }: PastEntry): UseEntry | undefined {
  const use = countedAs(type)
  if (use === undefined && unusualAs(type) === undefined) return undefined
  const named = use === 'searches' && detail !== null ? namedOf(detail) : undefined
  return { at, actor, type, ...(objRef === undefined ? {} : { person: objRef }), ...(named === undefined ? {} : { named }) }
}

function namedOf(detail: string): Named | undefined {
  const { named } = JSON.parse(detail) as { readonly named?: unknown }
  return NAMED.find((one) => one === named)
}
