// Lets the clock of a request run again from a day; nothing in it is typed but the day.
import { useState, type JSX } from 'react'
import { isDay } from '../../../src-shared/base/clock'
import { DayField } from '../../components/day-field'
import { Dialog } from '../../components/dialog'
import { ErrorNote } from '../../components/error-state'
import { useAct, useToday } from '../../desk-context'
import { useText } from '../../text'
import { ClockChange, previewProblem, useClockPreview } from './clock-change'
import type { RequestDialogProps } from './verify-dialog'

export function ResumeDialog({ request, onClose }: RequestDialogProps): JSX.Element {
  const text = useText()
  const { t } = text
  const today = useToday()
  const resume = useAct('request.resume')
  const [on, setOn] = useState(today)
  const { row, clock } = request
  const preview = useClockPreview(row.id, isDay(on) ? { kind: 'resume', on } : undefined)
  const act = (): void => resume.mutate({ requestId: row.id, version: request.version, on }, { onSuccess: onClose })
  return (
    <Dialog title={t('clock:resume.title')} verb={t('clock:resume.act')} busy={resume.isPending || preview?.after === undefined} blocked={previewProblem(text, preview, clock.longestPauseDays)} onAct={act} onClose={onClose}>
      <p className="dense t2">{t('clock:resume.what')}</p>
      <DayField label={t('clock:resume.on')} value={on} onChange={setOn} />
      <ClockChange preview={preview} />
      {resume.error === null ? null : <ErrorNote error={resume.error.error} />}
    </Dialog>
  )
}
