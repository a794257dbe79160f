// Makes the package of one case: fetches the files that go with it, gathers what the desk holds, and has it written.
import { setTimeout as sleep } from 'node:timers/promises'
import type { RequestId } from '../../src-shared/base/ids'
import { must } from '../../src-shared/base/assert'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import { MADE } from '../../src-shared/domain/access-use'
import type { EnrolmentBody } from '../../src-shared/formats/enrolment'
import type { OrgKeys } from '../../src-shared/formats/signed'
import { removeIfThere } from '../keys/private-files'
import { collectPackage } from '../packages/collect'
import { splitNotes } from '../packages/redact'
import type { PackageThreads } from '../packages/package-threads'
import { writeAccessPackage, type PackageResult } from '../packages/write-package'
import { readRequest } from '../sync/read-requests'
import { getAttachment } from '../vault/repositories/attachments'
import { getMeta } from '../vault/repositories/meta'
import { dropPackageFile, listPackageFiles, notePackageWritten } from '../vault/repositories/package-files'
import type { DeskHost } from './desk-host'
import type { WantedPackage, WritePackage, WrittenPackage } from './package-jobs'
import { createDeskSource } from './package-source'
import type { UnlockedDesk } from './unlocked-desk'

/** Between two looks at a file that is arriving. */
const LOOK_MS = 50

export interface MakePackageDeps extends Pick<UnlockedDesk, 'vault' | 'device' | 'files' | 'attachments'> {
  readonly enrolment: EnrolmentBody
  readonly orgKeys: OrgKeys
  readonly rules: UnlockedDesk['rules']['current']
  readonly audit: UnlockedDesk['audit']
  readonly host: Pick<DeskHost, 'clock' | 'random' | 'exportDir'>
  readonly threads: PackageThreads
}

export function packageMaker(deps: MakePackageDeps): WritePackage {
  const { vault } = deps
  return async (wanted, hooks) => {
    const { packageId } = wanted
    const written = await write(deps, wanted, hooks).catch((): Result<PackageResult, DeskError> => err({ kind: 'package-failed' }))
    if (!written.ok) {
      await vault.transaction((tx) => dropPackageFile(tx, packageId))
      return written
    }
    const { fileName, sizeBytes, sha256, files, passphrase } = written.value
    return ok({ done: { fileName, sizeBytes, sha256, files: files.map(({ name, rows, sizeBytes: size }) => ({ name, ...(rows === undefined ? {} : { rows }), sizeBytes: size })) }, passphrase } satisfies WrittenPackage)
  }
}

/**
 * The file has its name while nobody else writes to the store: an erasure came before, and its row is gone, or comes after and finds both. What a kill
 * leaves between name and commit is an unfinished row, and goes with its file at the next start (settle-packages.ts).
 */
async function keepOnRecord({ vault, audit }: MakePackageDeps, { packageId, requestId }: WantedPackage, { sizeBytes: bytes, sha256 }: Pick<PackageResult, 'sizeBytes' | 'sha256'>, giveName: () => Promise<string>): Promise<Result<string, DeskError>> {
  let path: string | undefined
  const kept = vault.transaction(async (tx): Promise<Result<string, DeskError>> => {
    const [file] = await listPackageFiles(tx, { packageId })
    if (!file) return err({ kind: 'gone-erased' })
    path = await giveName()
    await notePackageWritten(tx, packageId, { bytes, sha256 })
    await audit(tx, { type: MADE, subjectId: file.subjectId, objectId: requestId, detail: { packageId, bytes, sha256 } })
    return ok(path)
  })
  return kept.catch(async (error: unknown) => {
    // Not on record, it would lie there and nobody would know of it.
    if (path !== undefined) await removeIfThere(path)
    throw error
  })
}

async function write(deps: MakePackageDeps, wanted: WantedPackage, { signal, onProgress }: Parameters<WritePackage>[1]): Promise<Result<PackageResult, DeskError>> {
  const { vault, enrolment, device, host } = deps
  const { packageId, requestId } = wanted
  const source = createDeskSource({ vault }, deps.rules)
  await fetchHandedOut(deps, requestId, signal)
  // Before a thread is taken: whoever has one must come to its end.
  const facts = { organisationKey: deps.orgKeys, dataAsOf: (await getMeta(vault.reader, 'dataAsOf')) ?? 0, rulesPack: deps.rules().version }
  const thread = deps.threads.take()
  const gathered = await collectPackage(requestId, source, signal).catch((): Awaited<ReturnType<typeof collectPackage>> => err({ kind: 'package-failed' }))
  if (!gathered.ok) {
    await thread.end()
    return gathered
  }
  const { collected, logPages } = gathered.value
  return writeAccessPackage(
    {
      packageId,
      collected,
      tenant: enrolment.tenant,
      region: enrolment.region,
      device: { id: device.deviceId, name: device.workstation },
      certificate: device.certificate,
      ...facts,
      madeAt: host.clock.now(),
      exportDir: host.exportDir,
    },
    {
      signer: device.signer, random: host.random, logPages, fileBytes: (sha256) => fileBytes(deps, requestId, sha256),
      keep: (content, giveName) => keepOnRecord(deps, wanted, content, giveName), thread, progress: onProgress, signal,
    },
  )
}

/** What does not come is named as missing in the package: a person does not wait for their data until a colleague has sent a file. */
async function fetchHandedOut({ vault, rules, files }: MakePackageDeps, requestId: RequestId, signal: AbortSignal): Promise<void> {
  const seen = await readRequest(vault.reader, requestId, rules())
  if (!seen) return
  const { subjectId } = seen.request
  /** Asked anew at each use: it changes while something is awaited. */
  const isStopped = (): boolean => signal.aborted
  const source = createDeskSource({ vault }, rules)
  const { notes } = splitNotes(await source.notes(seen.request), await source.filesHere(requestId), await source.redactions(requestId))
  for (const { sha256, sizeBytes, entry } of notes.flatMap((note) => note.files)) {
    if (typeof entry === 'string' || entry.missing === 'withheld' || isStopped()) continue
    const key = { requestId, sha256 }
    await files.fetch({ ...key, subjectId, bytes: sizeBytes })
    while (files.isArriving(key)) {
      if (isStopped()) files.cancel(key)
      await sleep(LOOK_MS)
    }
  }
}

async function* fileBytes({ vault, attachments }: MakePackageDeps, requestId: RequestId, sha256: string): AsyncGenerator<Uint8Array> {
  yield* attachments.read(must(await getAttachment(vault.reader, { requestId, sha256 }), 'a file of the package'))
}
