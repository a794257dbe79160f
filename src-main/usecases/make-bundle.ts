// Makes the evidence bundle of a period: fetched from the origin, which alone has every request and has signed it; written, checked as anybody else would check
// it, and only then given its name. The desk adds nothing to it.
import { mkdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createId, type Id } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { BundleCountsView, BundleJob } from '../../src-shared/contract/bundle'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { BundleManifest } from '../../src-shared/formats/bundle/evidence-bundle'
import { removeIfThere, syncFolder } from '../keys/private-files'
import { createBundleContent, type BundleFile } from '../packages/bundle-content'
import { bundleFileName, unfinishedBundlePath, writeBundle } from '../packages/write-bundle'
import { realSleep } from '../sync/backoff'
import { askAsPerson } from './ask-as-person'
import type { WantedBundle } from './bundle-jobs'
import type { UnlockedDesk } from './unlocked-desk'
import { freeName } from './write-copy'

type Deps = Pick<UnlockedDesk, 'vault' | 'clock' | 'random' | 'enrolment' | 'orgKeys' | 'exportDir' | 'audit' | 'signIn' | 'askOrigin' | 'bundles' | 'bundleChecks'>

export function startBundle(deps: Deps, { period }: ParsedRequestOf<'bundle.start'>): Result<void, DeskError> {
  const jobId = createId<Id<'bundle-job'>>(deps.clock.now(), deps.random)
  return deps.bundles.start(jobId, period, (wanted) => makeBundle(deps, wanted)) ? ok() : err({ kind: 'bundle-running' })
}

export function bundleJob({ bundles }: Pick<Deps, 'bundles'>): Result<BundleJob | undefined, DeskError> {
  return ok(bundles.view())
}

export function cancelBundle({ bundles }: Pick<Deps, 'bundles'>): Result<void, DeskError> {
  bundles.cancel()
  return ok()
}

async function makeBundle(deps: Deps, wanted: WantedBundle): Promise<Result<NonNullable<BundleJob['done']>, DeskError>> {
  // On record before anything of it is asked for.
  await deps.vault.transaction((tx) => deps.audit(tx, { type: 'bundle.export', detail: { ...wanted.period } }))
  const fetched = await fetchBundle(deps, wanted)
  if (!fetched.ok) return fetched
  const { exportDir } = deps
  await mkdir(exportDir, { recursive: true, mode: 0o700 })
  const part = unfinishedBundlePath(exportDir, wanted.jobId)
  const bytes = fetched.value.bytes
  try {
    wanted.onProgress({ step: 'write', bytes })
    await writeBundle(part, fetched.value.files, wanted.signal)
    wanted.onProgress({ step: 'check', bytes })
    const checked = await checkWritten(deps, part, wanted)
    if (!checked.ok) return checked
    const fileName = await freeName(exportDir, bundleFileName(wanted.period))
    const sizeBytes = (await stat(part)).size
    await rename(part, join(exportDir, fileName))
    await syncFolder(exportDir)
    return ok({ fileName, sizeBytes, asOf: checked.value.asOf, counts: countsOf(checked.value) })
  } catch (error) {
    if (['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')) return err({ kind: 'disk-full' })
    throw error
  } finally {
    await removeIfThere(part)
  }
}

/** A period of years is put together in minutes; whoever waits longer than this many questions, of some ten seconds each, is told that the origin is busy. */
const MOST_QUESTIONS = 120

/** While the origin puts it together, or another one, it says when to ask again: no line has to stay silent until then. */
async function whenReady<T>(ask: () => Promise<Result<T, DeskError>>, signal: AbortSignal): Promise<Result<T, DeskError>> {
  for (let question = 1; ; question++) {
    const answer = await ask()
    const waitS = answer.ok ? undefined : answer.error.params?.['retryAfterS']
    if (answer.ok || answer.error.kind !== 'origin-busy' || typeof waitS !== 'number' || question === MOST_QUESTIONS) return answer
    await realSleep(waitS * 1_000, signal)
    if (signal.aborted) return err({ kind: 'cancelled' })
  }
}

/** How often the screen is told of more. */
const TOLD_BYTES = 256 * 1_024

async function fetchBundle({ signIn, askOrigin }: Deps, { period, signal, onProgress }: WantedBundle): Promise<Result<{ readonly files: readonly BundleFile[]; readonly bytes: number }, DeskError>> {
  let content = createBundleContent()
  let told = 0
  const answer = await whenReady(() => askAsPerson(signIn, (token) => {
    content = createBundleContent()
    const take = (line: unknown): true => {
      content.take(line)
      if (content.bytes() - told >= TOLD_BYTES) onProgress({ step: 'fetch', bytes: (told = content.bytes()) })
      return true
    }
    return askOrigin.bundle(period, token, take, signal)
  }), signal)
  // An origin that knows no such route has nothing else that it could not find here.
  if (!answer.ok) return err(answer.error.kind === 'not-found' ? { kind: 'origin-lacks-bundle' } : answer.error)
  const files = content.files()
  return files ? ok({ files, bytes: content.bytes() }) : err({ kind: 'origin-answer-invalid' })
}

/** By the organisation's key, from the disk, on a thread of its own. */
async function checkWritten({ bundleChecks, enrolment, orgKeys }: Deps, path: string, { signal, period }: WantedBundle): Promise<Result<BundleManifest, DeskError>> {
  signal.throwIfAborted()
  signal.addEventListener('abort', bundleChecks.stop, { once: true })
  const answer = await bundleChecks.run({ path, orgPublicKey: orgKeys }).finally(() => signal.removeEventListener('abort', bundleChecks.stop))
  if (answer === 'stopped') return err({ kind: 'cancelled' })
  if (answer === 'unreadable') return err({ kind: 'evidence-unreadable' })
  const { finding } = answer
  if (finding.outcome !== 'valid' || finding.what !== 'bundle') return err({ kind: 'origin-answer-invalid', params: { reason: finding.outcome } })
  const { manifest } = finding.bundle
  // Good by itself, and of another time: not what was asked for.
  const isAsked = manifest.period.from === period.from && manifest.period.to === period.to && manifest.tenant === enrolment.tenant
  return isAsked ? ok(manifest) : err({ kind: 'origin-answer-invalid' })
}

export function countsOf({ counts, packs }: Pick<BundleManifest, 'counts' | 'packs'>): BundleCountsView {
  const { tests: _, ...shown } = counts
  return { ...shown, packs: packs.length }
}
