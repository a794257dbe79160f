// A record of training is entered: what was learned, when it was passed and until when it counts.
import { useState, type JSX } from 'react'
import { Dialog } from '../../components/dialog'
import { DayField } from '../../components/day-field'
import { ErrorNote } from '../../components/error-state'
import { Field, PassphraseField } from '../../components/field'
import { useAct, useDesk, useToday } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { trainingFault } from '../../../src-shared/domain/training'
import { useText } from '../../text'
import type { StaffDialogProps } from './staff-dialogs'

export function TrainingDialog({ member, onClose }: StaffDialogProps): JSX.Element {
  const { t } = useText()
  const { toast } = useDesk()
  const today = useToday()
  const enter = useAct('staff.enterTraining')
  const former = member.records[0]
  const [course, setCourse] = useState(former?.course ?? '')
  const [version, setVersion] = useState(former?.version ?? '')
  const [passedOn, setPassedOn] = useState('')
  const [dueOn, setDueOn] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const { id: staffId, name } = member
  const act = (): void => {
    enter.mutate({ staffId, course, version, passedOn, dueOn, passphrase }, { onSuccess: () => { toast.getState().show(t('staff:done.enter', { name })); onClose() } })
    // Held no longer than it takes to send it.
    setPassphrase('')
  }
  const isFilled = course.trim() !== '' && version.trim() !== '' && passedOn !== '' && dueOn !== ''
  const fault = isFilled ? trainingFault({ passedOn, dueOn }, today) : undefined
  const missing = !isFilled ? 'staff:enter.missing' : fault === 'passedOn' ? 'staff:enter.future' : fault === 'dueOn' ? 'staff:enter.order' : passphrase === '' && !enter.isPending ? 'fleet:passphraseMissing' : undefined
  return (
    <Dialog title={t('staff:enter.title', { name })} verb={t('staff:enter.act')} busy={enter.isPending} blocked={missing && t(missing)} onAct={act} onClose={onClose}>
      <p className="dense t2">{t('staff:enter.text')}</p>
      <div className="staff-pair">
        <Field label={t('staff:enter.course')}>{(ids) => <input {...ids} className="text-input" autoComplete="off" maxLength={80} value={course} onChange={(event) => setCourse(event.target.value)} />}</Field>
        <Field label={t('staff:enter.version')}>{(ids) => <input {...ids} className="text-input" autoComplete="off" maxLength={32} value={version} onChange={(event) => setVersion(event.target.value)} />}</Field>
        <DayField label={t('staff:enter.passedOn')} value={passedOn} onChange={setPassedOn} />
        <DayField label={t('staff:enter.dueOn')} value={dueOn} onChange={setDueOn} />
      </div>
      {dueOn !== '' && dueOn < today && fault === undefined ? <p className="note note-warning" role="status"><Icon name="alert" size={14} />{t('staff:enter.gone')}</p> : null}
      <PassphraseField label={t('fleet:passphrase')} hint={t('fleet:passphraseHint')} value={passphrase} onChange={setPassphrase} />
      {enter.error === null ? null : <ErrorNote error={enter.error.error} />}
    </Dialog>
  )
}
