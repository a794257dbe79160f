// What an act on the inventory or the register of policies holds of typed text, and the form that it was typed in.
import { SHANGHAI_OFFSET_MS, toDay, type EpochMs } from '../../src-shared/base/clock'
import type { StaffId, SubjectId } from '../../src-shared/base/ids'
import type { DraftBody, DraftOf, EntryForm, EntryTarget } from '../../src-shared/contract/draft'
import type { PlaceHold } from '../../src-shared/domain/hold-register'
import type { IncidentOperation } from '../../src-shared/domain/incident-register'
import { isInventoryOperation, type InventoryOperation, type InventoryRecordType } from '../../src-shared/domain/inventory-operations'
import { isPolicyOperation, type PolicyOperation } from '../../src-shared/domain/policy-proposal'
import type { PolicyVersion } from '../../src-shared/domain/policy-register'
import { writePolicyText } from '../../src-shared/domain/policy-text'
import type { RecordTransfer } from '../../src-shared/domain/transfer-register'
import type { OperationName } from '../../src-shared/domain/vocabulary'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import { readEntry } from '../sync/read-inventory'
import { deleteDraft } from '../vault/repositories/drafts'
import type { OutboxItem } from '../vault/repositories/outbox'
import { listRecordsOfSubject } from '../vault/repositories/records'
import type { Reader, Tx } from '../vault/transaction'

export interface TypedEntry {
  readonly body: Extract<DraftBody, { readonly form: EntryForm }>
  readonly target: EntryTarget
  readonly subjectId: SubjectId | undefined
}

/** Undefined: an approval, an act on a request, or nothing is left of it. */
export async function typedInEntry(reader: Reader, item: OutboxItem): Promise<TypedEntry | undefined> {
  const operation = entryOperation(item)
  const typed = operation && readTyped(operation, item.base)
  if (!typed || (operation.op !== 'transfer.record@1' && operation.op !== 'hold.place@1')) return typed && { ...typed, subjectId: undefined }
  const { subjectId } = operation.args
  const caseNo = subjectId === undefined ? '' : ((await listRecordsOfSubject(reader, 'request', subjectId))[0]?.body.caseNo ?? '')
  return { target: typed.target, body: operation.op === 'hold.place@1' ? holdForm(operation.args, caseNo) : transferForm(operation.args, caseNo), subjectId }
}

/** Where the form of an act is; undefined for an approval. */
export function formOf(operation: InventoryOperation | PolicyOperation, base: number): { readonly form: EntryForm; readonly target: EntryTarget } | undefined {
  const typed = readTyped(operation, base)
  return typed && { form: typed.body.form, target: typed.target }
}

const TYPE_BY_FORM: Readonly<Record<Exclude<EntryForm, 'policy' | 'decline-policy'>, InventoryRecordType>> = {
  exception: 'exception', review: 'exception', 'end-exception': 'exception', recipient: 'recipient', transfer: 'transfer', 'end-transfer': 'transfer', macro: 'preset',
  hold: 'hold', 'extend-hold': 'hold', 'lift-hold': 'hold',
  incident: 'incident', 'incident-assess': 'incident', 'incident-notice': 'incident', 'incident-close': 'incident', 'incident-measure': 'incident', 'incident-contain': 'incident', 'incident-reopen': 'incident',
}

/** Of the entry that a form is about, as an act made now has seen it; 0 for a new one and for one that is not here. */
export async function entryVersion(reader: Reader, form: EntryForm, target: EntryTarget, rules: RulesPackBody): Promise<number> {
  // What is decided about a policy is named by its hash, not by a version.
  if (target === 'new' || form === 'policy' || form === 'decline-policy') return 0
  return (await readEntry(reader, TYPE_BY_FORM[form], target, rules))?.version ?? 0
}

/** The act was accepted: what was typed for it is in the act now. */
export async function endEntryDraft(tx: Tx, staffId: StaffId, operation: InventoryOperation | PolicyOperation, base: number): Promise<void> {
  const place = formOf(operation, base)
  if (place) await deleteDraft(tx, { staffId, ...place })
}

/** Undefined: on a request, or nothing is left of it. The cast is safe: an item's arguments are those of its operation. */
export function entryOperation({ op, args }: OutboxItem): InventoryOperation | PolicyOperation | undefined {
  const operation: { readonly op: OperationName } = { op }
  if (!args || !(isInventoryOperation(operation) || isPolicyOperation(operation))) return undefined
  return { op, args } as unknown as InventoryOperation | PolicyOperation
}

function readTyped(operation: InventoryOperation | PolicyOperation, base: number): Omit<TypedEntry, 'subjectId'> | undefined {
  switch (operation.op) {
    case 'exception.propose@1': {
      const { case: kind, category, purpose, statute, reason, until } = operation.args
      return { target: 'new', body: { form: 'exception', case: kind, category, purpose, ...statute, reason, until: until ?? '' } }
    }
    case 'exception.review@1':
      return { target: operation.args.invocationId, body: { form: 'review', reason: operation.args.note, on: '' } }
    case 'exception.end@1':
      return { target: operation.args.invocationId, body: { form: 'end-exception', reason: operation.args.reason, on: operation.args.until } }
    case 'recipient.propose@1': {
      const { recipientId, name, contact } = operation.args
      return { target: base === 0 ? 'new' : recipientId, body: { form: 'recipient', name, contact } }
    }
    case 'transfer.record@1':
      return { target: 'new', body: transferForm(operation.args, '') }
    case 'transfer.end@1':
      return { target: operation.args.transferId, body: { form: 'end-transfer', reason: operation.args.reason, on: toDay(operation.args.until) } }
    case 'hold.place@1':
      return { target: 'new', body: holdForm(operation.args, '') }
    case 'hold.extend@1':
      return { target: operation.args.holdId, body: { form: 'extend-hold', reason: operation.args.reason, on: operation.args.reviewOn } }
    case 'hold.lift@1':
      return { target: operation.args.holdId, body: { form: 'lift-hold', reason: operation.args.reason, on: '' } }
    case 'incident.open@1':
      return { target: 'new', body: incidentForm(operation) }
    case 'incident.assess@1':
    case 'incident.notice@1':
    case 'incident.close@1':
    case 'incident.measure@1':
    case 'incident.contain@1':
    case 'incident.reopen@1':
      return { target: operation.args.incidentId, body: incidentForm(operation) }
    case 'preset.save@1': {
      const { presetId, name, content } = operation.args
      return content.kind === 'macro' ? { target: base === 0 ? 'new' : presetId, body: { ...content, form: 'macro', name } } : undefined
    }
    case 'policy.propose@1':
      return { target: 'new', body: policyForm(operation.args.policy) }
    case 'policy.decline@1':
      return { target: operation.args.policyId, body: { form: 'decline-policy', reason: operation.args.reason, on: '' } }
    default:
      return undefined
  }
}

type TypedOfIncident = Exclude<IncidentOperation, { readonly op: 'incident.affect@1' | 'incident.approve@1' }>

function incidentForm(operation: TypedOfIncident): TypedEntry['body'] {
  switch (operation.op) {
    case 'incident.open@1': {
      const { kind, discoveredAt, what, categories, others } = operation.args
      return { form: 'incident', kind, on: toDay(discoveredAt), time: timeOf(discoveredAt), what, categories: [...categories], others: String(others) }
    }
    case 'incident.assess@1': {
      const { categories, others, lossYuan, graver, harmAvoided } = operation.args
      return { form: 'incident-assess', categories: [...categories], others: String(others), lossYuan: lossYuan === undefined ? '' : String(lossYuan), graver, avoided: harmAvoided !== undefined, reason: harmAvoided ?? '' }
    }
    case 'incident.notice@1': {
      const { to, toldAt, way, says, reference } = operation.args
      return { form: 'incident-notice', to, on: toDay(toldAt), time: timeOf(toldAt), way, says: [...says], reference }
    }
    case 'incident.close@1':
      return { form: 'incident-close', outcome: operation.args.outcome, on: operation.args.reportedOn, reason: operation.args.text }
    case 'incident.measure@1':
      return { form: 'incident-measure', reason: operation.args.text, on: '' }
    case 'incident.contain@1':
      return { form: 'incident-contain', reason: operation.args.text, on: '' }
    case 'incident.reopen@1':
      return { form: 'incident-reopen', reason: operation.args.text, on: '' }
  }
}

/** As it is typed: hours and minutes at Shanghai. */
function timeOf(at: EpochMs): string {
  return new Date(at + SHANGHAI_OFFSET_MS).toISOString().slice(11, 16)
}

function policyForm({ product, version, effectiveFrom, effectiveUntil, channels, replaces, title, clauses }: PolicyVersion): DraftOf<'policy'> {
  return {
    form: 'policy', ...(product === undefined ? {} : { product }), version, effectiveFrom, effectiveUntil: effectiveUntil ?? '', channelsTyped: (channels ?? []).join(', '), replaces: [...(replaces ?? [])], title,
    texts: { 'zh-CN': writePolicyText(clauses, 'zh-CN'), en: writePolicyText(clauses, 'en') }, mappings: { 'zh-CN': {}, en: {} },
  }
}

function transferForm({ relation, recipientId, category, fields, purpose, method, at, frequency, ground }: RecordTransfer, caseNo: string): DraftOf<'transfer'> {
  const statute = ground.by === 'statute' ? ground.statute : { title: '', article: '' }
  const contract = ground.by === 'contract' ? { reference: ground.reference, from: ground.from } : { reference: '', from: '' }
  return {
    form: 'transfer', relation, ...(recipientId === undefined ? {} : { recipientId }), category, fields: [...fields], purpose, method, on: toDay(at), frequency, ground: ground.by,
    ...contract, ...statute, caseNo,
  }
}

function holdForm({ matter, reach, categories, fields, reason, reviewOn }: PlaceHold, caseNo: string): DraftOf<'hold'> {
  return { form: 'hold', matter, reach, caseNo, everything: categories === undefined, categories: [...(categories ?? [])], ...(fields ? { fields } : {}), reason, reviewOn }
}
