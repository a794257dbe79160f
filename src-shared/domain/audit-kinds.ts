// What kind of line a type of the audit is, for whoever reads the record: four heaps, by the first word of the type and a few whole types.
export const AUDIT_KINDS = ['look', 'file', 'act', 'desk'] as const
export type AuditKind = (typeof AUDIT_KINDS)[number]

/** Whole types that are not of the kind of their first word, or whose first word names none. */
const BY_TYPE: ReadonlyMap<string, AuditKind> = new Map<string, AuditKind>([
  ...['person.open', 'person.reveal', 'person.reveal-limit', 'request.open', 'request.look-at-held', 'erasure.open', 'erasure.rows', 'consent.as-of', 'policy.open', 'policy.who-is-bound', 'policy.population-reach',
    'report.read', 'audit.access-use', 'audit.list', 'package.find-rows', 'package.review'].map((type) => [type, 'look'] as const),
  ...['consent.print', 'letter.save', 'note.save-copy', 'report.save', 'retention.report', 'erasure.certificate', 'inventory.export', 'audit.export', 'bundle.export', 'support.save'].map((type) => [type, 'file'] as const),
])
const BY_WORD: ReadonlyMap<string, AuditKind> = new Map<string, AuditKind>([
  ['search', 'look'],
  ['package', 'file'],
  ...['session', 'workstation', 'rules', 'pins', 'org-key', 'clock', 'sync', 'outbox', 'quarantine', 'fleet', 'access', 'limit', 'audit'].map((word) => [word, 'desk'] as const),
])

/** Whatever is not named is an act: a type that is new tomorrow is at least not overlooked among the looks. */
export function auditKindOf(type: string): AuditKind {
  return BY_TYPE.get(type) ?? BY_WORD.get(type.slice(0, type.indexOf('.'))) ?? 'act'
}
