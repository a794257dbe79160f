// What an act on the clock would do to the two days, asked of the data process while it is filled in; and why it cannot be done so.
import type { JSX } from 'react'
import type { RequestId } from '../../../src-shared/base/ids'
import type { RequestOf } from '../../../src-shared/contract/channels'
import type { ClockPreview, CountedDays } from '../../../src-shared/contract/request-clock'
import { useAsk, useToday } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useText, type Text } from '../../text'

type Act = RequestOf<'request.previewClock'>['act']

/** Undefined act: not enough is filled in to ask. */
export function useClockPreview(requestId: RequestId, act: Act | undefined): ClockPreview | undefined {
  const asked = useAsk('request.previewClock', { requestId, act: act ?? { kind: 'unextend' } }, { enabled: act !== undefined, former: 'keep' })
  return act === undefined ? undefined : asked.data
}

const FIELDS = ['category', 'from', 'to', 'on', 'reason', 'workingDays'] as const

/** Why the act is not possible as it is filled in; undefined where it is, or nobody knows yet. */
export function previewProblem({ t }: Text, preview: ClockPreview | undefined, longestPauseDays: number): string | undefined {
  if (preview === undefined || preview.after !== undefined) return undefined
  const field = FIELDS.find((one) => preview.fields.includes(one))
  return field === undefined ? t('clock:blocked.state') : t(`clock:blocked.fields.${field}`, { count: longestPauseDays })
}

export function ClockChange({ preview }: { readonly preview: ClockPreview | undefined }): JSX.Element {
  const { t } = useText()
  const after = preview?.after
  const isBeyond = after?.targetOn !== undefined && after.targetOn > after.outerOn
  return (
    <div className="sunken clock-change" role="status">
      <dl className="facts">
        <dt>{t('clock:change.target')}</dt>
        <dd><Change before={preview?.before} after={after} of={targetText} /></dd>
        <dt>{t('clock:change.outer')}</dt>
        <dd><Change before={preview?.before} after={after} of={outerText} /></dd>
      </dl>
      {isBeyond ? <p className="reason-line is-warning"><Icon name="alert" size={14} /><span>{t('clock:change.beyondOuter')}</span></p> : null}
    </div>
  )
}

interface ChangeProps {
  readonly before: CountedDays | undefined
  readonly after: CountedDays | undefined
  readonly of: (text: Text, days: CountedDays, today: string) => string
}

function Change({ before, after, of }: ChangeProps): JSX.Element {
  const text = useText()
  const today = useToday()
  if (before === undefined) return <span className="t3">--</span>
  const former = of(text, before, today)
  if (after === undefined) return <span className="t3">{former}</span>
  const next = of(text, after, today)
  return former === next ? <>{former} <span className="t3">{text.t('clock:change.same')}</span></> : <><span className="t3">{former}</span> → <span className="medium">{next}</span></>
}

function targetText({ t, format }: Text, days: CountedDays, today: string): string {
  if (days.targetOn !== undefined) return format.dayLong(days.targetOn, today)
  return days.provisional === undefined ? '--' : t('clock:change.estimate', { day: format.dayLong(days.provisional.on, today) })
}

function outerText({ format }: Text, days: CountedDays, today: string): string {
  return format.dayLong(days.outerOn, today)
}
