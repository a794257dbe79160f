// The access package of one request: collect, check, make, deliver.
import { useState, type JSX } from 'react'
import type { RequestId } from '../../../src-shared/base/ids'
import type { PackageJob, PackagePreview } from '../../../src-shared/contract/package'
import { Answered } from '../../components/answered'
import { PresenceNote, useOwnPresence } from '../../components/presence'
import { ObjectHead } from '../../components/object-head'
import { useAsk } from '../../desk-context'
import { useText } from '../../text'
import { CoverageColumn, SourcesColumn } from './package-sources'
import { DeliverPart } from './package-delivery'
import { MakePart } from './package-making'
import { RedactionsPart } from './redactions-part'

/** Often enough for a bar that moves, seldom enough to leave the data process to its work. */
const JOB_EVERY_MS = 500

export function PackageScreen({ requestId }: { readonly requestId: RequestId }): JSX.Element {
  const preview = useAsk('package.preview', { requestId })
  return (
    <div className="screen column">
      <Answered query={preview} rowHeight={52}>
        {(value) => <PackagePage preview={value} onRetry={() => void preview.refetch()} />}
      </Answered>
    </div>
  )
}

interface PackagePageProps {
  readonly preview: PackagePreview
  readonly onRetry: () => void
}

function PackagePage({ preview, onRetry }: PackagePageProps): JSX.Element {
  const { t } = useText()
  const [jobId, setJobId] = useState<string>()
  const job = useJob(jobId)
  const isDone = job?.state === 'done'
  useOwnPresence(preview.requestId, isDone ? 'viewing' : 'editing')
  return (
    <>
      <ObjectHead
        title={t('packages:title')}
        about={`${preview.caseNo} · ${preview.maskedName}`}
        steps={{ label: t('packages:steps.label'), names: [t('packages:steps.collect'), t('packages:steps.check'), t('packages:steps.make'), t('packages:steps.deliver')], current: stepOf(preview, job) }}
      />
      <PresenceNote requestId={preview.requestId} />
      <div className="package-columns">
        <SourcesColumn preview={preview} onRetry={onRetry} />
        <div className="package-middle scroll" tabIndex={0} role="region" aria-label={t('packages:content')}>
          {isDone && job.done !== undefined && jobId !== undefined
            ? <DeliverPart done={job.done} jobId={jobId} caseNo={preview.caseNo} />
            : <MakePart preview={preview} job={job} onStart={setJobId} />}
          {isDone || job?.state === 'running' || !canLookOver(preview) ? null : <RedactionsPart requestId={preview.requestId} />}
        </div>
        <CoverageColumn preview={preview} />
      </div>
    </>
  )
}

/** What is old can be looked over; what waits for a proof, or is no package, cannot. */
function canLookOver({ blocked }: PackagePreview): boolean {
  return blocked === undefined || blocked.kind === 'stale-data'
}

function useJob(jobId: string | undefined): PackageJob | undefined {
  const [isOver, setOver] = useState<string>()
  const job = useAsk('package.job', { jobId: jobId ?? '' }, { enabled: jobId !== undefined, everyMs: jobId === undefined || isOver === jobId ? false : JOB_EVERY_MS }).data
  if (job !== undefined && job.state !== 'running' && isOver !== job.jobId && job.jobId === jobId) setOver(job.jobId)
  return job
}

function stepOf(preview: PackagePreview, job: PackageJob | undefined): number {
  if (job?.state === 'done') return 3
  if (job?.state === 'running') return 2
  return preview.blocked === undefined ? 1 : 0
}
