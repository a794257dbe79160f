// What the desk and the origin keep beyond the categories of the service, because they answer requests: case files, proofs of
// erasure, counts, staff, policies and the random ids that join records; each with purpose, basis, keeping and erasure like the rest.
import type { LegalBasis, RetentionEnd } from './inventory'

/** Beyond the policy's own purposes; texts `inventory:ownPurpose.CODE`. */
export type OwnPurpose = 'answer-requests' | 'prove-handling' | 'organise-work' | 'state-the-rules'

/** What an erasure of the person does to it; texts `inventory:handling.CODE`. */
export type OwnErasure =
  | 'deleted'
  | 'minimised' // the case file stays without the person's data (docs/rules.md, R-DSR)
  | 'names-nobody' // random ids, hashes and counts that lead to nobody any more
  | 'not-about-people' // of those who use the service

export interface OwnEntry {
  /** i18n key `inventory:ownGroup.CODE`. */
  readonly group: string
  readonly fields: readonly string[]
  readonly purposes: readonly OwnPurpose[]
  readonly legalBasis: LegalBasis
  /** i18n key. */
  readonly retention: string
  /** Absent: as long as what it belongs to. */
  readonly ends?: RetentionEnd
  readonly system: string
  readonly erasure: OwnErasure
}

const ENTRIES = [
  {
    group: 'record-keys',
    fields: ['id', 'n', 'subjectId', 'identifierId', 'requestId', 'erasureId', 'policyId', 'recipientId', 'transferId', 'consentId', 'noteId', 'synthetic'],
    purposes: ['answer-requests'],
    legalBasis: 'legal-duty',
    retention: 'inventory:retention.record-keys',
    system: 'desk',
    erasure: 'deleted',
  },
  {
    group: 'case-file',
    fields: [
      'caseNo', 'right', 'state', 'channel', 'receivedOn', 'keyedAt', 'text', 'corrections', 'purposes', 'assigneeId', 'identityChecks',
      'failedChecks', 'proposedCheck', 'confirmed', 'approvedBy', 'decision',
      'targetOn', 'outerOn', 'runsOn', 'closedAt', 'timeline', 'staffId', 'method', 'evidence', 'at', 'outcome', 'ground', 'rulesPack', 'event',
      'pauses', 'pauseDays', 'pauseCategory', 'extension', 'extensionReason', 'lateReason',
      'products', 'explains', 'transferTo', 'authority', 'escalation', 'changes', 'items', 'conditions', 'form', 'lawyer', 'replaces', 'shown',
      'madeBy', 'test', 'withdrawal',
    ],
    purposes: ['answer-requests', 'prove-handling'],
    legalBasis: 'legal-duty',
    retention: 'inventory:retention.case-file',
    ends: { after: 'case-closed', months: 36, then: 'delete' },
    system: 'desk',
    erasure: 'minimised',
  },
  {
    group: 'letter',
    fields: ['kind', 'version', 'first', 'text', 'rulesPack', 'staffId', 'at', 'deliveries'],
    purposes: ['answer-requests', 'prove-handling'],
    legalBasis: 'legal-duty',
    retention: 'inventory:retention.case-file',
    system: 'desk',
    erasure: 'deleted',
  },
  {
    // Notes and the files they name; evidence goes when its case is closed.
    group: 'case-note',
    fields: ['at', 'staffId', 'audience', 'kind', 'text', 'files', 'removed'],
    purposes: ['answer-requests', 'prove-handling'],
    legalBasis: 'legal-duty',
    retention: 'inventory:retention.case-note',
    ends: { after: 'case-closed', months: 36, then: 'delete' },
    system: 'desk',
    erasure: 'deleted',
  },
  {
    group: 'erasure-proof',
    fields: ['state', 'planHash', 'plan', 'proposedBy', 'proposedAt', 'approvedBy', 'approvedAt', 'runsOn', 'executedAt', 'completedAt', 'executed', 'released', 'late', 'apart', 'systems', 'devices', 'recipients', 'certificate'],
    purposes: ['prove-handling'],
    legalBasis: 'legal-duty',
    retention: 'inventory:retention.erasure-proof',
    system: 'desk',
    erasure: 'names-nobody',
  },
  {
    group: 'holding-count',
    fields: ['category', 'system', 'rows', 'fromAt', 'toAt'],
    purposes: ['answer-requests'],
    legalBasis: 'legal-duty',
    retention: 'inventory:retention.holding-count',
    system: 'desk',
    erasure: 'deleted',
  },
  {
    group: 'staff',
    fields: ['login', 'name', 'role', 'active', 'trainingDue', 'trainingGrace'],
    purposes: ['organise-work', 'prove-handling'],
    legalBasis: 'contract',
    retention: 'inventory:retention.staff',
    system: 'desk',
    erasure: 'not-about-people',
  },
  {
    group: 'policy',
    fields: [
      'product', 'channels', 'version', 'effectiveFrom', 'effectiveUntil', 'replaces', 'title', 'clauses', 'textHash', 'state', 'proposedBy', 'proposedAt',
      'decidedBy', 'decidedAt', 'reason',
    ],
    purposes: ['state-the-rules'],
    legalBasis: 'legal-duty',
    retention: 'inventory:retention.policy',
    system: 'desk',
    erasure: 'not-about-people',
  },
  {
    group: 'exception',
    fields: ['case', 'category', 'purpose', 'statute', 'reason', 'decidedBy', 'decidedAt', 'approvedBy', 'approvedAt', 'until', 'reviews', 'ending', 'declined'],
    purposes: ['state-the-rules', 'prove-handling'],
    legalBasis: 'legal-duty',
    retention: 'inventory:retention.exception',
    system: 'desk',
    erasure: 'not-about-people',
  },
  {
    group: 'recipient',
    fields: ['name', 'contact', 'proposedBy', 'proposedAt', 'approvedBy', 'approvedAt', 'change'],
    purposes: ['state-the-rules', 'prove-handling'],
    legalBasis: 'legal-duty',
    retention: 'inventory:retention.recipient',
    system: 'desk',
    erasure: 'not-about-people',
  },
  {
    // Whom a handing over concerned is a record of its own, two random ids in record-keys: it goes with the person.
    group: 'transfer',
    fields: [
      'relation', 'category', 'fields', 'purpose', 'method', 'at', 'until', 'frequency', 'ground', 'reach', 'people', 'recordedBy', 'recordedAt',
      'approvedBy', 'approvedAt', 'ending', 'declined',
    ],
    purposes: ['state-the-rules', 'prove-handling'],
    legalBasis: 'legal-duty',
    retention: 'inventory:retention.transfer',
    system: 'desk',
    erasure: 'names-nobody',
  },
  {
    group: 'preset',
    fields: ['name', 'content', 'owner', 'changedBy', 'changedAt'],
    purposes: ['organise-work'],
    legalBasis: 'contract',
    retention: 'inventory:retention.preset',
    system: 'desk',
    erasure: 'not-about-people',
  },
  {
    // Whom a hold on one person is about is a random id in record-keys; the erasure of the person takes it out.
    group: 'hold',
    fields: ['matter', 'reach', 'categories', 'fields', 'reason', 'placedBy', 'placedAt', 'approvedBy', 'approvedAt', 'reviewOn', 'extensions', 'change', 'lifted', 'declined'],
    purposes: ['prove-handling'],
    legalBasis: 'legal-duty',
    retention: 'inventory:retention.hold',
    system: 'desk',
    erasure: 'names-nobody',
  },
  {
    // Whom an incident concerns are random ids in record-keys; the erasure of a person takes theirs out.
    group: 'incident',
    fields: ['kind', 'cause', 'discoveredAt', 'what', 'openedBy', 'openedAt', 'categories', 'others', 'lossYuan', 'graver', 'harmAvoided', 'measures', 'notices', 'contained', 'closing', 'closed'],
    purposes: ['prove-handling'],
    legalBasis: 'legal-duty',
    retention: 'inventory:retention.incident',
    system: 'desk',
    erasure: 'names-nobody',
  },
] as const satisfies readonly OwnEntry[]

export type OwnGroup = (typeof ENTRIES)[number]['group']
export type OwnField<G extends OwnGroup> = Extract<(typeof ENTRIES)[number], { readonly group: G }>['fields'][number]

export const OWN_RECORDS: readonly (OwnEntry & { readonly group: OwnGroup })[] = ENTRIES
