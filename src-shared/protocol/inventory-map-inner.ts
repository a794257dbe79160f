// The same for the records inside the records, and for the rows of the service log.
import type { LogCategory } from '../domain/vocabulary'
import type { FieldsOf, InventoryPlace } from './inventory-map'
import type { LetterDeliveryRecord } from './letters'
import type { Decision, IdentifierRecord, IdentityCheck, LogRow, TimelineEntry } from './records'
import type { CaseExtensionRecord, CasePauseRecord } from './request-clock'

/** The records inside those records. */
export const NESTED_FIELDS: {
  readonly identifier: FieldsOf<IdentifierRecord>
  readonly identityCheck: FieldsOf<IdentityCheck>
  readonly decision: FieldsOf<Decision>
  readonly timelineEntry: FieldsOf<TimelineEntry>
  readonly casePause: FieldsOf<CasePauseRecord>
  readonly caseExtension: FieldsOf<CaseExtensionRecord>
  readonly letterDelivery: FieldsOf<LetterDeliveryRecord>
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
    replaces: ['case-file.replaces'],
    shown: ['case-file.shown'],
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
    evidence: ['case-file.evidence'],
    otherId: ['record-keys.requestId'],
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
  letterDelivery: {
    id: ['record-keys.id'],
    channel: ['letter.deliveries'],
    on: ['letter.deliveries'],
    staffId: ['letter.staffId'],
    at: ['letter.deliveries'],
    withdrawn: ['letter.deliveries'],
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
