// Whether one more value, package or approval is within the limit of whoever is signed in: counted in the transaction of the act, so that two that are
// asked for at once cannot pass it together, over what the audit of this desk holds.
import type { StaffId } from '../../src-shared/base/ids'
import type { DeskError, DeskErrorKind } from '../../src-shared/contract/errors'
import { LET_THROUGH, APPROVAL_FAILED } from '../../src-shared/domain/access-use'
import { actWait, ageOf, countActs, LIMITED, mostOf, type LimitedKind, type PastLine, type Stamp } from '../../src-shared/domain/limited-acts'
import { readBack } from '../audit/audit-log'
import type { Reader, Tx } from '../vault/transaction'
import type { UnlockedDesk } from './unlocked-desk'

export type LimitDeps = Pick<UnlockedDesk, 'me' | 'clock' | 'bootId' | 'rules' | 'audit'>

export interface AskedFor {
  readonly kind: LimitedKind
  /** Whose value is to be shown. */
  readonly person?: string
  /** Who proposed what is to be approved. */
  readonly proposedBy?: StaffId
}

const REFUSED_AS: Readonly<Record<LimitedKind, DeskErrorKind>> = { reveal: 'reveal-limit', export: 'export-limit', erasure: 'erasure-limit' }

/** Undefined: it may be done. The first refusal of a while is on record. */
export async function atLimit(tx: Tx, deps: LimitDeps, { kind, person, proposedBy }: AskedFor): Promise<DeskError | undefined> {
  const { clock, bootId, me, rules, audit } = deps
  const now: Stamp = { ts: clock.now(), mono: clock.mono(), bootId }
  const counted = countActs(await latelyDone(tx, { kind, actor: me.staffId, now }), { kind, actor: me.staffId, now, proposedBy })
  const most = mostOf(kind, rules.current())
  const waitMs = actWait(kind, counted.acts, { most, person })
  if (waitMs === undefined) return undefined
  if (!counted.isTold) await audit(tx, { type: LIMITED[kind].limit, detail: { most } })
  return { kind: REFUSED_AS[kind], params: { most, until: now.ts + waitMs } }
}

async function latelyDone(reader: Reader, { kind, actor, now }: { readonly kind: LimitedKind; readonly actor: string; readonly now: Stamp }): Promise<readonly PastLine[]> {
  const { act, limit, withinMs } = LIMITED[kind]
  const counts = new Set<string>([act, limit, LET_THROUGH, APPROVAL_FAILED])
  const lines: PastLine[] = []
  for await (const { entry, subjectId, detail } of readBack(reader)) {
    if (ageOf(entry, now) >= withinMs) break
    if (entry.actor !== actor || !counts.has(entry.type)) continue
    const { type, ts, mono, bootId, objRef } = entry
    const person = subjectId ?? objRef
    lines.push({ type, actor, ts, mono, bootId, ...(person === undefined ? {} : { person }), ...(detail === null ? {} : { detail: JSON.parse(detail) as Readonly<Record<string, unknown>> }) })
  }
  return lines
}
