// The evidence bundle of the chosen span: what it is, the one act, its course, and where it lies then.
import { useEffect, useEffectEvent, useRef, type JSX } from 'react'
import type { BundleJob } from '../../../src-shared/contract/bundle'
import type { Period } from '../../../src-shared/domain/desk-report'
import { Button, IconButton } from '../../components/button'
import { ErrorNote } from '../../components/error-state'
import { useAct } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useText } from '../../text'

/** Typed as it stands, in both languages. */
const CHECK_COMMAND = 'privacy-desk verify FILE --key ORG.pub'

interface BundlePartProps {
  readonly period: Period
  /** The one that is being made, or was made last. */
  readonly job: BundleJob | undefined
  /** Somebody has just asked for it: it comes into sight, and is where they are. */
  readonly isAsked: boolean
  readonly onClose: () => void
}

export function BundlePart({ period, job, isAsked, onClose }: BundlePartProps): JSX.Element {
  const { t } = useText()
  const start = useAct('bundle.start')
  const part = useRef<HTMLElement>(null)
  const show = useEffectEvent(() => {
    if (isAsked) part.current?.focus()
  })
  useEffect(() => show(), [])
  // That of another span is of no use here, unless it is still being made: only one is at a time.
  const shown = job?.state === 'running' || (job?.period.from === period.from && job.period.to === period.to) ? job : undefined
  const told = shown?.state === 'running' ? shown.period : period
  return (
    <section className="card bundle-part" aria-labelledby="bundle-title" ref={part} tabIndex={-1}>
      <div className="row gap8">
        <h2 className="medium grow" id="bundle-title">{t('report:bundle.title')}</h2>
        {shown?.state === 'running' ? null : <IconButton icon="x" label={t('report:bundle.close')} size="small" onClick={onClose} />}
      </div>
      <p className="dense t2">{t('report:bundle.what', { from: told.from, to: told.to })}</p>
      <p className="dense t2">{t('report:bundle.who')}</p>
      {shown?.state === 'running' ? <Running job={shown} /> : (
        <>
          {shown === undefined ? null : <Ended job={shown} />}
          {start.error === null ? null : <ErrorNote error={start.error.error} />}
          <div>
            <Button kind={shown?.state === 'done' ? 'plain' : 'primary'} icon="shield" disabled={start.isPending} onClick={() => start.mutate({ period })}>
              {t(shown === undefined ? 'report:bundle.make' : 'report:bundle.again')}
            </Button>
          </div>
        </>
      )}
    </section>
  )
}

function Running({ job: { step, bytes } }: { readonly job: BundleJob }): JSX.Element {
  const { t, format } = useText()
  const cancel = useAct('bundle.cancel')
  return (
    <div className="row gap8 wrap">
      <p className="dense grow" role="status">{t(`report:bundle.running.${step}`, { size: format.bytes(bytes) })}</p>
      <Button disabled={cancel.isPending} onClick={() => cancel.mutate({})}>{t('report:bundle.stop')}</Button>
    </div>
  )
}

function Ended({ job: { state, error, done } }: { readonly job: BundleJob }): JSX.Element | null {
  const { t, format } = useText()
  if (error !== undefined) return <ErrorNote error={error} />
  if (state === 'cancelled') return <p className="note note-neutral" role="status">{t('report:bundle.cancelled')}</p>
  if (done === undefined) return null
  const { counts } = done
  const number = (name: keyof typeof counts): string => format.number(counts[name])
  return (
    <div className="note note-success" role="status" data-testid="bundle-done">
      <Icon name="shield" size={14} />
      <div>
        <div className="medium selectable">{t('report:bundle.done', { fileName: done.fileName })}</div>
        <div className="dense">
          {t('report:bundle.doneWhat', {
            size: format.bytes(done.sizeBytes), time: format.dateTime(done.asOf), requests: number('requests'), certificates: number('certificates'), batches: number('batches'),
            witnesses: number('witnesses'), packs: number('packs'), policies: number('policies'),
          })}
        </div>
        <div className="dense">{t('report:bundle.how')} <code className="mono selectable">{CHECK_COMMAND}</code></div>
      </div>
    </div>
  )
}
