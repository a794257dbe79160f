// The passphrase once more, before data leave the store: over whatever screen or dialog asked for it.
import { useState, type JSX } from 'react'
import { useStore } from 'zustand'
import { Dialog } from '../components/dialog'
import { ErrorNote } from '../components/error-state'
import { PassphraseField } from '../components/field'
import { PracticePassphrase } from '../components/practice-passphrase'
import { isPassphraseError, useRetryWait } from '../components/use-retry-wait'
import { useAct, useDesk, useMe, useSession } from '../desk-context'
import { useText } from '../text'

export function ProofDialog(): JSX.Element | null {
  const { proof } = useDesk()
  return useStore(proof, ({ isAsked }) => isAsked) ? <ProofAsked onSettle={proof.getState().settle} /> : null
}

function ProofAsked({ onSettle }: { readonly onSettle: (isProved: boolean) => void }): JSX.Element {
  const { t } = useText()
  const { staffId, name } = useMe()
  const practice = useSession()?.practice
  const act = useAct('workstation.prove')
  const [passphrase, setPassphrase] = useState('')
  const error = act.error?.error
  const wait = useRetryWait(error)
  const isWrong = isPassphraseError(error?.kind)
  const blocked = act.isPending ? undefined : wait > 0 ? t('workstation:passphrase.wait', { count: wait }) : passphrase === '' ? t('workstation:prove.missing') : undefined
  const run = (): void => {
    if (act.isPending || blocked !== undefined) return
    act.mutate({ passphrase }, { onSuccess: () => onSettle(true) })
    // Held no longer than it takes to send it.
    setPassphrase('')
  }
  return (
    <Dialog title={t('workstation:prove.title')} verb={t(act.isPending ? 'workstation:prove.running' : 'workstation:prove.act')} busy={act.isPending} blocked={blocked} onAct={run} onClose={() => onSettle(false)}>
      <p className="dense t2">{t('workstation:prove.text')}</p>
      <form onSubmit={(event) => { event.preventDefault(); run() }}>
        <PassphraseField label={t('workstation:prove.label', { name })} error={isWrong && passphrase === '' ? t('unlock:wrong') : undefined} value={passphrase} onChange={setPassphrase} />
        <PracticePassphrase practice={practice} staffId={staffId} onFill={setPassphrase} />
      </form>
      {error === undefined || isWrong ? null : <ErrorNote error={error} />}
    </Dialog>
  )
}
