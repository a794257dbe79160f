// Another role for a colleague, a colleague who has left, and one who is back: what follows from it, and the passphrase typed anew.
import { Select } from 'antd'
import { useState, type JSX, type ReactNode } from 'react'
import type { DeviceId } from '../../../src-shared/base/ids'
import type { ChannelName, RequestOf } from '../../../src-shared/contract/channels'
import type { StaffMember } from '../../../src-shared/contract/staff'
import { ROLES, type Role } from '../../../src-shared/domain/vocabulary'
import { LabelledField } from '../../components/day-field'
import { Dialog } from '../../components/dialog'
import { ErrorNote } from '../../components/error-state'
import { PassphraseField } from '../../components/field'
import { useAct, useDesk } from '../../desk-context'
import { useText } from '../../text'

export interface StaffDialogProps {
  readonly member: StaffMember
  readonly onClose: () => void
}

type StaffAct = 'role' | 'leave' | 'return'
const CHANNELS = { role: 'staff.changeRole', leave: 'staff.leave', return: 'staff.return' } as const satisfies Readonly<Record<StaffAct, ChannelName>>

interface ActDialogProps<Act extends StaffAct> extends StaffDialogProps {
  readonly act: Act
  readonly kind?: 'danger'
  /** What the act says beside whom and the passphrase. */
  readonly request: Omit<RequestOf<(typeof CHANNELS)[Act]>, 'staffId' | 'passphrase'>
  readonly missing?: string
  readonly children?: ReactNode
}

function ActDialog<Act extends StaffAct>({ act, kind, request, missing, member, onClose, children }: ActDialogProps<Act>): JSX.Element {
  const { t } = useText()
  const { toast } = useDesk()
  const change = useAct(CHANNELS[act])
  const [passphrase, setPassphrase] = useState('')
  const { id: staffId, name } = member
  const run = (): void => {
    // The parts are those of this channel's own request, which the compiler cannot join again.
    change.mutate({ ...request, staffId, passphrase } as RequestOf<(typeof CHANNELS)[Act]>, { onSuccess: () => { toast.getState().show(t(`staff:done.${act}`, { name })); onClose() } })
    // Held no longer than it takes to send it.
    setPassphrase('')
  }
  const blocked = missing ?? (passphrase === '' && !change.isPending ? t('fleet:passphraseMissing') : undefined)
  return (
    <Dialog title={t(`staff:${act}.title`, { name })} verb={t(`staff:${act}.act`)} {...(kind ? { kind } : {})} busy={change.isPending} blocked={blocked} onAct={run} onClose={onClose}>
      <p className="dense t2">{t(`staff:${act}.text`)}</p>
      {children}
      <PassphraseField label={t('fleet:passphrase')} hint={t('fleet:passphraseHint')} value={passphrase} onChange={setPassphrase} />
      {change.error === null ? null : <ErrorNote error={change.error.error} />}
    </Dialog>
  )
}

export function RoleDialog({ member, onClose }: StaffDialogProps): JSX.Element {
  const { t } = useText()
  const [role, setRole] = useState<Role>(member.role)
  return (
    <ActDialog act="role" member={member} onClose={onClose} request={{ role }} {...(role === member.role ? { missing: t('staff:role.same') } : {})}>
      <LabelledField label={t('staff:role.label')}>
        {(id) => <Select id={id} value={role} onChange={setRole} options={ROLES.map((value) => ({ value, label: t(`words:role.${value}`) }))} />}
      </LabelledField>
    </ActDialog>
  )
}

export function LeaveDialog({ member, onClose }: StaffDialogProps): JSX.Element {
  const { t } = useText()
  const theirs = member.devices.filter((device) => !device.thisDesk)
  const [devices, setDevices] = useState<readonly DeviceId[]>(theirs.map((device) => device.id))
  const choose = (id: DeviceId, isOn: boolean): void => setDevices((former) => (isOn ? [...former, id] : former.filter((one) => one !== id)))
  return (
    <ActDialog act="leave" kind="danger" member={member} onClose={onClose} request={{ devices: [...devices] }}>
      <fieldset className="field fleet-choice">
        <legend className="field-label">{t('staff:leave.devices')}</legend>
        {theirs.length === 0 ? <p className="dense t2">{t('staff:leave.noDevice')}</p> : (
          <div className="card">
            {theirs.map((device) => (
              <label key={device.id} className="choice">
                <input type="checkbox" checked={devices.includes(device.id)} onChange={(event) => choose(device.id, event.target.checked)} />
                <span className="grow">{device.name}</span>
              </label>
            ))}
          </div>
        )}
      </fieldset>
      {theirs.length < member.devices.length ? <p className="dense t2">{t('staff:leave.own')}</p> : null}
    </ActDialog>
  )
}

export function ReturnDialog({ member, onClose }: StaffDialogProps): JSX.Element {
  return <ActDialog act="return" member={member} onClose={onClose} request={{}} />
}
