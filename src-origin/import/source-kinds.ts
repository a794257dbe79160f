// What can be imported, in the order in which it must be: each kind with its fields and which of them a mapping has to name.

export const SOURCE_KINDS = ['policies', 'accounts', 'identifiers', 'consents', 'log-rows', 'transfers', 'requests', 'training'] as const
export type SourceKind = (typeof SOURCE_KINDS)[number]

interface FieldList {
  readonly required: readonly string[]
  readonly optional: readonly string[]
  /** Rows name a person: one of the two references has to be there. */
  readonly names?: 'person'
}

export const PERSON_FIELDS = ['accountNo', 'externalId'] as const

export const FIELDS: Readonly<Record<SourceKind, FieldList>> = {
  policies: { required: ['version', 'effectiveFrom', 'titleZh', 'clauses'], optional: ['product', 'titleEn', 'channels', 'effectiveUntil', 'replaces'] },
  accounts: { required: ['accountNo', 'name', 'status', 'region', 'registeredAt'], optional: ['externalId', 'birthDay', 'products'] },
  identifiers: { names: 'person', required: ['kind', 'value', 'proof', 'addedAt'], optional: [...PERSON_FIELDS, 'key'] },
  consents: {
    names: 'person', required: ['kind', 'policyVersion', 'channel', 'at'],
    optional: [...PERSON_FIELDS, 'key', 'purpose', 'product', 'wordingHash', 'wording', 'evidence'],
  },
  transfers: {
    names: 'person', required: ['key', 'relation', 'category', 'fields', 'purpose', 'method', 'at', 'ground', 'recordedBy'],
    optional: [...PERSON_FIELDS, 'recipient', 'frequency', 'contract', 'contractFrom', 'contractUntil', 'statute', 'article'],
  },
  requests: {
    names: 'person', required: ['key', 'right', 'channel', 'receivedOn', 'text'],
    optional: [...PERSON_FIELDS, 'corrections', 'purposes', 'products', 'explains', 'transferTo', 'authority', 'makerKind', 'makerName', 'makerContact', 'makerRelation', 'test'],
  },
  training: { required: ['login', 'course', 'version', 'passedOn', 'dueOn'], optional: [] },
  'log-rows': { names: 'person', required: ['key', 'category', 'at', 'product', 'ip', 'detail'], optional: PERSON_FIELDS },
}
