// Notices who looks at more within a minute than anybody's work asks for: one line of the audit, and nothing is stopped (docs/decisions/0062).
import type { Clock } from '../../src-shared/base/clock'
import { ACCESS_LIMITS, noticed, type Look, type Noticed } from '../../src-shared/domain/access-limits'
import { ACCESS_ALERT } from '../../src-shared/domain/access-use'
import { readBack } from '../audit/audit-log'
import type { AuditEvent, UnlockedDesk } from './unlocked-desk'

export interface AlertDeps {
  readonly vault: Pick<UnlockedDesk['vault'], 'reader'>
  readonly clock: Clock
  readonly actor: string
}
type Seen = Look & { readonly ageFrom: number }

/** Writes down looks as `look` does; the line of a minute that is too full stands behind the look that filled it, once for as long as it stays too full. */
export function withAlerts(look: UnlockedDesk['auditLook'], deps: AlertDeps): UnlockedDesk['auditLook'] {
  let seen: Promise<Seen[]> | undefined
  let told: readonly Noticed[] = []
  const seenBefore = async (): Promise<Seen[]> => {
    try {
      return await (seen ??= lookedBefore(deps))
    } catch (error) {
      // Read again with the next look: a fault of one moment does not close the desk.
      seen = undefined
      throw error
    }
  }
  return async (event) => {
    const mine = lookOf(event)
    // Before the line itself: what stands in the chain is what came before.
    const before = mine && (await seenBefore())
    await look(event)
    if (!mine || !before) return
    const now = deps.clock.mono()
    before.push({ ...mine, ageFrom: now })
    while (before[0] && now - before[0].ageFrom >= ACCESS_LIMITS.noticedWithinMs) before.shift()
    const found = noticed(before)
    const news = found.filter((one) => !told.includes(one))
    told = found
    for (const what of news) await look({ type: ACCESS_ALERT, detail: { what, withinMs: ACCESS_LIMITS.noticedWithinMs } })
  }
}

function lookOf({ type, subjectId, detail }: AuditEvent): Look | undefined {
  if (type === 'person.open' && subjectId !== undefined) return { person: subjectId }
  if (type === 'search.people' && typeof detail?.['rows'] === 'number') return { rows: detail['rows'] }
  return undefined
}

/** Of the last minute before this process: a lock in between empties nothing. In the order in which they were made. */
async function lookedBefore({ vault: { reader }, clock, actor }: AlertDeps): Promise<Seen[]> {
  const now = clock.now()
  const mono = clock.mono()
  const seen: Seen[] = []
  for await (const { entry, subjectId, detail } of readBack(reader)) {
    const ageMs = now - entry.ts
    if (ageMs >= ACCESS_LIMITS.noticedWithinMs) break
    if (entry.actor !== actor) continue
    const person = subjectId ?? entry.objRef
    const rows = detail === null ? undefined : (JSON.parse(detail) as { readonly rows?: unknown }).rows
    if (entry.type === 'person.open' && person !== undefined) seen.unshift({ person, ageFrom: mono - ageMs })
    if (entry.type === 'search.people' && typeof rows === 'number') seen.unshift({ rows, ageFrom: mono - ageMs })
  }
  return seen
}
