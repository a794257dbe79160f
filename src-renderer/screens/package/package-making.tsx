// Before and while the package is made: what stands in the way, the one act, its progress, and how to stop it.
import type { JSX } from 'react'
import type { PackageJob, PackagePreview } from '../../../src-shared/contract/package'
import { Button } from '../../components/button'
import { ErrorNote } from '../../components/error-state'
import { LimitedError } from '../../components/limited-error'
import { useAct } from '../../desk-context'
import { useText } from '../../text'

export interface MakePartProps {
  readonly preview: PackagePreview
  readonly job: PackageJob | undefined
  readonly onStart: (jobId: string) => void
}

export function MakePart({ preview, job, onStart }: MakePartProps): JSX.Element {
  const { t } = useText()
  const start = useAct('package.start')
  if (job?.state === 'running') return <Running job={job} />
  return (
    <section className="package-make">
      <h2 className="page-title">{t('packages:ready')}</h2>
      <p className="t2">{t('packages:readyText')}</p>
      <ol className="plain-list dense">
        <li>{t('packages:check.person', { name: preview.maskedName })}</li>
        <li>{t('packages:check.identity')}</li>
        <li>{t('packages:check.others')}</li>
        <li>{t('packages:check.passphrase')}</li>
      </ol>
      {preview.blocked === undefined ? null : <ErrorNote error={preview.blocked} />}
      {start.error === null ? null : <LimitedError error={start.error.error} />}
      {job?.error === undefined ? null : <ErrorNote error={job.error} />}
      {job?.state === 'cancelled' ? <p className="note note-neutral" role="status">{t('packages:cancelled')}</p> : null}
      <div>
        <Button
          kind="primary" icon="box" disabled={preview.blocked !== undefined || start.isPending}
          onClick={() => start.mutate({ requestId: preview.requestId }, { onSuccess: ({ jobId }) => onStart(jobId) })}
        >
          {t(job === undefined ? 'packages:make' : 'packages:makeAgain')}
        </Button>
      </div>
    </section>
  )
}

function Running({ job }: { readonly job: PackageJob }): JSX.Element {
  const { t, format } = useText()
  const cancel = useAct('package.cancel')
  const share = job.totalRows === 0 ? 0 : Math.min(100, (job.rows / job.totalRows) * 100)
  return (
    <section className="package-make" aria-live="polite">
      <h2 className="page-title">{t('packages:running')}</h2>
      <div className="progress" role="progressbar" aria-label={t('packages:running')} aria-valuenow={Math.round(share)} aria-valuemin={0} aria-valuemax={100}><i style={{ width: `${share}%` }} /></div>
      <p className="dense t2">
        {t('packages:progress', { rows: format.number(job.rows), total: format.number(job.totalRows), rate: format.number(job.rowsPerSecond) })}
        {job.secondsLeft === undefined ? null : t('packages:left', { count: Math.ceil(job.secondsLeft) })}
      </p>
      <div><Button disabled={cancel.isPending} onClick={() => cancel.mutate({ jobId: job.jobId })}>{t('packages:stop')}</Button></div>
    </section>
  )
}
