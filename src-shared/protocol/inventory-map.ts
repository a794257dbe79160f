// Where every field of every synced record stands in the inventory: a field that a schema gains and this map does not know, or one
// that the map places where the inventory has it not, does not compile (product.md, P3).
import type { InventoryField } from '../domain/inventory'
import type { OwnField, OwnGroup } from '../domain/own-records'
import type { Category, LogCategory } from '../domain/vocabulary'
import type { Decision, IdentifierRecord, IdentityCheck, LogRow, RECORD_SCHEMAS, RecordType, TimelineEntry } from './records'
import type { CaseExtensionRecord, CasePauseRecord } from './request-clock'
import type { z } from 'zod'

/** `category.field` of the inventory, or `group.field` of the own records. */
export type InventoryPlace = { [C in Category]: `${C}.${InventoryField<C>}` }[Category] | { [G in OwnGroup]: `${G}.${OwnField<G>}` }[OwnGroup]
/** One field may carry several: an identifier's value is a mobile or an e-mail. */
type FieldsOf<Body> = { readonly [Field in keyof Body & string]-?: readonly [InventoryPlace, ...InventoryPlace[]] }

export const RECORD_FIELDS: { readonly [Type in RecordType]: FieldsOf<z.infer<(typeof RECORD_SCHEMAS)[Type]>> } = {
  subject: {
    id: ['record-keys.id'],
    accountNo: ['registration.account'],
    name: ['registration.name'],
    status: ['registration.status'],
    birthDay: ['registration.birthDay'],
    region: ['registration.region'],
    registeredAt: ['registration.registeredAt'],
    products: ['registration.products'],
    identifiers: ['registration.mobile', 'registration.email', 'registration.proof', 'registration.addedAt'],
    synthetic: ['record-keys.synthetic'],
  },
  directory: {
    id: ['record-keys.id'],
    accountNo: ['registration.account'],
    name: ['registration.name'],
    status: ['registration.status'],
    registeredAt: ['registration.registeredAt'],
    identifiers: ['registration.mobile', 'registration.email', 'registration.proof'],
  },
  consent: {
    id: ['record-keys.id'],
    subjectId: ['record-keys.subjectId'],
    kind: ['consent.kind'],
    purpose: ['consent.purpose'],
    product: ['consent.product'],
    policyId: ['record-keys.policyId', 'consent.policy'],
    policyVersion: ['consent.policy'],
    channel: ['consent.channel'],
    at: ['consent.at'],
    wordingHash: ['consent.wordingHash'],
    evidence: ['consent.evidence'],
  },
  policy: {
    id: ['record-keys.policyId'],
    product: ['policy.product'],
    channels: ['policy.channels'],
    version: ['policy.version'],
    effectiveFrom: ['policy.effectiveFrom'],
    effectiveUntil: ['policy.effectiveUntil'],
    replaces: ['record-keys.policyId', 'policy.replaces'],
    title: ['policy.title'],
    clauses: ['policy.clauses'],
    textHash: ['policy.textHash'],
    state: ['policy.state'],
    proposedBy: ['policy.proposedBy'],
    proposedAt: ['policy.proposedAt'],
    decidedBy: ['policy.decidedBy'],
    decidedAt: ['policy.decidedAt'],
    reason: ['policy.reason'],
  },
  holding: {
    id: ['record-keys.id'],
    subjectId: ['record-keys.subjectId'],
    category: ['holding-count.category'],
    system: ['holding-count.system'],
    rows: ['holding-count.rows'],
    fromAt: ['holding-count.fromAt'],
    toAt: ['holding-count.toAt'],
  },
  request: {
    id: ['record-keys.requestId'],
    caseNo: ['case-file.caseNo'],
    subjectId: ['record-keys.subjectId'],
    right: ['case-file.right'],
    state: ['case-file.state'],
    channel: ['case-file.channel'],
    receivedOn: ['case-file.receivedOn'],
    keyedAt: ['case-file.keyedAt'],
    text: ['case-file.text'],
    corrections: ['case-file.corrections'],
    purposes: ['case-file.purposes'],
    products: ['case-file.products'],
    explains: ['case-file.explains'],
    transferTo: ['case-file.transferTo'],
    authority: ['case-file.authority'],
    escalation: ['case-file.escalation'],
    changes: ['case-file.changes'],
    assigneeId: ['case-file.assigneeId'],
    identityChecks: ['case-file.identityChecks'],
    failedChecks: ['case-file.failedChecks'],
    proposedCheck: ['case-file.proposedCheck'],
    decision: ['case-file.decision'],
    targetOn: ['case-file.targetOn'],
    outerOn: ['case-file.outerOn'],
    countedBy: ['case-file.rulesPack'],
    pauses: ['case-file.pauses'],
    extension: ['case-file.extension'],
    erasureId: ['record-keys.erasureId'],
    closedAt: ['case-file.closedAt'],
    timeline: ['case-file.timeline'],
  },
  erasure: {
    id: ['record-keys.erasureId'],
    requestId: ['record-keys.requestId'],
    subjectId: ['record-keys.subjectId'],
    state: ['erasure-proof.state'],
    planHash: ['erasure-proof.planHash'],
    plan: ['erasure-proof.plan'],
    proposedBy: ['erasure-proof.proposedBy'],
    proposedAt: ['erasure-proof.proposedAt'],
    approvedBy: ['erasure-proof.approvedBy'],
    approvedAt: ['erasure-proof.approvedAt'],
    executedAt: ['erasure-proof.executedAt'],
    completedAt: ['erasure-proof.completedAt'],
    executed: ['erasure-proof.executed'],
    devices: ['erasure-proof.devices'],
    recipients: ['erasure-proof.recipients'],
    certificate: ['erasure-proof.certificate'],
  },
  staff: {
    id: ['record-keys.id'],
    login: ['staff.login'],
    name: ['staff.name'],
    role: ['staff.role'],
    active: ['staff.active'],
  },
  exception: {
    id: ['record-keys.id'],
    case: ['exception.case'],
    category: ['exception.category'],
    purpose: ['exception.purpose'],
    statute: ['exception.statute'],
    reason: ['exception.reason'],
    decidedBy: ['exception.decidedBy'],
    decidedAt: ['exception.decidedAt'],
    approvedBy: ['exception.approvedBy'],
    approvedAt: ['exception.approvedAt'],
    until: ['exception.until'],
    reviews: ['exception.reviews'],
    ending: ['exception.ending'],
    declined: ['exception.declined'],
  },
  recipient: {
    id: ['record-keys.recipientId'],
    name: ['recipient.name'],
    contact: ['recipient.contact'],
    proposedBy: ['recipient.proposedBy'],
    proposedAt: ['recipient.proposedAt'],
    approvedBy: ['recipient.approvedBy'],
    approvedAt: ['recipient.approvedAt'],
    change: ['recipient.change'],
  },
  transfer: {
    id: ['record-keys.transferId'],
    recipientId: ['record-keys.recipientId'],
    relation: ['transfer.relation'],
    category: ['transfer.category'],
    fields: ['transfer.fields'],
    purpose: ['transfer.purpose'],
    method: ['transfer.method'],
    at: ['transfer.at'],
    until: ['transfer.until'],
    frequency: ['transfer.frequency'],
    ground: ['transfer.ground'],
    reach: ['transfer.reach'],
    people: ['transfer.people'],
    recordedBy: ['transfer.recordedBy'],
    recordedAt: ['transfer.recordedAt'],
    approvedBy: ['transfer.approvedBy'],
    approvedAt: ['transfer.approvedAt'],
    ending: ['transfer.ending'],
    declined: ['transfer.declined'],
  },
  'transfer-share': {
    id: ['record-keys.id'],
    transferId: ['record-keys.transferId'],
    subjectId: ['record-keys.subjectId'],
    consentId: ['record-keys.consentId'],
  },
}

/** The records inside those records. */
export const NESTED_FIELDS: {
  readonly identifier: FieldsOf<IdentifierRecord>
  readonly identityCheck: FieldsOf<IdentityCheck>
  readonly decision: FieldsOf<Decision>
  readonly timelineEntry: FieldsOf<TimelineEntry>
  readonly casePause: FieldsOf<CasePauseRecord>
  readonly caseExtension: FieldsOf<CaseExtensionRecord>
} = {
  identifier: {
    id: ['record-keys.identifierId'],
    kind: ['registration.mobile', 'registration.email'],
    value: ['registration.mobile', 'registration.email'],
    proof: ['registration.proof'],
    addedAt: ['registration.addedAt'],
  },
  identityCheck: {
    identifierId: ['record-keys.identifierId'],
    method: ['case-file.method'],
    evidence: ['case-file.evidence'],
    staffId: ['case-file.staffId'],
    at: ['case-file.at'],
    confirmed: ['case-file.confirmed'],
    approvedBy: ['case-file.approvedBy'],
  },
  decision: {
    outcome: ['case-file.outcome'],
    ground: ['case-file.ground'],
    text: ['case-file.text'],
    staffId: ['case-file.staffId'],
    at: ['case-file.at'],
    rulesPack: ['case-file.rulesPack'],
    lateReason: ['case-file.lateReason'],
    items: ['case-file.items'],
    conditions: ['case-file.conditions'],
    form: ['case-file.form'],
    lawyer: ['case-file.lawyer'],
  },
  timelineEntry: {
    at: ['case-file.at'],
    staffId: ['case-file.staffId'],
    event: ['case-file.event'],
    text: ['case-file.text'],
    outcome: ['case-file.outcome'],
    ground: ['case-file.ground'],
    code: ['case-file.pauseCategory', 'case-file.extensionReason'],
    from: ['case-file.pauseDays'],
    to: ['case-file.pauseDays'],
    workingDays: ['case-file.extension'],
    assigneeId: ['case-file.staffId'],
  },
  casePause: {
    from: ['case-file.pauseDays'],
    to: ['case-file.pauseDays'],
    category: ['case-file.pauseCategory'],
    reason: ['case-file.text'],
    staffId: ['case-file.staffId'],
    at: ['case-file.at'],
  },
  caseExtension: {
    workingDays: ['case-file.extension'],
    reason: ['case-file.extensionReason'],
    text: ['case-file.text'],
    staffId: ['case-file.staffId'],
    at: ['case-file.at'],
    rulesPack: ['case-file.rulesPack'],
  },
}

/** The service log: what `detail` and the rest are depends on the category of the row. */
export const LOG_ROW_FIELDS: { readonly [C in LogCategory]: FieldsOf<LogRow> } = {
  browsing: logRow('browsing.at', 'browsing.product', 'browsing.ip', 'browsing.page'),
  'search-query': logRow('search-query.at', 'search-query.product', 'search-query.ip', 'search-query.query'),
  'country-interest': logRow('country-interest.at', 'country-interest.product', 'country-interest.ip', 'country-interest.country'),
  'access-log': logRow('access-log.at', 'access-log.product', 'access-log.ip', 'access-log.result'),
  'page-performance': logRow('page-performance.at', 'page-performance.product', 'page-performance.ip', 'page-performance.client'),
}

function logRow(at: InventoryPlace, product: InventoryPlace, ip: InventoryPlace, detail: InventoryPlace): FieldsOf<LogRow> {
  return { n: ['record-keys.n'], category: ['holding-count.category'], at: [at], product: [product], ip: [ip], detail: [detail] }
}
