// Starts the writing of an access package, tells how far it is, ends it, and hands out its passphrase once.
import { createId, type Id } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { PackageJob } from '../../src-shared/contract/package'
import { packageFileName } from '../packages/package-folder'
import { readRequest } from '../sync/read-requests'
import { listPackageFiles, putPackageFile } from '../vault/repositories/package-files'
import { atLimit, type LimitDeps } from './act-limits'
import { whyNot, type PreviewDeps } from './preview-package'
import type { UnlockedDesk } from './unlocked-desk'

/**
 * How long a package that was made is kept at the desk before the register says that it should go: time to hand it over and to hand it over again.
 * A figure of ours, no law's; nothing is destroyed by itself, for the file may be the only one that a person is still waiting for.
 */
const PACKAGE_DAYS = 30
const DAY_MS = 86_400_000

type Deps = PreviewDeps & LimitDeps & Pick<UnlockedDesk, 'random'>

export async function startPackage(deps: Deps, { requestId }: ParsedRequestOf<'package.start'>): Promise<Result<{ readonly jobId: string }, DeskError>> {
  const blocked = await whyNot(deps, requestId)
  if (blocked) return err(blocked)
  const seen = await readRequest(deps.vault.reader, requestId, deps.rules.current())
  if (!seen) return err({ kind: 'not-found' })
  const jobId = createId<Id<'package-job'>>(deps.clock.now(), deps.random)
  // On record before the first byte is written: an export that was begun is an export that was made, as far as the audit goes.
  const { subjectId, caseNo } = seen.request
  const writtenAt = deps.clock.now()
  const onRecord = (): Promise<Result<void, DeskError>> =>
    deps.vault.transaction(async (tx) => {
      const refused = await atLimit(tx, deps, { kind: 'export' })
      if (refused) return err(refused)
      await putPackageFile(tx, {
        fileId: jobId, packageId: jobId, subjectId, requestId, staffId: deps.me.staffId, fileName: packageFileName(caseNo, jobId), writtenAt, expiresAt: writtenAt + PACKAGE_DAYS * DAY_MS,
      })
      await deps.audit(tx, { type: 'package.export', subjectId, objectId: requestId, detail: { packageId: jobId } })
      return ok()
    })
  const started = await deps.packages.start(jobId, requestId, onRecord)
  return started.ok ? ok({ jobId }) : started
}

export function packageJob({ packages }: Pick<UnlockedDesk, 'packages'>, { jobId }: ParsedRequestOf<'package.job'>): Result<PackageJob, DeskError> {
  const job = packages.view(jobId)
  return job ? ok(job) : err({ kind: 'not-found' })
}

export function cancelPackage({ packages }: Pick<UnlockedDesk, 'packages'>, { jobId }: ParsedRequestOf<'package.cancel'>): Result<void, DeskError> {
  return packages.cancel(jobId) ? ok() : err({ kind: 'not-found' })
}

/** On record before it is told: whoever has it can open the package. */
export async function packagePassphrase({ packages, vault, auditLook }: Pick<UnlockedDesk, 'packages' | 'vault' | 'auditLook'>, { jobId }: ParsedRequestOf<'package.passphrase'>): Promise<Result<{ readonly passphrase: string }, DeskError>> {
  const [made] = packages.hasPassphrase(jobId) ? await listPackageFiles(vault.reader, { packageId: jobId }) : []
  if (!made) return err({ kind: 'not-found' })
  await auditLook({ type: 'package.passphrase', subjectId: made.subjectId, objectId: made.requestId, detail: { packageId: jobId } })
  const passphrase = packages.takePassphrase(jobId)
  return passphrase === undefined ? err({ kind: 'not-found' }) : ok({ passphrase })
}
