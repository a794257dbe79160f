// The letters of a case at the desk: listed, composed, written, and entered as delivered; each act one transaction of outbox item and audit line.
import { createId } from '../../src-shared/base/ids'
import { toDay } from '../../src-shared/base/clock'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { CaseLetters, ComposedLetter, LetterView } from '../../src-shared/contract/letter'
import { caseLetterText } from '../../src-shared/domain/case-letter-text'
import { applyLetter, barOf, isAnswerOwed, letterId, nextVersion, writableKinds, type CaseLetter, type DeliveryId, type LetterOperation } from '../../src-shared/domain/case-letters'
import { findLeaks, maskLeaks } from '../../src-shared/domain/letter-leaks'
import { stillMissing } from '../../src-shared/domain/letter-missing'
import { letterSheet } from '../../src-shared/domain/letter-sheet'
import { unfilledMarks } from '../../src-shared/domain/letter-words'
import { maskIdentifier, masksOf } from '../../src-shared/domain/masking'
import { countRequest } from '../../src-shared/domain/request-clock'
import { isForOfficer } from '../../src-shared/domain/request-rights'
import { lackOf } from '../../src-shared/domain/staff'
import { letterChain, readLetters, withAddressesOf, type SeenLetters } from '../sync/read-letters'
import { readRequest } from '../sync/read-requests'
import { getRecord } from '../vault/repositories/records'
import type { Reader, Tx } from '../vault/transaction'
import { announceAct, isReadOnly, outboxProblem, plainRefusal, putAct, type ActDeps } from './act-on-request'
import { readStaffNames, type StaffName } from './inventory-acts'
import { endDraft } from './typed-text'
import type { UnlockedDesk } from './unlocked-desk'

type ReadDeps = Pick<UnlockedDesk, 'vault' | 'me' | 'rules' | 'loop' | 'knownTime'>

/** Undefined: no such case here, or nothing is left of its person. */
export async function lettersAt(reader: Reader, { rules }: Pick<UnlockedDesk, 'rules'>, requestId: ParsedRequestOf<'letter.list'>['requestId']): Promise<SeenLetters | undefined> {
  const seen = await readRequest(reader, requestId, rules.current())
  return seen && (await readLetters(reader, seen))
}

export async function listLetters(deps: ReadDeps, { requestId }: ParsedRequestOf<'letter.list'>): Promise<Result<CaseLetters, DeskError>> {
  const { reader } = deps.vault
  const seen = await lettersAt(reader, deps, requestId)
  // An erased person has no letters, and nobody to write to.
  if (!seen) return ok({ letters: [], writable: [], act: 'state-changed', isAnswerOwed: false })
  const { request, letters } = seen.of
  const staffName = await readStaffNames(reader)
  const views: LetterView[] = []
  for (const letter of letters) views.push(await viewLetter(reader, seen, letter, staffName))
  const lack = lackOf(deps.me, 'work-request') ?? (isForOfficer(request.right) && deps.me.role !== 'officer' ? 'not-permitted' : undefined)
  return ok({
    letters: views.toReversed(),
    writable: writableKinds(request).map((kind) => ({ kind, version: nextVersion(letters, kind) })),
    act: lack ?? (isReadOnly(deps) ? 'upgrade-required' : 'possible'),
    isAnswerOwed: isAnswerOwed(request, letters),
  })
}

async function viewLetter(reader: Reader, seen: SeenLetters, letter: CaseLetter, staffName: StaffName): Promise<LetterView> {
  const printed = await printable(reader, seen, letter)
  const bar = barOf(seen.of.request, letter)
  return {
    kind: letter.kind,
    version: letter.version,
    at: letter.at,
    from: toDay(letter.at),
    ...(letter.staffId === undefined ? {} : { by: staffName(letter.staffId) }),
    ...printed,
    deliveries: letter.deliveries.map(({ id, channel, on, staffId, withdrawn }) => ({
      id, channel, on, by: staffName(staffId), ...(withdrawn ? { withdrawn: { by: staffName(withdrawn.staffId), reason: withdrawn.reason } } : {}),
    })),
    ...(bar === undefined ? {} : { bar }),
    mark: seen.markOf(letter.id),
  }
}

/** What leaves the desk on paper: the text of a decision was typed elsewhere, so what must not stand in a letter is masked here. */
export async function printable(reader: Reader, { of }: SeenLetters, letter: CaseLetter): Promise<Pick<LetterView, 'sheet' | 'masked'>> {
  const text = letter.text ?? ''
  const leaks = findLeaks(text, await withAddressesOf(reader, of, text))
  return { sheet: letterSheet({ ...letter, text: maskLeaks(text, leaks) }, of.request), masked: leaks.length }
}

export async function composeLetter(deps: ReadDeps, { requestId, kind, first, text: typed }: ParsedRequestOf<'letter.compose'>): Promise<Result<ComposedLetter, DeskError>> {
  const { reader } = deps.vault
  const seen = await lettersAt(reader, deps, requestId)
  if (!seen) return err({ kind: 'not-found' })
  const { request, letters } = seen.of
  const rules = deps.rules.current()
  const masks = masksOf(rules.masks)
  const identifiers = (await getRecord(reader, 'subject', request.subjectId))?.body.identifiers ?? []
  const missing = stillMissing(request, identifiers.map((one) => ({ kind: one.kind, masked: maskIdentifier(one.kind, one.value, masks) })))
  const { caseNo, receivedOn, closedAt } = request
  const template = caseLetterText({ kind, first, caseNo, receivedOn, closedAt, deadline: countRequest(request, rules), missing, rules })
  const text = typed ?? template
  const leaks = findLeaks(text, await withAddressesOf(reader, seen.of, text))
  return ok({
    template,
    sheet: letterSheet({ kind, version: nextVersion(letters, kind), at: deps.knownTime.now(), text }, request),
    leaks: leaks.map((leak) => ({ ...leak, line: text.slice(0, leak.from).split('\n').length, shown: text.slice(leak.from, leak.to) })),
    maskedText: maskLeaks(text, leaks),
    unfilled: unfilledMarks(text),
  })
}

export function writeCaseLetter(deps: ActDeps, args: ParsedRequestOf<'letter.write'>): Promise<Result<void, DeskError>> {
  return actOnLetter(deps, { op: 'letter.write@1', args: { ...args, rulesPack: deps.rules.current().version } })
}

export function deliverLetter(deps: ActDeps, args: ParsedRequestOf<'letter.deliver'>): Promise<Result<void, DeskError>> {
  return actOnLetter(deps, { op: 'letter.deliver@1', args: { ...args, deliveryId: createId<DeliveryId>(deps.clock.now(), deps.random) } })
}

export function undeliverLetter(deps: ActDeps, args: ParsedRequestOf<'letter.undeliver'>): Promise<Result<void, DeskError>> {
  return actOnLetter(deps, { op: 'letter.undeliver@1', args })
}

async function actOnLetter(deps: ActDeps, operation: LetterOperation): Promise<Result<void, DeskError>> {
  const done = await deps.vault.transaction(async (tx) => {
    const enqueued = await enqueueLetter(tx, deps, operation)
    if (enqueued.ok) await endDraft(tx, deps.me.staffId, operation.op, operation.args.requestId)
    return enqueued
  })
  if (done.ok) announceAct(deps, operation.args.requestId)
  return done
}

/** Also for one that came back and is made anew: what is being written meanwhile stays as it is. */
export async function enqueueLetter(tx: Tx, deps: ActDeps, operation: LetterOperation): Promise<Result<void, DeskError>> {
  const full = await outboxProblem(tx, deps)
  if (full) return err(full)
  const { args } = operation
  const seen = await lettersAt(tx, deps, args.requestId)
  if (!seen) return err({ kind: 'not-found' })
  const of = operation.op === 'letter.write@1' ? await withAddressesOf(tx, seen.of, operation.args.text) : seen.of
  const done = applyLetter(of, operation, { staffId: deps.me.staffId, role: deps.me.role, at: deps.clock.now(), actedAt: deps.knownTime.now() })
  if (!done.ok) return err(plainRefusal(done.error))
  const { subjectId } = of.request
  const id = letterId(args)
  const mid = await putAct(tx, deps, { chain: letterChain(id), op: operation.op, base: seen.versionOf(id), args: { ...args }, subjectId })
  await deps.audit(tx, { type: operation.op.slice(0, operation.op.indexOf('@')), subjectId, objectId: args.requestId, detail: { mid, args } })
  return ok()
}
