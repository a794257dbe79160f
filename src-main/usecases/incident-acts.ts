// Opens an incident, enters what is known of it and what was told to whom, and closes it by two people.
import { dayStart, isDay, type Day, type EpochMs } from '../../src-shared/base/clock'
import { createId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { IncidentId } from '../../src-shared/domain/incident-register'
import { actOnInventory, approveInventory } from './act-on-inventory'
import type { ActDeps } from './act-on-request'
import type { DeliverDeps } from './deliver-now'
import { findPersonOfCase } from './recipient-acts'

const faulty = (field: string): Result<never, DeskError> => err({ kind: 'invalid-input', params: { fields: field, code: `incident.${field}` } })

export async function openIncident(deps: ActDeps, { on, time, what, ...facts }: ParsedRequestOf<'incident.open'>): Promise<Result<{ readonly incidentId: IncidentId }, DeskError>> {
  const discoveredAt = momentOf(on, time)
  if (discoveredAt === undefined || discoveredAt > deps.clock.now()) return faulty('discoveredAt')
  const incidentId = createId<IncidentId>(deps.clock.now(), deps.random)
  const opened = await actOnInventory(deps, { operation: { op: 'incident.open@1', args: { incidentId, ...facts, discoveredAt, what: what.trim() } }, version: 0 })
  return opened.ok ? ok({ incidentId }) : opened
}

export async function assessIncident(deps: ActDeps, { version, ...args }: ParsedRequestOf<'incident.assess'>): Promise<Result<void, DeskError>> {
  return actOnInventory(deps, { operation: { op: 'incident.assess@1', args }, version })
}

/** The act goes with the person: their erasure empties it. */
export async function affectPerson(deps: ActDeps, { incidentId, version, caseNo }: ParsedRequestOf<'incident.affect'>): Promise<Result<void, DeskError>> {
  const subjectId = await findPersonOfCase(deps.vault.reader, caseNo)
  if (subjectId === undefined) return faulty('caseNo')
  return actOnInventory(deps, { operation: { op: 'incident.affect@1', args: { incidentId, subjectId } }, version, subjectId })
}

export async function enterMeasure(deps: ActDeps, { version, ...args }: ParsedRequestOf<'incident.measure'>): Promise<Result<void, DeskError>> {
  return actOnInventory(deps, { operation: { op: 'incident.measure@1', args }, version })
}

export async function enterNotice(deps: ActDeps, { version, on, time, ...args }: ParsedRequestOf<'incident.notice'>): Promise<Result<void, DeskError>> {
  const toldAt = momentOf(on, time)
  if (toldAt === undefined || toldAt > deps.clock.now()) return faulty('toldAt')
  return actOnInventory(deps, { operation: { op: 'incident.notice@1', args: { ...args, toldAt } }, version })
}

export async function containIncident(deps: ActDeps, { version, ...args }: ParsedRequestOf<'incident.contain'>): Promise<Result<void, DeskError>> {
  return actOnInventory(deps, { operation: { op: 'incident.contain@1', args }, version })
}

export async function reopenIncident(deps: ActDeps, { version, ...args }: ParsedRequestOf<'incident.reopen'>): Promise<Result<void, DeskError>> {
  return actOnInventory(deps, { operation: { op: 'incident.reopen@1', args }, version })
}

export async function closeIncident(deps: ActDeps, { version, ...args }: ParsedRequestOf<'incident.close'>): Promise<Result<void, DeskError>> {
  return actOnInventory(deps, { operation: { op: 'incident.close@1', args }, version })
}

export async function approveIncident(deps: DeliverDeps, { incidentId, version, passphrase }: ParsedRequestOf<'incident.approve'>): Promise<Result<void, DeskError>> {
  return approveInventory(deps, { op: 'incident.approve@1', args: { incidentId } }, version, passphrase)
}

/** Undefined: no such time of the day. */
function momentOf(on: Day, time: string): EpochMs | undefined {
  const read = /^([01]?\d|2[0-3])[:：]([0-5]\d)$/.exec(time.trim())
  return read && isDay(on) ? dayStart(on) + (Number(read[1]) * 60 + Number(read[2])) * 60_000 : undefined
}
