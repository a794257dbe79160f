// One member of staff: role, devices, every record of training with the one that counts first, and what the officer can change.
import { useState, type JSX } from 'react'
import type { StaffMember, StaffTrainingView } from '../../../src-shared/contract/staff'
import { Button } from '../../components/button'
import { ReasonLine } from '../../components/error-state'
import { Tag } from '../../components/tag'
import { useAsk } from '../../desk-context'
import { useText } from '../../text'
import { CodeDialog } from './code-dialog'
import { LeaveDialog, ReturnDialog, RoleDialog } from './staff-dialogs'
import { TrainingWord } from './training-word'
import { TrainingDialog } from './training-dialog'

export function StaffPane({ member }: { readonly member: StaffMember }): JSX.Element {
  const { t, format } = useText()
  const { name, login, role, active, isMe, devices, records, passphrase } = member
  const deviceNames = devices.map((device) => (device.thisDesk ? `${device.name} (${t('staff:thisDesk')})` : device.name)).join(t('app:listComma'))
  return (
    <aside className="fleet-pane column" aria-label={t('staff:detail')}>
      <div className="fleet-pane-body scroll grow" tabIndex={0} role="region" aria-label={name}>
        <div className="row gap8 wrap column-head">
          <h2 className="section-title">{name}</h2>
          {isMe ? <Tag tone="outline">{t('staff:me')}</Tag> : null}
          {active ? null : <Tag icon="x">{t('staff:left')}</Tag>}
        </div>
        <dl className="facts">
          <div className="fleet-fact"><dt>{t('staff:fact.login')}</dt><dd>{login}</dd></div>
          <div className="fleet-fact"><dt>{t('staff:fact.role')}</dt><dd>{t(`words:role.${role}`)}</dd></div>
          {passphrase === undefined || !active ? null : (
            <div className="fleet-fact">
              <dt>{t('staff:fact.passphrase')}</dt>
              <dd>{t(passphrase.isSet ? 'staff:passphrase.set' : 'staff:passphrase.none')}{passphrase.codeUntil === undefined ? null : <span className="t2">{t('staff:passphrase.code', { time: format.dateTime(passphrase.codeUntil) })}</span>}</dd>
            </div>
          )}
          <div className="fleet-fact"><dt>{t('staff:fact.training')}</dt><dd><TrainingWord member={member} /></dd></div>
          <div className="fleet-fact"><dt>{t('staff:fact.devices')}</dt><dd>{deviceNames === '' ? t('staff:none') : deviceNames}</dd></div>
        </dl>
        <div className="label-line run-gap"><h3>{t('staff:records')}</h3></div>
        {records.length === 0 ? <p className="dense t2">{t('staff:noRecord')}</p> : <ul className="card">{records.map((record, at) => <RecordLine key={`${record.passedOn}-${record.enteredAt}-${at}`} record={record} counts={at === 0} />)}</ul>}
      </div>
      <StaffActs member={member} />
    </aside>
  )
}

function RecordLine({ record, counts }: { readonly record: StaffTrainingView; readonly counts: boolean }): JSX.Element {
  const { t, format } = useText()
  const { course, version, passedOn, dueOn, enteredAt, enteredBy } = record
  const time = format.dateTime(enteredAt)
  return (
    <li className="card-row fleet-settled">
      <div className="grow">
        <div className="row gap8 wrap"><span className="medium">{course} {version}</span>{counts ? <Tag>{t('staff:counts')}</Tag> : null}</div>
        <div className="dense">{t('staff:recordDays', { passed: passedOn, due: dueOn })}</div>
        <div className="meta t3">{enteredBy === undefined ? t('staff:recordImported', { time }) : t('staff:recordBy', { who: enteredBy, time })}</div>
      </div>
    </li>
  )
}

type Asking = 'enter' | 'code' | 'role' | 'leave' | 'return'

function StaffActs({ member }: { readonly member: StaffMember }): JSX.Element {
  const { t } = useText()
  const [asking, setAsking] = useState<Asking>()
  const isOffline = useAsk('sync.status', {}, { former: 'keep' }).data?.connection === 'offline'
  const { active, isMe, passphrase } = member
  const isNew = passphrase?.isSet === false
  const close = (): void => setAsking(undefined)
  const open = (act: Asking, kind?: 'primary'): JSX.Element => <Button key={act} {...(kind ? { kind } : {})} disabled={isOffline} onClick={() => setAsking(act)}>{t(`staff:${act}.open`)}</Button>
  return (
    <div className="decision-bar">
      {isOffline ? <ReasonLine kind="needs-online" /> : null}
      <p className="dense t2">{t(isMe ? 'staff:says.own' : !active ? 'staff:says.left' : isNew ? 'staff:says.new' : 'staff:says.active')}</p>
      {isMe ? null : <div className="row gap8 wrap staff-acts">{active ? [open('leave'), open('role'), ...(passphrase === undefined ? [] : [open('code')]), open('enter', 'primary')] : open('return')}</div>}
      {asking === 'enter' ? <TrainingDialog member={member} onClose={close} /> : null}
      {asking === 'code' ? <CodeDialog member={member} onClose={close} /> : null}
      {asking === 'role' ? <RoleDialog member={member} onClose={close} /> : null}
      {asking === 'leave' ? <LeaveDialog member={member} onClose={close} /> : null}
      {asking === 'return' ? <ReturnDialog member={member} onClose={close} /> : null}
    </div>
  )
}
