// The signed documents of an evidence bundle: each by its own signature and under its own name, and whether those are there that the requests name, and no others.
import { z } from 'zod'
import { toDay } from '../../base/clock'
import { comparePackVersions, rulesPackBodySchema } from '../../domain/rules'
import { BUNDLE_MANIFEST_NAME, certificateFileName, rulesFileName, type DocumentKind } from '../bundle/bundle-names'
import type { BundleManifest } from '../bundle/evidence-bundle'
import { batchReportSchema, checkBatchReport } from '../batch-report'
import { canonicalJson, fromUtf8, parseJson } from '../canonical'
import { checkErasureCertificate, erasureCertificateSchema } from '../certificate'
import type { EvidenceCrypto } from '../crypto'
import { checkRulesPack } from '../rules-pack'
import { isCanonicalisable, type OrgTrust } from '../signed'
import type { LineProblem, RequestsTold } from './bundle-lines'

interface DocumentsCheck {
  readonly manifest: BundleManifest
  /** Fingerprint of the organisation key that vouches for whoever signed the manifest. */
  readonly issuer: string
  readonly orgPublicKey: OrgTrust | undefined
  readonly crypto: EvidenceCrypto
  readonly requests: Pick<RequestsTold, 'certificates' | 'packs'>
}
export interface Documents {
  readonly take: (document: { readonly kind: DocumentKind; readonly key: string }, bytes: Uint8Array, sha256: string) => LineProblem | undefined
  /** A file that is missing, or that the manifest does not tell of; the manifest itself where its numbers are others. */
  readonly end: () => string | undefined
}

/** One line, in the one spelling that a signature is over. */
function readDocument(bytes: Uint8Array): unknown {
  const text = fromUtf8(bytes)
  const value = text === undefined ? undefined : parseJson(text)
  return value !== undefined && isCanonicalisable(value) && `${canonicalJson(value)}\n` === text ? value : undefined
}

export function createDocuments({ manifest, issuer, orgPublicKey, crypto, requests }: DocumentsCheck): Documents {
  const { period, counts, tenant } = manifest
  const packs = new Set<string>()
  const named = requests.packs
  named.add(manifest.rulesPack)
  const certificates = new Set<string>()
  let batches = 0
  const takes: Readonly<Record<DocumentKind, (key: string, value: unknown, sha256: string) => LineProblem | undefined>> = {
    rules: (version, value) => {
      if (!isRulesPack(value, version, { issuer, orgPublicKey, crypto })) return 'part-invalid'
      packs.add(version)
      return undefined
    },
    batch: (batchId, value) => {
      const checked = checkBatchReport(value, orgPublicKey, crypto)
      if (!isGood(checked, orgPublicKey)) return 'part-invalid'
      const report = bodyOf(value, batchReportSchema)
      const on = toDay(report.doneAt)
      if (report.batchId !== batchId || report.tenant !== tenant || on < period.from || on > period.to) return 'rows-differ'
      named.add(report.rulesPack)
      batches += 1
      return undefined
    },
    certificate: (erasureId, value, sha256) => {
      const checked = checkErasureCertificate(value, orgPublicKey, crypto)
      if (!isGood(checked, orgPublicKey)) return 'part-invalid'
      const certificate = bodyOf(value, erasureCertificateSchema)
      const told = requests.certificates.get(erasureId)
      if (certificate.erasureId !== erasureId || certificate.tenant !== tenant || told?.caseNo !== certificate.caseNo || told.sha256 !== sha256) return 'rows-differ'
      named.add(certificate.rulesPack)
      certificates.add(erasureId)
      return undefined
    },
  }
  return {
    take: ({ kind, key }, bytes, sha256) => {
      const value = readDocument(bytes)
      return value === undefined ? 'malformed' : takes[kind](key, value, sha256)
    },
    end: () => {
      const lacking = [...requests.certificates.keys()].find((id) => !certificates.has(id))
      if (lacking !== undefined) return certificateFileName(lacking)
      if (certificates.size !== counts.certificates || batches !== counts.batches) return BUNDLE_MANIFEST_NAME
      return packsDiffer(manifest, packs, named)
    },
  }
}

const bodyOf = <Body>(value: unknown, schema: z.ZodType<Body>): Body => z.object({ body: schema }).parse(value).body

/** Nobody is known without a key; with one, whoever signed has to be. */
function isGood(checked: { readonly ok: boolean; readonly error?: string }, orgPublicKey: OrgTrust | undefined): boolean {
  return checked.ok || (checked.error === 'unknown-signer' && orgPublicKey === undefined)
}

/** A pack names its signer by a fingerprint alone: without the key it can only be held against who vouches for the bundle's own signer. */
function isRulesPack(value: unknown, version: string, { issuer, orgPublicKey, crypto }: Pick<DocumentsCheck, 'issuer' | 'orgPublicKey' | 'crypto'>): boolean {
  if (orgPublicKey) {
    const checked = checkRulesPack(value, orgPublicKey, crypto)
    return checked.ok && checked.value.version === version
  }
  const read = z.strictObject({ body: rulesPackBodySchema, keyId: z.literal(issuer), sig: z.string().length(86) }).safeParse(value)
  return read.success && read.data.body.version === version
}

function packsDiffer({ packs: told, missingPacks }: BundleManifest, packs: ReadonlySet<string>, named: ReadonlySet<string>): string | undefined {
  const untold = [...packs].find((version) => !told.some((one) => one.version === version)) ?? told.find(({ version }) => !packs.has(version))?.version
  if (untold !== undefined) return rulesFileName(untold)
  const lacking = [...named].filter((version) => !packs.has(version)).sort()
  const isTold = canonicalJson(lacking) === canonicalJson(missingPacks) && told.every(({ version }, at) => at === 0 || comparePackVersions(told[at - 1]?.version ?? '', version) < 0)
  return isTold ? undefined : BUNDLE_MANIFEST_NAME
}
