// Puts an evidence bundle together: everything of one moment, read in one transaction that changes nothing, and signed. What goes out must stand the check that
// everybody else makes of it, which is the desk's to make before it gives the file a name.
import { createId } from '../../src-shared/base/ids'
import { caseMonths } from '../../src-shared/domain/case-retention'
import type { Period } from '../../src-shared/domain/desk-report'
import { BUNDLE_MANIFEST_NAME, HOW_TO_CHECK } from '../../src-shared/formats/bundle/bundle-names'
import { bundleManifestSchema, signBundleManifest, type BundleManifest } from '../../src-shared/formats/bundle/evidence-bundle'
import { HOW_TO_CHECK_TEXT } from '../../src-shared/formats/bundle/how-to-check'
import type { OriginContext } from '../context'
import { REGION, TENANT } from '../tenant'
import { createBundleFiles } from './bundle-files'
import { gatherDocuments } from './documents'
import { gatherRequests } from './request-lines'
import { gatherPolicies, gatherTrail } from './trail-lines'

export interface AskedBundle extends Pick<BundleManifest, 'at'> {
  readonly period: Period
  readonly staffId: string
}

/** The page as it goes out. @throws Refusal too_large */
export async function gatherBundle(context: OriginContext, { period, staffId, at }: AskedBundle): Promise<string> {
  const { db, keys, now, random, rules } = context
  await rules.look()
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const askedBy = await tx.selectFrom('staff').select(['id', 'name']).where('id', '=', staffId).executeTakeFirstOrThrow()
      // After the first question, which is the moment of all of it.
      const asOf = now()
      const files = createBundleFiles()
      files.text(HOW_TO_CHECK, HOW_TO_CHECK_TEXT)
      const { counts, ...named } = await gatherRequests(tx, files, period)
      const trail = await gatherTrail(tx, context, files, period)
      const policies = await gatherPolicies(tx, files, period)
      const { batches, certificates, ...packs } = await gatherDocuments(tx, context, files, { period, ...named })
      const body = bundleManifestSchema.parse({
        v: 1, kind: 'evidence-bundle', bundleId: createId(asOf, random), tenant: TENANT, region: REGION, period, asOf, askedBy, at, caseMonths: caseMonths(rules.inForce), ...packs,
        counts: { ...counts, certificates, batches, ...trail, policies }, files: files.listed(),
      })
      files.line(BUNDLE_MANIFEST_NAME, signBundleManifest(body, keys.origin, keys.originCertificate))
      return files.page()
    })
}
