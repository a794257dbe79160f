// Finishes erasures after their rows went: copy of the store under a new key, residue check, signed receipt. Resumes by itself: every
// step can be repeated, and a job ends only in the transaction that writes its receipt.
//
//   rows gone (execute.ts) → log rows gone (erase-log-rows.ts) → copy under a new key, old file and key destroyed → one residue check for all, over
//   every place → receipt + job done
import { must } from '../../src-shared/base/assert'
import type { Clock, EpochMs } from '../../src-shared/base/clock'
import type { DeviceId, ErasureId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { FormatCrypto, Signer } from '../../src-shared/formats/crypto'
import { idsHash, signEraseReceipt, type SignedEraseReceipt } from '../../src-shared/formats/receipt'
import type { SignedCertificate } from '../../src-shared/formats/signed'
import type { Secret } from '../keys/secret'
import type { Vault } from '../vault/vault'
import { isDiskFull } from '../vault/purge'
import { destroyQuarantine } from '../vault/quarantine'
import { getErasure, setPurged } from '../vault/repositories/erasures'
import { getMeta } from '../vault/repositories/meta'
import type { Tx } from '../vault/transaction'
import { purgeJobId, type PurgeJobState } from './execute'
import { dropNeedles, readNeedles, sweepNeedles } from './needle-file'
import { eraseLogRows } from './erase-log-rows'
import type { SearchedFolders } from './places'
import type { ResidueReport } from './residue'
import type { SearchResidue } from './search-residue'

export interface PurgeErasedDeps {
  readonly vault: Vault
  readonly clock: Clock
  readonly profileDir: string
  readonly exportDir: string
  readonly shell?: SearchedFolders['shell']
  readonly device: { readonly id: DeviceId; readonly signer: Signer; readonly certificate: SignedCertificate }
  readonly crypto: FormatCrypto
  /** Copies the store under a new key and keeps the new one; the answer is the key of the present file. */
  readonly renewStore: () => Promise<Result<{ readonly key: Secret }, 'disk-full' | 'copy-damaged'>>
  readonly searchResidue: SearchResidue
  /** In the transaction of the receipt: the audit entry. */
  readonly onDone: (tx: Tx, erasureId: ErasureId, report: ResidueReport) => Promise<void>
}
export type PurgeFailure = 'disk-full' | 'copy-damaged' | 'needles-lost' | 'residue-left' | 'file-unreadable'
export interface PurgeOutcome {
  readonly done: readonly ErasureId[]
  readonly failed: readonly { readonly erasureId: ErasureId; readonly why: PurgeFailure }[]
}

export async function openJobs(vault: Vault): Promise<readonly PurgeJobState[]> {
  const rows = await vault.reader.selectFrom('jobs').select('state').where('kind', '=', 'purge').where('done_at', 'is', null).orderBy('created_at').execute()
  return rows.map(({ state }) => JSON.parse(state) as PurgeJobState)
}

/** One copy and one search serve every erasure that waits. */
export async function purgeErased(deps: PurgeErasedDeps): Promise<PurgeOutcome> {
  const jobs = await openJobs(deps.vault)
  await sweepNeedles(deps.profileDir, jobs.map(({ erasureId }) => erasureId))
  if (jobs.length === 0) return { done: [], failed: [] }
  const erased = await eraseLogs(jobs, deps)
  const renewed = erased.ok ? await deps.renewStore() : erased
  if (!renewed.ok) return { done: [], failed: failedOf(jobs, renewed.error) }
  const purgedAt = deps.clock.now()
  // A former store that was set aside may hold them too, and nobody here can look into it: it ends before anything is signed.
  await destroyQuarantine(deps.profileDir)
  const checked = await checkAll(jobs, renewed.value.key, deps)
  const clean = checked.flatMap((one) => ('report' in one && one.report.hits === 0 ? [one] : []))
  for (let at = 0; at < clean.length; at += RECEIPTS_A_TRANSACTION) await finish(clean.slice(at, at + RECEIPTS_A_TRANSACTION), purgedAt, deps)
  return {
    done: clean.map(({ job }) => job.erasureId),
    failed: checked.flatMap((one) => ('why' in one ? failedOf([one.job], one.why) : one.report.hits > 0 ? failedOf([one.job], 'residue-left') : [])),
  }
}

/** Enough that a thousand receipts do not wait for the disk a thousand times, few enough that others need not wait for them. */
const RECEIPTS_A_TRANSACTION = 50

function failedOf(jobs: readonly PurgeJobState[], why: PurgeFailure): PurgeOutcome['failed'] {
  return jobs.map(({ erasureId }) => ({ erasureId, why }))
}

async function eraseLogs(jobs: readonly PurgeJobState[], { vault, clock }: PurgeErasedDeps): Promise<Result<void, 'disk-full'>> {
  try {
    for (const job of jobs) await eraseLogRows(vault, clock, job)
    return ok()
  } catch (error) {
    // What has gone is gone and counted; the rest waits for room as the copy does.
    if (isDiskFull(error)) return err('disk-full')
    throw error
  }
}

interface Checked {
  readonly job: PurgeJobState
  readonly report: ResidueReport
}

async function checkAll(jobs: readonly PurgeJobState[], key: Secret, { vault, profileDir, exportDir, shell, clock, searchResidue }: PurgeErasedDeps): Promise<readonly (Checked | { readonly job: PurgeJobState; readonly why: PurgeFailure })[]> {
  const sought: { readonly job: PurgeJobState; readonly needles: readonly string[] | undefined }[] = []
  for (const job of jobs) sought.push({ job, needles: await readNeedles(profileDir, job.erasureId, job.needlesKey) })
  const needlesOf = sought.flatMap(({ needles }) => (needles ? [needles] : []))
  const found = await searchResidue({
    file: vault.file,
    key: key.use((bytes) => Uint8Array.from(bytes)),
    folders: { profile: profileDir, exports: exportDir, shell },
    needlesOf,
    erased: jobs.flatMap(({ ids }) => ids),
    now: clock.now(),
  })
  if (!found.ok) return sought.map(({ job, needles }) => ({ job, why: needles ? found.error : 'needles-lost' }))
  const reports = found.value.values()
  return sought.map(({ job, needles }) => (needles ? { job, report: must(reports.next().value, 'a report for each list of needles') } : { job, why: 'needles-lost' }))
}

/** Receipt, end of the job and audit entry of each in one transaction: a kill before it leaves the job, one after it the receipt. */
async function finish(clean: readonly Checked[], purgedAt: EpochMs, deps: PurgeErasedDeps): Promise<void> {
  const { vault, clock, profileDir } = deps
  await vault.transaction(async (tx) => {
    for (const { job, report } of clean) {
      const receipt = await makeReceipt(tx, job, report, purgedAt, deps)
      await setPurged(tx, job.erasureId, { at: purgedAt, generation: vault.generation, residue: report, receipt })
      await tx
        .updateTable('jobs')
        .set({ done_at: clock.now(), state: JSON.stringify({ erasureId: job.erasureId }) })
        .where('id', '=', purgeJobId(job.erasureId))
        .execute()
      await deps.onDone(tx, job.erasureId, report)
    }
  })
  for (const { job } of clean) await dropNeedles(profileDir, job.erasureId)
}

/** By a clock that was set wrong the signature would stand before the certificate began, and the receipt be refused for ever. */
function within({ body: { notBefore, notAfter } }: SignedCertificate, now: number): number {
  return Math.min(Math.max(now, notBefore), notAfter)
}

async function makeReceipt(tx: Tx, job: PurgeJobState, report: ResidueReport, purgedAt: number, deps: PurgeErasedDeps): Promise<SignedEraseReceipt> {
  const { vault, device, crypto, clock } = deps
  const row = await getErasure(tx, job.erasureId)
  if (!row) throw new Error('invariant: a purge job without its ledger row')
  return signEraseReceipt(
    {
      v: 1,
      kind: 'erase-receipt',
      erasureId: job.erasureId,
      device: device.id,
      cursor: (await getMeta(tx, 'cursor')) ?? '',
      counts: { ...row.counts },
      idsHash: idsHash(job.ids, crypto),
      storeGeneration: vault.generation,
      deletedAt: row.deletedAt,
      purgedAt,
      residue: { ...report, places: report.places.length },
      madeAt: within(device.certificate, clock.now()),
    },
    device.signer,
    device.certificate,
  )
}
