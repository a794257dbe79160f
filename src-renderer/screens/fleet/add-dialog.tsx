// Somebody new: name, login and role; what they can do comes with a passphrase of their own and with their training.
import { Select } from 'antd'
import { useState, type JSX } from 'react'
import type { StaffId } from '../../../src-shared/base/ids'
import { newLogin, newName } from '../../../src-shared/domain/fields'
import { ROLES, type Role } from '../../../src-shared/domain/vocabulary'
import { LabelledField } from '../../components/day-field'
import { Dialog } from '../../components/dialog'
import { ErrorNote } from '../../components/error-state'
import { Field, PassphraseField } from '../../components/field'
import { useAct, useDesk } from '../../desk-context'
import { useText } from '../../text'

export interface AddDialogProps {
  readonly onAdded: (staffId: StaffId) => void
  readonly onClose: () => void
}

export function AddDialog({ onAdded, onClose }: AddDialogProps): JSX.Element {
  const { t } = useText()
  const { toast } = useDesk()
  const add = useAct('staff.add')
  const [name, setName] = useState('')
  const [login, setLogin] = useState('')
  const [role, setRole] = useState<Role>('agent')
  const [passphrase, setPassphrase] = useState('')
  const act = (): void => {
    add.mutate({ login, name, role, passphrase }, { onSuccess: ({ staffId }) => { toast.getState().show(t('staff:done.add', { name: name.trim() })); onAdded(staffId); onClose() } })
    setPassphrase('')
  }
  const isLogin = newLogin.safeParse(login).success
  const isFilled = newName.safeParse(name).success && isLogin
  const missing = !isFilled ? 'staff:add.missing' : passphrase === '' && !add.isPending ? 'fleet:passphraseMissing' : undefined
  return (
    <Dialog title={t('staff:add.title')} verb={t('staff:add.act')} busy={add.isPending} blocked={missing && t(missing)} onAct={act} onClose={onClose}>
      <p className="dense t2">{t('staff:add.text')}</p>
      <div className="staff-pair">
        <Field label={t('staff:column.name')}>{(ids) => <input {...ids} className="text-input" autoComplete="off" spellCheck={false} maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />}</Field>
        <Field label={t('staff:fact.login')} hint={t('staff:add.loginHint')} error={login === '' || isLogin ? undefined : t('staff:add.loginWrong')}>
          {(ids) => <input {...ids} className="text-input" autoComplete="off" spellCheck={false} maxLength={64} value={login} onChange={(event) => setLogin(event.target.value)} />}
        </Field>
      </div>
      <LabelledField label={t('staff:column.role')}>
        {(id) => <Select id={id} value={role} onChange={setRole} options={ROLES.map((value) => ({ value, label: t(`words:role.${value}`) }))} />}
      </LabelledField>
      <PassphraseField label={t('fleet:passphrase')} hint={t('fleet:passphraseHint')} value={passphrase} onChange={setPassphrase} />
      {add.error === null ? null : <ErrorNote error={add.error.error} />}
    </Dialog>
  )
}
