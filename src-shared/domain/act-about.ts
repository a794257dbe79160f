// What an act on the inventory or the register of policies is about and says, for people who settle acts that they did not make: which entry,
// by its own name, and the reason. Never about a person: whom a transfer concerned stands in no such line.
import type { EpochMs } from '../base/clock'
import { isLetterOperationName } from './case-letters'
import type { ExceptionEntry } from './exception-register'
import type { HoldEntry } from './hold-register'
import type { IncidentEntry } from './incident-register'
import { isInventoryOperation, type InventoryOperation } from './inventory-operations'
import { isPolicyOperation, type PolicyEntry, type PolicyOperation } from './policy-proposal'
import type { PresetEntry } from './presets'
import type { RecipientEntry, TransferEntry } from './transfer-register'
import { isNoteOperationName, isRequestOperationName, type OperationName } from './vocabulary'

export type ActAbout =
  | ({ readonly kind: 'exception' } & Pick<ExceptionEntry, 'case' | 'category' | 'statute'>)
  | ({ readonly kind: 'recipient' } & Pick<RecipientEntry, 'name' | 'contact'>)
  /** Without `to`: to nobody in particular, the public. */
  | ({ readonly kind: 'transfer'; readonly to?: string } & Pick<TransferEntry, 'relation' | 'category'>)
  | ({ readonly kind: 'preset' } & Pick<PresetEntry, 'name'>)
  | ({ readonly kind: 'hold' } & Pick<HoldEntry, 'matter' | 'reach'>)
  | { readonly kind: 'incident'; readonly incident: IncidentEntry['kind']; readonly discoveredAt: EpochMs }
  | ({ readonly kind: 'policy' } & Pick<PolicyEntry, 'version' | 'title'>)

interface Lookup<Entry> {
  get(id: string): Entry | undefined
}
/** The entries as they are known where it is asked, or as they were proposed. */
export interface KnownEntries {
  readonly exceptions: Lookup<Pick<ExceptionEntry, 'case' | 'category' | 'statute'>>
  readonly recipients: Lookup<Pick<RecipientEntry, 'name' | 'contact' | 'change'>>
  readonly transfers: Lookup<Pick<TransferEntry, 'relation' | 'category' | 'recipientId'>>
  readonly presets: Lookup<Pick<PresetEntry, 'name'>>
  readonly holds: Lookup<Pick<HoldEntry, 'matter' | 'reach'>>
  readonly incidents: Lookup<Pick<IncidentEntry, 'kind' | 'discoveredAt'>>
  readonly policies: Lookup<Pick<PolicyEntry, 'version' | 'title'>>
}

type Known<Kind extends keyof KnownEntries> = Map<string, NonNullable<ReturnType<KnownEntries[Kind]['get']>>>
/** To be filled with the entries that are known, over those that are only proposed. */
export type EntryMaps = { readonly [Kind in keyof KnownEntries]: Known<Kind> }

/** Entries that the acts themselves propose: what follows such an act is about an entry that nobody else knows. */
export function proposedEntries(operations: readonly (InventoryOperation | PolicyOperation)[]): EntryMaps {
  const maps: EntryMaps = { exceptions: new Map(), recipients: new Map(), transfers: new Map(), presets: new Map(), holds: new Map(), incidents: new Map(), policies: new Map() }
  for (const operation of operations) {
    if (operation.op === 'exception.propose@1') maps.exceptions.set(operation.args.invocationId, operation.args)
    else if (operation.op === 'recipient.propose@1') maps.recipients.set(operation.args.recipientId, operation.args)
    else if (operation.op === 'transfer.record@1') maps.transfers.set(operation.args.transferId, operation.args)
    else if (operation.op === 'preset.save@1') maps.presets.set(operation.args.presetId, operation.args)
    else if (operation.op === 'hold.place@1') maps.holds.set(operation.args.holdId, operation.args)
    else if (operation.op === 'incident.open@1') maps.incidents.set(operation.args.incidentId, operation.args)
    else if (operation.op === 'policy.propose@1') maps.policies.set(operation.args.policy.id, operation.args.policy)
  }
  return maps
}

/** Undefined: of a request or an erasure, or about an entry that nobody here knows. */
export function aboutOf(operation: { readonly op: OperationName }, known: KnownEntries): ActAbout | undefined {
  if (isPolicyOperation(operation)) return aboutPolicy(operation, known)
  return isInventoryOperation(operation) ? aboutEntry(operation, known) : undefined
}

function aboutPolicy(operation: PolicyOperation, known: KnownEntries): ActAbout | undefined {
  const policy = operation.op === 'policy.propose@1' ? operation.args.policy : known.policies.get(operation.args.policyId)
  return policy && { kind: 'policy', version: policy.version, title: policy.title }
}

function aboutEntry(operation: InventoryOperation, known: KnownEntries): ActAbout | undefined {
  switch (operation.op) {
    case 'exception.propose@1':
    case 'exception.approve@1':
    case 'exception.review@1':
    case 'exception.end@1': {
      const entry = operation.op === 'exception.propose@1' ? operation.args : known.exceptions.get(operation.args.invocationId)
      return entry && { kind: 'exception', case: entry.case, category: entry.category, statute: entry.statute }
    }
    case 'recipient.propose@1':
      return { kind: 'recipient', name: operation.args.name, contact: operation.args.contact }
    case 'recipient.approve@1': {
      const entry = known.recipients.get(operation.args.recipientId)
      return entry && { kind: 'recipient', name: (entry.change ?? entry).name, contact: (entry.change ?? entry).contact }
    }
    case 'preset.save@1':
      return { kind: 'preset', name: operation.args.name }
    case 'preset.drop@1': {
      const entry = known.presets.get(operation.args.presetId)
      return entry && { kind: 'preset', name: entry.name }
    }
    case 'hold.place@1':
    case 'hold.approve@1':
    case 'hold.extend@1':
    case 'hold.lift@1': {
      const entry = operation.op === 'hold.place@1' ? operation.args : known.holds.get(operation.args.holdId)
      return entry && { kind: 'hold', matter: entry.matter, reach: entry.reach }
    }
    case 'incident.open@1':
    case 'incident.assess@1':
    case 'incident.affect@1':
    case 'incident.measure@1':
    case 'incident.notice@1':
    case 'incident.contain@1':
    case 'incident.reopen@1':
    case 'incident.close@1':
    case 'incident.approve@1': {
      const entry = operation.op === 'incident.open@1' ? operation.args : known.incidents.get(operation.args.incidentId)
      return entry && { kind: 'incident', incident: entry.kind, discoveredAt: entry.discoveredAt }
    }
    default: {
      const entry = operation.op === 'transfer.record@1' ? operation.args : known.transfers.get(operation.args.transferId)
      const to = entry?.recipientId === undefined ? undefined : known.recipients.get(entry.recipientId)?.name
      return entry && { kind: 'transfer', relation: entry.relation, category: entry.category, ...(to === undefined ? {} : { to }) }
    }
  }
}

/** The sentence that somebody typed for the act, whatever it is called there. */
export function sentenceOf(args: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const typed = [args?.['text'], args?.['reason'], args?.['note'], args?.['what'], args?.['evidence'], args?.['harmAvoided'], args?.['reference']].find((one) => typeof one === 'string' && one !== '')
  return typed as string | undefined
}

/**
 * What a second person then approves is its maker's alone to bring: an officer who vouched for it and approved it would be both people. It goes
 * on waiting for its maker's sign-in.
 */
export function isHalfOfTwo(op: string): boolean {
  return op === 'erasure.propose@1' || !(isRequestOperationName(op) || isLetterOperationName(op) || isNoteOperationName(op))
}
