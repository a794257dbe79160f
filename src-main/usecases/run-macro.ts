// A macro on one case or many: each is judged for itself, before and again in the moment of the act; it takes all steps or none.
import { must } from '../../src-shared/base/assert'
import type { MutationId, RequestId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { MacroLine } from '../../src-shared/contract/preset'
import type { Macro } from '../../src-shared/domain/presets'
import { isUndoable } from '../../src-shared/domain/undo'
import { canBeAssigned } from '../../src-shared/domain/staff'
import { readEntry } from '../sync/read-inventory'
import { readRequest } from '../sync/read-requests'
import { listRecords } from '../vault/repositories/records'
import { putSnooze } from '../vault/repositories/snoozes'
import type { Reader, Tx } from '../vault/transaction'
import { announceAct, enqueue, outboxRoom } from './act-on-request'
import { planMacro, type ActiveStaff, type MacroDeps, type MacroPlan } from './plan-macro'

type MacroRequest = ParsedRequestOf<'preset.run'>
type Named = Pick<MacroRequest, 'presetId' | 'version'>

export async function previewMacro(deps: MacroDeps, request: ParsedRequestOf<'preset.preview'>): Promise<Result<readonly MacroLine[], DeskError>> {
  const { reader } = deps.vault
  const macro = await readMacro(reader, deps, request)
  if (!macro.ok) return macro
  const staff = await readActiveStaff(reader)
  const lines: MacroLine[] = []
  for (const requestId of request.requestIds) lines.push((await judge(reader, deps, { requestId, macro: macro.value, staff })).line)
  return ok(lines)
}

/** Cases of a transaction: others have their turn between two. */
const SLICE = 10

export async function runMacro(deps: MacroDeps, request: MacroRequest): Promise<Result<readonly MacroLine[], DeskError>> {
  const macro = await readMacro(deps.vault.reader, deps, request)
  if (!macro.ok) return macro
  const lines: MacroLine[] = []
  for (let at = 0; at < request.cases.length; at += SLICE) {
    const slice = request.cases.slice(at, at + SLICE)
    lines.push(...(await deps.vault.transaction(async (tx) => {
      const staff = await readActiveStaff(tx)
      const done: MacroLine[] = []
      for (const { requestId, shown } of slice) {
        const { line, plan } = await judge(tx, deps, { requestId, macro: macro.value, staff })
        if (!plan) done.push(line)
        else done.push(line.shown === shown ? await carryOut(tx, deps, line, plan) : { ...line, outcome: 'changed', changes: [] })
      }
      return done
    })))
  }
  const changed = lines.filter((line) => line.outcome === 'done').map((line) => line.requestId)
  if (changed.length > 0) announceAct(deps, ...changed)
  return ok(lines)
}

/** Exactly the one that was shown. */
async function readMacro(reader: Reader, deps: MacroDeps, { presetId, version }: Named): Promise<Result<Macro, DeskError>> {
  const seen = await readEntry(reader, 'preset', presetId, deps.rules.current())
  if (seen?.entry.content?.kind !== 'macro') return err({ kind: 'not-found' })
  return seen.version === version ? ok(seen.entry.content) : err({ kind: 'state-changed' })
}

async function readActiveStaff(reader: Reader): Promise<ActiveStaff> {
  const active = new Map((await listRecords(reader, 'staff')).filter(({ body }) => canBeAssigned(body)).map(({ body }) => [body.id, { id: body.id, name: body.name }]))
  return (staffId) => active.get(staffId)
}

interface Judging {
  readonly requestId: RequestId
  readonly macro: Macro
  readonly staff: ActiveStaff
}

async function judge(reader: Reader, deps: MacroDeps, { requestId, macro, staff }: Judging): Promise<{ readonly line: MacroLine; readonly plan?: MacroPlan }> {
  const seen = await readRequest(reader, requestId, deps.rules.current())
  const plan = await planMacro(reader, deps, macro, seen, staff)
  // The case, the wording and the days that the plan rests on; the macro itself is named by its version.
  const shown = `${String(seen?.version ?? 0)} ${deps.rules.current().version} ${deps.today()}`
  const line = { requestId, caseNo: seen?.request.caseNo ?? '', changes: plan.ok ? plan.value.changes : [], shown, mids: [] }
  return plan.ok ? { line: { ...line, outcome: 'possible' }, plan: plan.value } : { line: { ...line, outcome: plan.error } }
}

async function carryOut(tx: Tx, deps: MacroDeps, line: MacroLine, { operations, snoozeUntil }: MacroPlan): Promise<MacroLine> {
  const { requestId } = line
  const room = await outboxRoom(tx)
  if (room < operations.length) return { ...line, outcome: 'outbox-full', changes: [] }
  const mids: MutationId[] = []
  for (const operation of operations) {
    const seen = must(await readRequest(tx, requestId, deps.rules.current()), 'a request that was judged')
    const done = await enqueue(tx, deps, { operation, requestId, subjectId: seen.request.subjectId, base: seen.version, seen })
    // It was judged in this transaction by the same function, step by step; half a macro is none.
    if (!done.ok) throw new Error(`a step of a macro was refused after it had been judged: ${done.error.kind}`)
    if (isUndoable(operation.op) && deps.undoMs > 0) mids.push(done.value)
  }
  if (snoozeUntil !== undefined) {
    const { request } = must(await readRequest(tx, requestId, deps.rules.current()), 'a request that was judged')
    await putSnooze(tx, { staffId: deps.me.staffId, requestId, subjectId: request.subjectId, untilOn: snoozeUntil, madeAt: deps.clock.now() })
  }
  return { ...line, outcome: 'done', mids }
}
