// One act on the requests that were picked out: who cannot take part is said before, and what happened to each after.
import { Modal, Select } from 'antd'
import { useState, type JSX } from 'react'
import { addDays, type Day } from '../../../src-shared/base/clock'
import type { RequestId, StaffId } from '../../../src-shared/base/ids'
import type { BulkAct, BulkLine } from '../../../src-shared/contract/queue-bulk'
import { DayField, LabelledField } from '../../components/day-field'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { ErrorNote } from '../../components/error-state'
import { caseName } from '../../components/words'
import { useAct, useAsk, useDesk, useMe, useToday } from '../../desk-context'
import { useText } from '../../text'

export type BulkKind = BulkAct['kind']

export interface BulkDialogProps {
  readonly kind: BulkKind
  readonly requestIds: readonly RequestId[]
  /** Everything was done: nothing stays picked out. */
  readonly onDone: () => void
  readonly onClose: () => void
}

export function BulkDialog({ kind, requestIds, onDone, onClose }: BulkDialogProps): JSX.Element {
  const { t } = useText()
  const today = useToday()
  const toast = useDesk().toast
  const [assigneeId, setAssignee] = useState<StaffId>()
  const [untilOn, setUntil] = useState<Day>(addDays(today, 1))
  const bulk = useAct('queue.bulk')
  const act: BulkAct | undefined = kind === 'assign' ? (assigneeId === undefined ? undefined : { kind, assigneeId }) : kind === 'snooze' ? { kind, untilOn } : { kind }
  const preview = useAsk('queue.bulkPreview', { requestIds: [...requestIds], act: act ?? { kind: 'take' } }, { enabled: act !== undefined && bulk.data === undefined, former: 'keep' })
  const lines = bulk.data ?? (act === undefined ? undefined : preview.data)
  const able = lines?.filter((line) => line.outcome === 'possible').length ?? 0
  const run = (): void => {
    if (act === undefined) return
    bulk.mutate({ requestIds: [...requestIds], act }, {
      onSuccess: (done) => {
        toast.getState().show(t(`queue:bulk.${kind}.done`, { count: done.filter((line) => line.outcome === 'done').length }), { mids: done.flatMap((line) => line.mid ?? []), snoozed: [] })
        if (done.every((line) => line.outcome === 'done')) onDone()
      },
    })
  }
  if (bulk.data !== undefined) return <Outcome kind={kind} lines={bulk.data} onClose={onDone} />
  const blocked = act === undefined ? t('queue:bulk.assign.toWhom') : able === 0 && lines !== undefined ? t('queue:bulk.none') : undefined
  return (
    <Dialog title={t(`queue:bulk.${kind}.title`, { count: requestIds.length })} verb={t(`queue:bulk.${kind}.act`, { count: able })} busy={bulk.isPending || lines === undefined} blocked={blocked} onAct={run} onClose={onClose}>
      {kind === 'assign' ? <AssigneeField value={assigneeId} onChange={setAssignee} /> : null}
      {kind === 'snooze' ? <UntilField value={untilOn} onChange={setUntil} /> : null}
      {lines === undefined ? null : <Lines kind={kind} lines={lines} />}
      {bulk.error === null ? null : <ErrorNote error={bulk.error.error} />}
    </Dialog>
  )
}

/** A colleague who works here. */
export function AssigneeField({ value, onChange }: { readonly value: StaffId | undefined; readonly onChange: (id: StaffId) => void }): JSX.Element {
  const { t } = useText()
  const me = useMe()
  const staff = useAsk('queue.staff', {}).data ?? []
  const options = staff.filter((one) => one.active).map(({ id, name }) => ({ value: id, label: id === me.staffId ? t('queue:bulk.assign.me', { name }) : name }))
  return (
    <LabelledField label={t('queue:bulk.assign.to')}>
      {(id) => <Select id={id} showSearch={{ optionFilterProp: 'label' }} value={value} placeholder={t('queue:bulk.assign.toWhom')} onChange={onChange} options={options} />}
    </LabelledField>
  )
}

function UntilField({ value, onChange }: { readonly value: Day; readonly onChange: (day: Day) => void }): JSX.Element {
  const { t } = useText()
  return (
    <>
      <DayField label={t('queue:bulk.snooze.until')} value={value} onChange={onChange} />
      <p className="meta t3">{t('queue:bulk.snooze.what')}</p>
    </>
  )
}

/** Those that cannot take part, by name and reason; those of a snooze that come back earlier than asked. */
function Lines({ kind, lines }: { readonly kind: BulkKind; readonly lines: readonly BulkLine[] }): JSX.Element {
  const { t } = useText()
  const out = lines.filter((line) => line.outcome !== 'possible' && line.outcome !== 'done')
  return (
    <div role="status">
      <p className="dense">{t('queue:bulk.selected', { count: lines.length, out: out.length })}</p>
      {kind === 'snooze' ? <Earlier lines={lines} /> : null}
      {out.length === 0 ? null : <ReasonList lines={out} />}
    </div>
  )
}

function Earlier({ lines }: { readonly lines: readonly BulkLine[] }): JSX.Element | null {
  const { t, format } = useText()
  const today = useToday()
  const days = [...new Set(lines.flatMap((line) => (line.outcome === 'possible' ? line.untilOn ?? [] : [])))].toSorted()
  if (days.length === 0) return null
  return <p className="meta t3">{t('queue:bulk.snooze.back', { days: days.slice(0, 4).map((day) => format.dayLong(day, today)).join(t('queue:presence.join')), more: days.length > 4 ? ' …' : '' })}</p>
}

function ReasonList({ lines }: { readonly lines: readonly BulkLine[] }): JSX.Element {
  const { t } = useText()
  return (
    <ul className="bulk-lines" tabIndex={0} aria-label={t('queue:bulk.reasons')}>
      {lines.map((line) => <li key={line.requestId}><span className="medium">{caseName(t, line.caseNo)}</span> <span className="t2">{t(`queue:bulk.outcome.${line.outcome}`)}</span></li>)}
    </ul>
  )
}

function Outcome({ kind, lines, onClose }: { readonly kind: BulkKind; readonly lines: readonly BulkLine[]; readonly onClose: () => void }): JSX.Element {
  const { t } = useText()
  const out = lines.filter((line) => line.outcome !== 'done')
  const done = lines.length - out.length
  return (
    <Modal open title={t(`queue:bulk.${kind}.done`, { count: done })} width={480} onCancel={onClose} closable={{ 'aria-label': t('app:close') }} footer={<div className="dialog-foot"><Button kind="primary" autoFocus onClick={onClose}>{t('app:close')}</Button></div>}>
      <p className="dense" role="status">{t('queue:bulk.unchanged', { count: out.length })}</p>
      <ReasonList lines={out} />
    </Modal>
  )
}
