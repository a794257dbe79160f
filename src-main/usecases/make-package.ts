// Makes the package of one case: fetches the files that go with it, gathers what the desk holds, and has it written.
import { setTimeout as sleep } from 'node:timers/promises'
import type { RequestId } from '../../src-shared/base/ids'
import { must } from '../../src-shared/base/assert'
import { ok } from '../../src-shared/base/result'
import type { EnrolmentBody } from '../../src-shared/formats/enrolment'
import { collectPackage } from '../packages/collect'
import { splitNotes } from '../packages/redact'
import { writeAccessPackage } from '../packages/write-package'
import { readRequest } from '../sync/read-requests'
import { getAttachment } from '../vault/repositories/attachments'
import { getMeta } from '../vault/repositories/meta'
import type { DeskHost } from './desk-host'
import { identityOf } from './enrolment-identity'
import type { WritePackage } from './package-jobs'
import { createDeskSource } from './package-source'
import type { UnlockedDesk } from './unlocked-desk'

/** Between two looks at a file that is arriving. */
const LOOK_MS = 50

export interface MakePackageDeps extends Pick<UnlockedDesk, 'vault' | 'device' | 'files' | 'attachments'> {
  readonly enrolment: EnrolmentBody
  readonly rules: UnlockedDesk['rules']['current']
  readonly host: Pick<DeskHost, 'clock' | 'random' | 'exportDir'>
  /** out/main/package-worker.js. */
  readonly workerFile: string
}

export function packageMaker(deps: MakePackageDeps): WritePackage {
  const { vault, enrolment, device, host } = deps
  const source = createDeskSource({ vault }, deps.rules)
  return async (requestId, { signal, onProgress }) => {
    await fetchHandedOut(deps, requestId, signal)
    const gathered = await collectPackage(requestId, source)
    if (!gathered.ok) return gathered
    const { collected, logRows } = gathered.value
    const written = await writeAccessPackage(
      {
        collected,
        tenant: enrolment.tenant,
        region: enrolment.region,
        device: { id: device.deviceId, name: device.workstation },
        certificate: device.certificate,
        organisationKey: identityOf(enrolment).orgPublicKey,
        madeAt: host.clock.now(),
        dataAsOf: (await getMeta(vault.reader, 'dataAsOf')) ?? 0,
        rulesPack: deps.rules().version,
        exportDir: host.exportDir,
      },
      {
        signer: device.signer, random: host.random, logRows, fileBytes: (sha256) => fileBytes(deps, requestId, sha256),
        workerFile: deps.workerFile, progress: onProgress, signal,
      },
    )
    if (!written.ok) return written
    const { fileName, sizeBytes, sha256, files, passphrase } = written.value
    return ok({ done: { fileName, sizeBytes, sha256, files: files.map(({ name, rows, sizeBytes: size }) => ({ name, ...(rows === undefined ? {} : { rows }), sizeBytes: size })) }, passphrase })
  }
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
