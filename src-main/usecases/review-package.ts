// What is taken out of a package before it is handed over, with the words that are taken out: for whoever makes it, and whoever looks it over.
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { RedactionReview, ReviewItem } from '../../src-shared/contract/package'
import { cleanFileName, fileStem } from '../../src-shared/domain/attached-files'
import { findingsIn, spotKey, type Spot } from '../../src-shared/domain/redactions'
import type { LogRow } from '../../src-shared/protocol/records'
import { collectPackage, type Gathered } from '../packages/collect'
import { textsOfRequest } from '../packages/request-texts'
import { readRequest } from '../sync/read-requests'
import { findLogRows, listLogRowsOf } from '../vault/repositories/log-rows'
import { listRedactions, type StoredChoices } from '../vault/repositories/redactions'
import { packageHidden } from './held-looks'
import { readStaffNames, type StaffName } from './inventory-acts'
import { createDeskSource } from './package-source'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'rules' | 'auditLook' | 'heldLooks'>

/** A person can look them over one by one; how many there are in all is told beside. */
const MAX_ROWS_SHOWN = 200
const MAX_ROWS_FOUND = 50

export async function reviewPackage(deps: Deps, { requestId }: ParsedRequestOf<'package.review'>): Promise<Result<RedactionReview, DeskError>> {
  const { reader } = deps.vault
  const open = await subjectToShow(deps, requestId)
  if (!open.ok) return open
  const gathered = await collectPackage(requestId, createDeskSource(deps, deps.rules.current))
  if (!gathered.ok) return gathered
  const { plan, collected } = gathered.value
  const subjectId = collected.subject.id
  await deps.auditLook({ type: 'package.review', subjectId, objectId: requestId })
  const chosen = chosenBy(await listRedactions(reader, requestId), await readStaffNames(reader))
  const item = (one: Omit<ReviewItem, 'findings' | 'chosen'>): ReviewItem => ({ ...one, findings: findingsIn(one.spot.place === 'file' ? fileStem(one.text) : one.text, one.spot, plan.redactor), ...chosen(one.spot) })
  const newest = [...plan.rows].toSorted((a, b) => b - a).slice(0, MAX_ROWS_SHOWN)
  const rows = await listLogRowsOf(reader, subjectId, newest)
  return ok({ items: itemsOf(gathered.value).map(item), rows: rows.toReversed().map((row) => item(rowItem(row))), rowsInAll: plan.rows.size, counts: collected.redactions })
}

export async function findRows(deps: Deps, { requestId, text }: ParsedRequestOf<'package.findRows'>): Promise<Result<readonly ReviewItem[], DeskError>> {
  const { reader } = deps.vault
  const open = await subjectToShow(deps, requestId)
  if (!open.ok) return open
  const subjectId = open.value
  await deps.auditLook({ type: 'package.find-rows', subjectId, objectId: requestId, detail: { text } })
  const chosen = chosenBy(await listRedactions(reader, requestId), await readStaffNames(reader))
  const rows = await findLogRows(reader, subjectId, text, MAX_ROWS_FOUND)
  return ok(rows.map((row) => ({ ...rowItem(row), findings: [], ...chosen({ place: 'log', n: row.n }) })))
}

/** Whose package it is; an error while what is held about them waits for the proof. */
async function subjectToShow({ vault, rules, heldLooks }: Deps, requestId: RequestId): Promise<Result<SubjectId, DeskError>> {
  const seen = await readRequest(vault.reader, requestId, rules.current())
  if (!seen) return err({ kind: 'not-found' })
  const hidden = packageHidden(seen.request, heldLooks)
  return hidden ? err(hidden) : ok(seen.request.subjectId)
}

function rowItem({ n, at, detail }: LogRow): Omit<ReviewItem, 'findings' | 'chosen'> {
  return { spot: { place: 'log', n }, at, text: detail }
}

function itemsOf({ before }: Gathered): readonly Omit<ReviewItem, 'findings' | 'chosen'>[] {
  const cases = before.requests.flatMap((request) => {
    const { caseNo, keyedAt, decision } = request
    return textsOfRequest(request).map(({ spot, text }) => ({ spot, caseNo, at: spot.place === 'answer' ? (decision?.at ?? keyedAt) : keyedAt, text }))
  })
  const consents = before.consents.flatMap(({ id, at, evidence }) => (evidence === undefined ? [] : [{ spot: { place: 'consent' as const, consentId: id }, at, text: evidence }]))
  const notes = before.notes.flatMap(({ id, at, text, files }) => [
    { spot: { place: 'note' as const, noteId: id }, at, text },
    ...files.map(({ sha256, name, type }) => ({ spot: { place: 'file' as const, sha256 }, at, text: cleanFileName(name, type) })),
  ])
  return [...cases, ...consents, ...notes].filter(({ text }) => text !== '')
}

function chosenBy(stored: readonly StoredChoices[], staffName: StaffName): (spot: Spot) => Pick<ReviewItem, 'chosen'> {
  const bySpot = new Map(stored.flatMap(({ staffId, choices }) => choices.redactions.map(({ spot, part, reason, at }) => [spotKey(spot), { part, reason, at, by: staffName(staffId) }] as const)))
  return (spot) => {
    const chosen = bySpot.get(spotKey(spot))
    return chosen ? { chosen } : {}
  }
}
