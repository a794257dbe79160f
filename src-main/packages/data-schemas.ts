// What stands in the package's data files for machines; published as JSON Schema under resources/schemas (a test keeps them equal).
//
//   data/account.json       one person        data/holdings.json   what is held, for what, how long
//   data/consents.json      the history       data/requests.json   what was asked and answered
//   data/policies.json      what was shown    data/service-log.ndjson   one usage record a line
//   data/notes.json         what we hand out with the answer, and under which name a file of it is in the package
//
// Times are ISO 8601 in Beijing time with their zone; days are YYYY-MM-DD.
import { z } from 'zod'
import {
  ACCOUNT_STATUSES, CATEGORIES, CHANNELS, CONSENT_KINDS, EXPLAINED, IDENTIFIER_KINDS, IDENTITY_METHODS, ITEM_OUTCOMES,
  LOG_CATEGORIES, OUTCOMES, PERSON_FIELDS, POLICY_TOPICS, PRODUCTS, PROOFS, PURPOSES, REQUEST_STATES, RIGHTS,
} from '../../src-shared/domain/vocabulary'
import { MISSING_FILES } from '../../src-shared/formats/package'

const time = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+08:00$/)
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const hash = z.string().regex(/^[0-9a-f]{64}$/)
const rows = z.number().int().min(0)
const bilingual = z.strictObject({ 'zh-CN': z.string(), en: z.string() })
const LEGAL_BASES = ['contract', 'consent', 'legal-duty'] as const

export const accountFile = z.strictObject({
  schema: z.literal('access-package/account/1'),
  accountNo: z.string(),
  name: z.string(),
  status: z.enum(ACCOUNT_STATUSES),
  region: z.string(),
  birthDay: day.optional(),
  registeredAt: time,
  products: z.array(z.enum(PRODUCTS)),
  identifiers: z.array(z.strictObject({ kind: z.enum(IDENTIFIER_KINDS), value: z.string(), proof: z.enum(PROOFS), addedAt: time })),
  synthetic: z.boolean(),
})

export const consentsFile = z.strictObject({
  schema: z.literal('access-package/consents/1'),
  consents: z.array(
    z.strictObject({
      kind: z.enum(CONSENT_KINDS), purpose: z.enum(PURPOSES).optional(), product: z.enum(PRODUCTS).optional(), policyId: z.uuid(), policyVersion: z.string(), channel: z.enum(CHANNELS),
      at: time, wordingHash: hash, evidence: z.string().optional(),
    }),
  ),
})

export const policiesFile = z.strictObject({
  schema: z.literal('access-package/policies/1'),
  policies: z.array(
    z.strictObject({
      id: z.uuid(), product: z.enum(PRODUCTS).optional(), version: z.string(), effectiveFrom: day, title: bilingual,
      clauses: z.array(z.strictObject({ topic: z.enum(POLICY_TOPICS), number: z.string(), text: bilingual })), textHash: hash,
    }),
  ),
})

export const holdingsFile = z.strictObject({
  schema: z.literal('access-package/holdings/1'),
  dataAsOf: time,
  holdings: z.array(
    z.strictObject({
      category: z.enum(CATEGORIES), system: z.string(), fields: z.array(z.string()), purposes: z.array(z.enum(PURPOSES)), legalBasis: z.enum(LEGAL_BASES),
      retention: bilingual, source: bilingual, recipients: z.array(bilingual), heldRows: rows, includedRows: rows, from: time.optional(), to: time.optional(),
      withheld: bilingual.optional(),
    }),
  ),
})

export const requestsFile = z.strictObject({
  schema: z.literal('access-package/requests/1'),
  requests: z.array(
    z.strictObject({
      caseNo: z.string(), answeredHere: z.boolean(), right: z.enum(RIGHTS), state: z.enum(REQUEST_STATES), channel: z.enum(CHANNELS), receivedOn: day, keyedAt: time,
      text: z.string(),
      corrections: z.array(z.strictObject({ field: z.enum(PERSON_FIELDS), value: z.string() })).optional(),
      purposes: z.array(z.enum(PURPOSES)).optional(),
      products: z.array(z.enum(PRODUCTS)).optional(),
      explains: z.enum(EXPLAINED).optional(),
      transferTo: z.string().optional(),
      changes: z.array(z.strictObject({ field: z.enum(PERSON_FIELDS), before: z.string().optional(), after: z.string(), at: time })).optional(),
      identityChecks: z.array(z.strictObject({ method: z.enum(IDENTITY_METHODS), at: time })),
      decision: z
        .strictObject({
          outcome: z.enum(OUTCOMES), ground: z.string().optional(), text: z.string(), at: time, rulesPack: z.string(),
          items: z.array(z.strictObject({ item: z.string(), outcome: z.enum(ITEM_OUTCOMES), ground: z.string().optional() })).optional(),
        })
        .optional(),
      closedAt: time.optional(),
    }),
  ),
})

export const notesFile = z.strictObject({
  schema: z.literal('access-package/notes/1'),
  notes: z.array(
    z.strictObject({
      at: time, text: z.string(),
      /** `entry`: its name in the package; without one it is not in it, and `missing` says why. Of one that is withheld neither name nor hash is told. */
      files: z.array(z.strictObject({ name: z.string(), sizeBytes: rows, sha256: hash.optional(), entry: z.string().optional(), missing: z.enum(MISSING_FILES).optional() })),
    }),
  ),
})

/** One line of data/service-log.ndjson. */
export const serviceLogLine = z.strictObject({ n: rows, category: z.enum(LOG_CATEGORIES), at: time, product: z.enum(PRODUCTS), ip: z.string(), detail: z.string() })

/** By the name of the published file. */
export const DATA_SCHEMAS = {
  'access-package-account': accountFile,
  'access-package-consents': consentsFile,
  'access-package-policies': policiesFile,
  'access-package-holdings': holdingsFile,
  'access-package-requests': requestsFile,
  'access-package-notes': notesFile,
  'access-package-service-log-line': serviceLogLine,
} as const
