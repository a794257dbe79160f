// Finishes erasures after their rows went: copy of the store under a new key, residue check, signed receipt. Resumes by itself: every
// step can be repeated, and a job ends only in the transaction that writes its receipt.
//
//   rows gone (execute.ts) → copy under a new key, old file and key destroyed → residue check over every place → receipt + job done
import type { Clock } from '../../src-shared/base/clock'
import type { DeviceId, ErasureId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { FormatCrypto, Signer } from '../../src-shared/formats/crypto'
import { idsHash, signEraseReceipt, type SignedEraseReceipt } from '../../src-shared/formats/receipt'
import type { SignedCertificate } from '../../src-shared/formats/signed'
import type { Secret } from '../keys/secret'
import type { Vault } from '../vault/vault'
import { getErasure, setPurged } from '../vault/repositories/erasures'
import { getMeta } from '../vault/repositories/meta'
import type { Tx } from '../vault/transaction'
import { purgeJobId, type PurgeJobState } from './execute'
import { dropNeedles, readNeedles, sweepNeedles } from './needle-file'
import { readLivingTexts } from './person-texts'
import { residuePlaces, UnreadablePlace } from './places'
import { checkResidue, type ResidueReport } from './residue'

export interface PurgeErasedDeps {
  readonly vault: Vault
  readonly clock: Clock
  readonly profileDir: string
  readonly exportDir: string
  readonly device: { readonly id: DeviceId; readonly signer: Signer; readonly certificate: SignedCertificate }
  readonly crypto: FormatCrypto
  /** Copies the store under a new key and keeps the new one; the answer is the key of the present file. */
  readonly renewStore: () => Promise<Result<{ readonly key: Secret }, 'disk-full' | 'copy-damaged'>>
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

/** One copy serves every erasure that waits; each then has its own check and receipt. */
export async function purgeErased(deps: PurgeErasedDeps): Promise<PurgeOutcome> {
  const jobs = await openJobs(deps.vault)
  await sweepNeedles(deps.profileDir, jobs.map(({ erasureId }) => erasureId))
  if (jobs.length === 0) return { done: [], failed: [] }
  const renewed = await deps.renewStore()
  if (!renewed.ok) return { done: [], failed: jobs.map(({ erasureId }) => ({ erasureId, why: renewed.error })) }
  const done: ErasureId[] = []
  const failed: PurgeOutcome['failed'][number][] = []
  for (const job of jobs) {
    const finished = await finishOne(job, renewed.value.key, deps)
    if (finished.ok) done.push(job.erasureId)
    else failed.push({ erasureId: job.erasureId, why: finished.error })
  }
  return { done, failed }
}

async function finishOne(job: PurgeJobState, key: Secret, deps: PurgeErasedDeps): Promise<Result<void, PurgeFailure>> {
  const { vault, clock } = deps
  const purgedAt = clock.now()
  const needles = await readNeedles(deps.profileDir, job.erasureId, job.needlesKey)
  if (!needles) return err('needles-lost')
  const report = await lookForResidue({ needles, erased: job.ids }, key, deps)
  if (!report) return err('file-unreadable')
  if (report.hits > 0) return err('residue-left')
  const receipt = await makeReceipt(job, report, purgedAt, deps)
  await vault.transaction(async (tx) => {
    await setPurged(tx, job.erasureId, { at: purgedAt, generation: vault.generation, residue: report, receipt })
    await tx
      .updateTable('jobs')
      .set({ done_at: clock.now(), state: JSON.stringify({ erasureId: job.erasureId }) })
      .where('id', '=', purgeJobId(job.erasureId))
      .execute()
    await deps.onDone(tx, job.erasureId, report)
  })
  await dropNeedles(deps.profileDir, job.erasureId)
  return ok()
}

/** Undefined: a file could not be read, and without having read it nobody signs that nothing is in it. */
async function lookForResidue({ needles, erased }: { readonly needles: readonly string[]; readonly erased: readonly string[] }, key: Secret, { vault, profileDir, exportDir, clock }: PurgeErasedDeps): Promise<ResidueReport | undefined> {
  const places = residuePlaces({ file: vault.file, key }, { profile: profileDir, exports: exportDir })
  try {
    return await checkResidue({ needles, places, livingTexts: () => readLivingTexts(vault.reader, erased), now: clock.now() })
  } catch (error) {
    if (error instanceof UnreadablePlace) return undefined
    throw error
  }
}

/** By a clock that was set wrong the signature would stand before the certificate began, and the receipt be refused for ever. */
function within({ body: { notBefore, notAfter } }: SignedCertificate, now: number): number {
  return Math.min(Math.max(now, notBefore), notAfter)
}

async function makeReceipt(job: PurgeJobState, report: ResidueReport, purgedAt: number, deps: PurgeErasedDeps): Promise<SignedEraseReceipt> {
  const { vault, device, crypto, clock } = deps
  const row = await getErasure(vault.reader, job.erasureId)
  if (!row) throw new Error('invariant: a purge job without its ledger row')
  return signEraseReceipt(
    {
      v: 1,
      kind: 'erase-receipt',
      erasureId: job.erasureId,
      device: device.id,
      cursor: (await getMeta(vault.reader, 'cursor')) ?? '',
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
