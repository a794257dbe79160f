// Another passphrase for whoever is signed in: the present one, the new one twice.
import { useState, type JSX } from 'react'
import { Dialog } from '../components/dialog'
import { ErrorNote } from '../components/error-state'
import { PassphraseField } from '../components/field'
import { NewPassphraseFields, useNewPassphrase } from '../components/new-passphrase'
import { useAct, useDesk } from '../desk-context'
import { isPassphraseError, useRetryWait } from '../components/use-retry-wait'
import { useText } from '../text'

export function ChangePassphraseDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const { t } = useText()
  const { toast } = useDesk()
  const act = useAct('workstation.changePassphrase')
  const [present, setPresent] = useState('')
  const draft = useNewPassphrase(present)
  const error = act.error?.error
  const wait = useRetryWait(error)
  const isWrong = isPassphraseError(error?.kind)
  const run = (): void => {
    act.mutate({ passphrase: present, chosen: draft.chosen }, { onSuccess: () => { toast.getState().show(t('workstation:passphrase.done')); onClose() } })
    setPresent('')
    draft.forget()
  }
  const blocked = act.isPending ? undefined : wait > 0 ? t('workstation:passphrase.wait', { count: wait }) : present === '' || !draft.isReady ? t('workstation:passphrase.missing') : undefined
  return (
    <Dialog title={t('workstation:passphrase.title')} verb={t(act.isPending ? 'workstation:passphrase.running' : 'workstation:passphrase.act')} busy={act.isPending} blocked={blocked} onAct={run} onClose={onClose}>
      <ul className="dense t2 plain-points">
        {(['online', 'here', 'elsewhere'] as const).map((point) => <li key={point}>{t(`workstation:passphrase.${point}`)}</li>)}
      </ul>
      <PassphraseField label={t('workstation:passphrase.present')} error={isWrong && present === '' ? t('unlock:wrong') : undefined} value={present} onChange={setPresent} />
      <NewPassphraseFields draft={draft} label={t('workstation:passphrase.new')} />
      {error === undefined || isWrong ? null : <ErrorNote error={error} />}
    </Dialog>
  )
}
