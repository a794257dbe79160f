// Whom an erasure has to reach beyond our own systems: what is asked of each, whether they were told, and where somebody enters that they were.
import { Select } from 'antd'
import { useState, type JSX } from 'react'
import type { ErasureId } from '../../src-shared/base/ids'
import type { RecipientTaskView, ToldView } from '../../src-shared/contract/erasure'
import type { ActVerdict } from '../../src-shared/contract/inventory'
import { TELLING_WAYS, type TellingWay } from '../../src-shared/domain/recipient-tasks'
import { useAct, useToday } from '../desk-context'
import { Icon } from '../icons/icon'
import { StateShape } from '../icons/state-shape'
import { useText } from '../text'
import { Button } from './button'
import { DayField, LabelledField } from './day-field'
import { Dialog } from './dialog'
import { ErrorNote } from './error-state'
import { Tag } from './tag'

export interface ShownTask extends RecipientTaskView {
  /** Absent before anything was approved: there is nothing to enter yet. */
  readonly erasureId?: ErasureId
  /** Where the list is of several cases. */
  readonly caseNo?: string
}

export function RecipientTaskList({ tasks, tell }: { readonly tasks: readonly ShownTask[]; readonly tell: ActVerdict }): JSX.Element {
  const [telling, setTelling] = useState<ShownTask>()
  return (
    <>
      <ul className="card">{tasks.map((task) => <TaskRow key={`${task.erasureId ?? ''} ${task.duty} ${task.recipientId ?? ''}`} task={task} tell={tell} onTell={() => setTelling(task)} />)}</ul>
      {telling?.erasureId === undefined ? null : <TellDialog task={telling} erasureId={telling.erasureId} onClose={() => setTelling(undefined)} />}
    </>
  )
}

function TaskRow({ task, tell, onTell }: { readonly task: ShownTask; readonly tell: ActVerdict; readonly onTell: () => void }): JSX.Element {
  const { t } = useText()
  const { told, erasureId, caseNo } = task
  return (
    <li className="card-row wrap">
      <span className="grow">
        <span className="medium">{task.name ?? t('entries:everybody')}</span> <span className="t3">{task.contact}{caseNo === undefined ? '' : ` · ${caseNo}`}</span>
        {told.map((one) => <ToldLine key={`${one.on} ${one.way} ${one.by.id} ${one.mark}`} told={one} />)}
      </span>
      <span className="t2">{task.categories.map((category) => t(`words:category.${category}`)).join(t('app:listComma'))}</span>
      {task.isConfirmed ? null : <Tag tone="violet" icon="usercheck">{t('erasure:recipientUnconfirmed')}</Tag>}
      <Tag tone="outline">{t(`consent:recipientDuty.${task.duty}`)}</Tag>
      {erasureId === undefined ? null : (
        <>
          {told.length > 0 ? null : <Tag tone="warning" icon="clock">{t('erasure:toldNot')}</Tag>}
          <Button size="small" disabled={tell !== 'possible'} title={tell === 'possible' ? undefined : t(`errors:${tell}.title`)} onClick={onTell}>{t(told.length > 0 ? 'erasure:tellAgain' : 'erasure:tell')}</Button>
        </>
      )}
    </li>
  )
}

function ToldLine({ told: { on, way, by, mark } }: { readonly told: ToldView }): JSX.Element {
  const { t } = useText()
  return (
    <span className="row gap6 dense is-success">
      <Icon name="check" size={14} />{t('erasure:told', { day: on, way: t(`erasure:toldBy.${way}`), name: by.name })}
      {mark === 'to-send' ? <span className="row gap6 is-warning"><StateShape shape="circle" />{t('words:mark.to-send')}</span> : null}
    </span>
  )
}

function TellDialog({ task, erasureId, onClose }: { readonly task: ShownTask; readonly erasureId: ErasureId; readonly onClose: () => void }): JSX.Element {
  const { t } = useText()
  const today = useToday()
  const tell = useAct('erasure.tell')
  const [on, setOn] = useState(today)
  const [way, setWay] = useState<TellingWay>('e-mail')
  const { recipientId, duty } = task
  const act = (): void => tell.mutate({ erasureId, ...(recipientId === undefined ? {} : { recipientId }), duty, on, way }, { onSuccess: onClose })
  const blocked = on === '' ? t('erasure:tellDayMissing') : on > today ? t('erasure:tellDayFuture') : undefined
  return (
    <Dialog title={t('erasure:tell')} verb={t('erasure:tellAct')} busy={tell.isPending} blocked={blocked} onAct={act} onClose={onClose}>
      <p className="sunken">{task.name ?? t('entries:everybody')} · {t(`consent:recipientDuty.${duty}`)}</p>
      <div className="field-pair">
        <DayField label={t('erasure:tellDay')} value={on} onChange={setOn} />
        <LabelledField label={t('erasure:tellWay')}>{(id) => <Select id={id} value={way} onChange={setWay} options={TELLING_WAYS.map((value) => ({ value, label: t(`erasure:toldBy.${value}`) }))} />}</LabelledField>
      </div>
      <p className="meta t3">{t('erasure:tellText')}</p>
      {tell.error === null ? null : <ErrorNote error={tell.error.error} />}
    </Dialog>
  )
}
