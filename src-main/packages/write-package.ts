// Makes one access package: starts the worker, feeds it rows, signs its manifest, and keeps the file only when it was checked.
import { mkdir } from 'node:fs/promises'
import type { EpochMs } from '../../src-shared/base/clock'
import type { DeviceId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { Signer } from '../../src-shared/formats/crypto'
import { signManifest } from '../../src-shared/formats/package'
import type { SignedCertificate, OrgTrust } from '../../src-shared/formats/signed'
import type { LogPage } from '../vault/repositories/log-rows'
import { FileDamaged } from '../vault/sealed-file'
import { LogChanged, type Collected } from './collect'
import { keepPackage, packageFileName, removeUnfinished, unfinishedPath } from './package-folder'
import { isAlive, type PackageThread } from './package-threads'
import { createPassphrase } from './passphrase'
import type { FromWorker, PackageJob, ToWorker, WorkerFailure, WrittenFile, WrittenPackage } from './worker-messages'

export interface PackageInput {
  /** A UUID: it is known before there is anything to know of. */
  readonly packageId: string
  readonly collected: Collected
  readonly tenant: string
  readonly region: string
  readonly device: { readonly id: DeviceId; readonly name: string }
  readonly certificate: SignedCertificate
  /** Raw Ed25519 key of the organisation, from the enrolment file: the finished package is checked up to it. */
  readonly organisationKey?: OrgTrust
  readonly madeAt: EpochMs
  readonly dataAsOf: EpochMs
  /** Version of the rules pack in force. */
  readonly rulesPack: string
  readonly exportDir: string
}
export interface PackageDeps {
  readonly signer: Signer
  readonly random: (bytes: Uint8Array) => Uint8Array
  /** A new pass over the person's service log, oldest first; called twice. */
  readonly logPages: () => AsyncIterable<LogPage>
  /** The bytes of an attached file. @throws FileDamaged */
  readonly fileBytes: (sha256: string) => AsyncIterable<Uint8Array>
  /** Given back when the package is written; however else that ends, it ends with it. */
  readonly thread: PackageThread
  /** Gives the finished file its name and returns its path: whoever keeps a record of packages does that with the record, so that none lies there unknown. */
  readonly keep: (written: WrittenPackage, giveName: () => Promise<string>) => Promise<Result<string, DeskError>>
  readonly progress?: (progress: { readonly rows: number; readonly totalRows: number }) => void
  readonly signal?: AbortSignal
  /** Hears why a package failed: file names and counts of ours, nothing personal. */
  readonly log?: (line: string) => void
}
export interface PackageResult {
  readonly path: string
  readonly fileName: string
  readonly sizeBytes: number
  readonly sha256: string
  readonly files: readonly WrittenFile[]
  /** Shown once, kept nowhere. */
  readonly passphrase: string
}

/** Both files of the service log are one pass each. */
const PASSES = 2

const DESK_ERROR: Readonly<Record<WorkerFailure, DeskError>> = {
  changed: { kind: 'state-changed' },
  'disk-full': { kind: 'disk-full' },
  'file-damaged': { kind: 'file-damaged' },
  'not-verified': { kind: 'package-failed' },
  failed: { kind: 'package-failed' },
}

/** Nothing of a package that was not finished stays, whatever happened: cancel, failure, full disk. */
export async function writeAccessPackage(input: PackageInput, deps: PackageDeps): Promise<Result<PackageResult, DeskError>> {
  if (deps.signal?.aborted) {
    await deps.thread.end()
    return err({ kind: 'cancelled' })
  }
  const { packageId } = input
  const fileName = packageFileName(input.collected.request.caseNo, packageId)
  const unfinished = unfinishedPath(input.exportDir, packageId)
  const passphrase = createPassphrase(deps.random)
  try {
    await mkdir(input.exportDir, { recursive: true, mode: 0o700 })
    const written = await runWorker(createJob(input, fileName, unfinished, passphrase), deps)
    if (!written.ok) {
      await removeUnfinished(unfinished)
      return written
    }
    const kept = await deps.keep(written.value, () => keepPackage(input.exportDir, unfinished, fileName))
    if (!kept.ok) {
      await removeUnfinished(unfinished)
      return kept
    }
    const { sizeBytes, sha256, files } = written.value
    return ok({ path: kept.value, fileName, sizeBytes, sha256, files, passphrase })
  } catch (error) {
    await deps.thread.end()
    await removeUnfinished(unfinished).catch(() => undefined)
    return err({ kind: (error as NodeJS.ErrnoException).code === 'ENOSPC' ? 'disk-full' : 'package-failed' })
  }
}

function createJob(input: PackageInput, fileName: string, path: string, passphrase: string): PackageJob {
  const { request } = input.collected
  return {
    path, fileName, passphrase,
    collected: input.collected,
    head: {
      v: 2, kind: 'access-package', packageId: input.packageId, caseNo: request.caseNo, requestId: request.id, tenant: input.tenant, region: input.region,
      device: { id: input.device.id, name: input.device.name }, madeAt: input.madeAt, dataAsOf: input.dataAsOf, rulesPack: input.rulesPack,
    },
    certificate: input.certificate,
    organisationFingerprint: input.certificate.body.issuer,
    ...(input.organisationKey === undefined ? {} : { organisationKey: input.organisationKey }),
  }
}

/** Pages of one pass, each read while the worker is busy with the one before. */
function readAhead(pages: AsyncIterator<LogPage>): () => Promise<ToWorker> {
  const read = (): Promise<ToWorker> => nextPage(pages).catch(sourceFailed)
  let ahead = read()
  return async () => {
    const page = await ahead
    if (page.type === 'rows') ahead = read()
    return page
  }
}

async function nextPage(pages: AsyncIterator<LogPage>): Promise<ToWorker> {
  const next = await pages.next()
  return next.done ? { type: 'rows-end' } : { type: 'rows', page: next.value }
}

async function nextChunk(chunks: AsyncIterator<Uint8Array>): Promise<ToWorker> {
  const next = await chunks.next()
  return next.done ? { type: 'chunk-end' } : { type: 'chunk', bytes: next.value }
}

function sourceFailed(error: unknown): ToWorker {
  if (error instanceof LogChanged) return { type: 'source-failed', failure: 'changed' }
  return { type: 'source-failed', failure: error instanceof FileDamaged ? 'file-damaged' : 'failed' }
}

/** Ends when the worker has said that it is done, or has ended: only then is nobody writing to the file any more. */
function runWorker(job: PackageJob, deps: PackageDeps): Promise<Result<WrittenPackage, DeskError>> {
  const totalRows = job.collected.logTotal * PASSES
  const { worker, giveBack } = deps.thread
  const answer = (message: ToWorker): void => worker.postMessage(message)
  let rows = 0
  let next: (() => Promise<ToWorker>) | undefined
  let chunks: AsyncIterator<Uint8Array> | undefined
  let result: Result<WrittenPackage, DeskError> = err({ kind: 'package-failed' })

  const onMessage = async (message: FromWorker): Promise<void> => {
    switch (message.type) {
      case 'next-rows':
        if (message.start || !next) next = readAhead(deps.logPages()[Symbol.asyncIterator]())
        answer(await next())
        return
      case 'next-chunk':
        if (message.start || !chunks) chunks = deps.fileBytes(message.sha256)[Symbol.asyncIterator]()
        answer(await nextChunk(chunks).catch(sourceFailed))
        return
      case 'sign':
        answer({ type: 'signature', sig: signManifest(message.bytes, deps.signer) })
        return
      case 'written':
        rows += message.rows
        deps.progress?.({ rows, totalRows })
        return
      case 'done':
        result = ok(message.written)
        return
      case 'failed':
        deps.log?.(`package ${message.failure}: ${message.message}`)
        result = err(DESK_ERROR[message.failure])
    }
  }
  return new Promise((resolve) => {
    const cancel = (): void => {
      result = err({ kind: 'cancelled' })
      // The thread is stopped wherever it is; the file is removed by the caller.
      void worker.terminate()
    }
    const end = (): void => {
      deps.signal?.removeEventListener('abort', cancel)
      worker.off('message', hear).off('error', broke).off('exit', end)
      resolve(deps.signal?.aborted ? err({ kind: 'cancelled' }) : result)
    }
    const hear = (message: FromWorker): void => {
      const heard = onMessage(message).catch(() => worker.terminate())
      if (message.type === 'done') void heard.then(giveBack).then(end)
      // What failed once is not trusted with another package; its end comes with `exit`.
      else if (message.type === 'failed') void heard.then(() => worker.terminate())
    }
    const broke = (error: Error): void => deps.log?.(`package worker: ${error.name}`) // `exit` follows, with the result that is known by then
    deps.signal?.addEventListener('abort', cancel, { once: true })
    // One that came before somebody listened says nothing any more.
    if (deps.signal?.aborted) return cancel()
    worker.on('message', hear).on('error', broke).on('exit', end)
    // One that ended while nobody waited will not say that it ends.
    if (isAlive(worker)) answer({ type: 'job', job })
    else end()
  })
}
