// Before a device is taken away: what becomes of it and of what lies on it, and the passphrase typed anew.
import { useState, type JSX } from 'react'
import type { FleetDevice } from '../../../src-shared/contract/fleet'
import { deviceTail } from '../../../src-shared/domain/fleet'
import { Dialog } from '../../components/dialog'
import { ErrorNote } from '../../components/error-state'
import { Field, PassphraseField } from '../../components/field'
import { useAct, useDesk } from '../../desk-context'
import { useText } from '../../text'

export interface DeviceDialogProps {
  readonly device: FleetDevice
  readonly onClose: () => void
}

export function RevokeDialog({ device, onClose }: DeviceDialogProps): JSX.Element {
  const { t } = useText()
  const { toast } = useDesk()
  const revoke = useAct('fleet.revoke')
  const [lost, setLost] = useState(false)
  const [passphrase, setPassphrase] = useState('')
  const { name } = device
  const act = (): void => {
    revoke.mutate({ deviceId: device.id, lost, passphrase }, { onSuccess: () => { toast.getState().show(t('fleet:done.revoked', { name })); onClose() } })
    // Held no longer than it takes to send it.
    setPassphrase('')
  }
  const blocked = passphrase === '' && !revoke.isPending ? t('fleet:passphraseMissing') : undefined
  return (
    <Dialog title={t('fleet:revoke.title', { name })} verb={t('fleet:revoke.act')} kind="danger" busy={revoke.isPending} blocked={blocked} onAct={act} onClose={onClose}>
      <p className="dense t2">{t('fleet:revoke.text')}</p>
      <LostChoice lost={lost} onChange={setLost} />
      <PassphraseField label={t('fleet:passphrase')} hint={t('fleet:passphraseHint')} value={passphrase} onChange={setPassphrase} />
      {revoke.error === null ? null : <ErrorNote error={revoke.error.error} />}
    </Dialog>
  )
}

export function WipeDialog({ device, onClose }: DeviceDialogProps): JSX.Element {
  const { t } = useText()
  const { toast } = useDesk()
  const wipe = useAct('fleet.wipe')
  // Mostly why somebody wipes a device from afar.
  const [lost, setLost] = useState(true)
  const [salvage, setSalvage] = useState<'keep' | 'destroy'>('keep')
  const [confirm, setConfirm] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const { id, name } = device
  const tail = deviceTail(id)
  const act = (): void => {
    wipe.mutate({ deviceId: id, salvage: salvage === 'keep', lost, confirm, passphrase }, { onSuccess: () => { toast.getState().show(t('fleet:done.wipe', { name })); onClose() } })
    setPassphrase('')
  }
  const missing = confirm.trim().toLowerCase() !== tail ? 'fleet:wipe.confirmMissing' : passphrase === '' && !wipe.isPending ? 'fleet:passphraseMissing' : undefined
  return (
    <Dialog title={t('fleet:wipe.title', { name })} verb={t('fleet:wipe.act')} kind="danger" busy={wipe.isPending} blocked={missing && t(missing)} onAct={act} onClose={onClose}>
      <p className="dense t2">{t('fleet:wipe.text')}</p>
      <fieldset className="field fleet-choice">
        <legend className="field-label">{t('fleet:wipe.choice')}</legend>
        <div className="card">
          {(['keep', 'destroy'] as const).map((value) => (
            <label key={value} className="choice">
              <input type="radio" name="salvage" checked={salvage === value} onChange={() => setSalvage(value)} />
              <span className="grow">{t(`fleet:wipe.${value}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <LostChoice lost={lost} onChange={setLost} />
      <Field label={t('fleet:wipe.confirm', { tail })}>
        {(ids) => <input {...ids} className="text-input text-input-code" autoComplete="off" spellCheck={false} maxLength={4} value={confirm} onChange={(event) => setConfirm(event.target.value)} />}
      </Field>
      <PassphraseField label={t('fleet:passphrase')} hint={t('fleet:passphraseHint')} value={passphrase} onChange={setPassphrase} />
      {wipe.error === null ? null : <ErrorNote error={wipe.error.error} />}
    </Dialog>
  )
}

/** With it went what it held: the origin opens an incident. */
function LostChoice({ lost, onChange }: { readonly lost: boolean; readonly onChange: (lost: boolean) => void }): JSX.Element {
  const { t } = useText()
  return <label className="choice is-alone"><input type="checkbox" checked={lost} onChange={(event) => onChange(event.target.checked)} />{t('fleet:lost')}</label>
}
