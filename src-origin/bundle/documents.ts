// The signed documents of a bundle, each as it was signed: rules packs, reports of batches, certificates of erasures.
import { sql } from 'kysely'
import { addDays, dayStart } from '../../src-shared/base/clock'
import type { Period } from '../../src-shared/domain/desk-report'
import { batchReportSchema } from '../../src-shared/formats/batch-report'
import { batchFileName, certificateFileName, rulesFileName } from '../../src-shared/formats/bundle/bundle-names'
import type { BundleManifest } from '../../src-shared/formats/bundle/evidence-bundle'
import type { SignedErasureCertificate } from '../../src-shared/formats/certificate'
import type { OriginContext } from '../context'
import { listSignedPacks, type HeldPack } from '../rules/rules-book'
import type { Tx } from '../store/database'
import type { BundleFiles } from './bundle-files'

interface Named {
  readonly erasureIds: readonly string[]
  /** Versions that requests name. */
  readonly packs: ReadonlySet<string>
}

const PAGE_ROWS = 200

/** Rules stand before what names them, and what names them is known only once it is read: so documents are read first and written by kind. */
export async function gatherDocuments(tx: Tx, { keys, rules }: OriginContext, files: BundleFiles, { period, erasureIds, packs }: Named & { readonly period: Period }): Promise<Pick<BundleManifest, 'packs' | 'missingPacks' | 'rulesPack'> & { readonly batches: number; readonly certificates: number }> {
  const batches = await batchesOf(tx, period)
  const certificates = await certificatesOf(tx, erasureIds)
  const rulesPack = rules.inForce.version
  const named = new Set([...packs, rulesPack, ...batches.map(({ pack }) => pack), ...certificates.map(({ pack }) => pack)])
  const held = await listSignedPacks(tx, keys.org)
  const told = held.filter((pack) => named.has(pack.version) || wasInForce(pack, held, period))
  for (const { version, signed } of told.toSorted((a, b) => (rulesFileName(a.version) < rulesFileName(b.version) ? -1 : 1))) files.line(rulesFileName(version), signed)
  for (const { id, signed } of batches) files.line(batchFileName(id), signed)
  for (const { id, signed } of certificates) files.line(certificateFileName(id), signed)
  return {
    rulesPack, packs: told.map(({ version, since }) => ({ version, since })), missingPacks: [...named].filter((version) => !held.some((one) => one.version === version)).sort(),
    batches: batches.length, certificates: certificates.length,
  }
}

/** From when it was taken up until a newer one was. */
function wasInForce({ version, since }: HeldPack, held: readonly HeldPack[], { from, to }: Period): boolean {
  const newer = held.slice(held.findIndex((one) => one.version === version) + 1).map((one) => one.since)
  const until = Math.min(Infinity, ...newer)
  return since < until && since < dayStart(addDays(to, 1)) && until > dayStart(from)
}

interface Document {
  readonly id: string
  readonly pack: string
  readonly signed: object
}

/** Each in the order of its file's name. */
async function batchesOf(tx: Tx, { from, to }: Period): Promise<readonly Document[]> {
  const { rows } = await sql<{ id: string; signed: { readonly body: unknown } }>`
    select batch_id as id, report as signed from batch_reports where (report -> 'body' ->> 'doneAt')::bigint >= ${dayStart(from)} and (report -> 'body' ->> 'doneAt')::bigint < ${dayStart(addDays(to, 1))}
    order by batch_id::text collate "C"`.execute(tx)
  return rows.map(({ id, signed }) => ({ id, pack: batchReportSchema.parse(signed.body).rulesPack, signed }))
}

async function certificatesOf(tx: Tx, erasureIds: readonly string[]): Promise<readonly Document[]> {
  const ordered = erasureIds.toSorted()
  const found: Document[] = []
  for (let at = 0; at < ordered.length; at += PAGE_ROWS) {
    const rows = await tx.selectFrom('erasures').select(['id', 'body']).where('id', 'in', ordered.slice(at, at + PAGE_ROWS)).orderBy('id').execute()
    // The cast is safe: the line that names it has hashed it, and only this origin writes one.
    for (const { id, body } of rows) {
      const signed = body.certificate as SignedErasureCertificate
      found.push({ id, pack: signed.body.rulesPack, signed })
    }
  }
  return found
}
