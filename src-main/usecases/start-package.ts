// Starts the writing of an access package, tells how far it is, ends it, and hands out its passphrase once.
import { createId, type Id } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { PackageJob } from '../../src-shared/contract/package'
import { readRequest } from '../sync/read-requests'
import { whyNot, type PreviewDeps } from './preview-package'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = PreviewDeps & Pick<UnlockedDesk, 'audit' | 'random'>

export async function startPackage(deps: Deps, { requestId }: ParsedRequestOf<'package.start'>): Promise<Result<{ readonly jobId: string }, DeskError>> {
  const blocked = await whyNot(deps, requestId)
  if (blocked) return err(blocked)
  const seen = await readRequest(deps.vault.reader, requestId, deps.rules.current())
  if (!seen) return err({ kind: 'not-found' })
  const jobId = createId<Id<'package-job'>>(deps.clock.now(), deps.random)
  // On record before the first byte is written: an export that was begun is an export that was made, as far as the audit goes.
  const onRecord = (): Promise<void> =>
    deps.vault.transaction((tx) => deps.audit(tx, { type: 'package.export', subjectId: seen.request.subjectId, objectId: requestId, detail: { jobId } }))
  const started = await deps.packages.start(jobId, requestId, onRecord)
  return started === 'started' ? ok({ jobId }) : err({ kind: 'package-failed', params: { reason: 'busy' } })
}

export function packageJob({ packages }: Pick<UnlockedDesk, 'packages'>, { jobId }: ParsedRequestOf<'package.job'>): Result<PackageJob, DeskError> {
  const job = packages.view(jobId)
  return job ? ok(job) : err({ kind: 'not-found' })
}

export function cancelPackage({ packages }: Pick<UnlockedDesk, 'packages'>, { jobId }: ParsedRequestOf<'package.cancel'>): Result<void, DeskError> {
  return packages.cancel(jobId) ? ok() : err({ kind: 'not-found' })
}

export function packagePassphrase({ packages }: Pick<UnlockedDesk, 'packages'>, { jobId }: ParsedRequestOf<'package.passphrase'>): Result<{ readonly passphrase: string }, DeskError> {
  const passphrase = packages.takePassphrase(jobId)
  return passphrase === undefined ? err({ kind: 'not-found' }) : ok({ passphrase })
}
