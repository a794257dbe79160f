// The signed manifest of an evidence bundle, and the lines of its smaller files. The bundle is put together by the origin, which alone holds every request,
// and whatever stands in it stands under this one signature; documents that have a signature of their own keep it.
//
//   manifest.json   canonical JSON of {body, certificate, sig}: the body below, signed by the origin (formats/signed.ts)
import { z } from 'zod'
import type { DeviceId, Id, PolicyId } from '../../base/ids'
import { isPeriod } from '../../domain/desk-report'
import { day, epochMs, id, sha256Hex } from '../../domain/fields'
import { serviceChannel } from '../../domain/policy-words'
import { POLICY_TOPICS, PRODUCTS } from '../../domain/vocabulary'
import type { Signer } from '../crypto'
import { signBody, type Certificate, type Signed, type SignedCertificate } from '../signed'
import { staffSchema } from './request-line'

const count = z.number().int().min(0)
const version = z.string().max(64)

export const bundleManifestSchema = z.strictObject({
  v: z.literal(1),
  kind: z.literal('evidence-bundle'),
  bundleId: id<Id<'evidence-bundle'>>(),
  tenant: z.string().max(80),
  region: z.string().max(16),
  period: z.strictObject({ from: day, to: day }).refine(isPeriod),
  /** The origin's state that all of it is of, and when it was signed. */
  asOf: epochMs,
  askedBy: staffSchema,
  at: z.strictObject({ id: id<DeviceId>(), name: z.string().max(80) }),
  /** Of requests of every office. Files of cases go so many months after they were closed; those that ended in an erasure stay. */
  caseMonths: count,
  /** In force at `asOf`. */
  rulesPack: version,
  /** The packs in it, ascending, with when this origin took each up. */
  packs: z.array(z.strictObject({ version, since: epochMs })),
  /** Named by a request or a document, and not held by this origin: ascending. */
  missingPacks: z.array(version),
  counts: z.strictObject({
    requests: count,
    received: count,
    decided: count,
    closed: count,
    /** Not closed at `asOf`. */
    open: count,
    /** Requests made to try something out: they are left out. */
    tests: count,
    certificates: count,
    batches: count,
    devices: count,
    witnesses: count,
    policies: count,
  }),
  files: z.array(z.strictObject({ name: z.string().max(120), sizeBytes: count, sha256: sha256Hex })),
})
export type BundleManifest = z.infer<typeof bundleManifestSchema>
export type SignedBundleManifest = Signed<BundleManifest>
export type BundleCounts = BundleManifest['counts']

export interface CheckedBundle {
  readonly manifest: BundleManifest
  readonly signer: Certificate
}

export function signBundleManifest(body: BundleManifest, signer: Signer, certificate: SignedCertificate): SignedBundleManifest {
  return signBody(body, signer, certificate)
}

/** `witnesses`: so often did the origin sign for its audit record in the period; none is told as 0. `breaks`: when it found the record to be another than before, for good. */
export const deviceLineSchema = z.strictObject({
  id: id<DeviceId>(),
  name: z.string().max(80),
  enrolledAt: epochMs,
  revokedAt: epochMs.optional(),
  witnesses: count,
  breaks: z.array(z.strictObject({ size: count, foundAt: epochMs })),
})
export type DeviceLine = z.infer<typeof deviceLineSchema>

const bilingual = z.strictObject({ 'zh-CN': z.string(), en: z.string() })

/** As people were shown it, with the hash that their consents name. */
export const policyLineSchema = z.strictObject({
  id: id<PolicyId>(),
  product: z.enum(PRODUCTS).optional(),
  channels: z.array(serviceChannel).optional(),
  version: z.string().max(32),
  effectiveFrom: day,
  effectiveUntil: day.optional(),
  title: bilingual,
  clauses: z.array(z.strictObject({ topic: z.enum(POLICY_TOPICS), number: z.string().max(16), text: bilingual })).max(400),
  textHash: sha256Hex,
})
export type PolicyLine = z.infer<typeof policyLineSchema>
