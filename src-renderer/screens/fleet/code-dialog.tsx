// A one-time code with which a colleague sets a passphrase of their own: what follows from it, and then the code, shown this once.
import { useEffect, useState, type JSX } from 'react'
import type { PassphraseCodeView } from '../../../src-shared/contract/staff'
import { CodeBlocks } from '../../components/code-blocks'
import { Dialog } from '../../components/dialog'
import { ErrorNote } from '../../components/error-state'
import { PassphraseField } from '../../components/field'
import { useAct } from '../../desk-context'
import { useText } from '../../text'
import type { StaffDialogProps } from './staff-dialogs'

export function CodeDialog({ member, onClose }: StaffDialogProps): JSX.Element {
  const { t } = useText()
  const { mutate, reset, isPending, error } = useAct('staff.code')
  const [passphrase, setPassphrase] = useState('')
  const [given, setGiven] = useState<PassphraseCodeView>()
  useEffect(() => () => setGiven(undefined), [])
  const { id: staffId, name } = member
  const run = (): void => {
    // Held no longer than it takes to show it: not in the memory of the queries either.
    mutate({ staffId, passphrase }, { onSuccess: (code) => { setGiven(code); reset() } })
    setPassphrase('')
  }
  if (given !== undefined) return <GivenDialog given={given} name={name} onClose={onClose} />
  const blocked = passphrase === '' && !isPending ? t('fleet:passphraseMissing') : undefined
  return (
    <Dialog title={t('staff:code.title', { name })} verb={t('staff:code.act')} busy={isPending} blocked={blocked} onAct={run} onClose={onClose}>
      <p className="dense t2">{t('staff:code.text')}</p>
      <ul className="dense t2 plain-points">
        {(member.passphrase?.isSet === false ? (['enrolment'] as const) : (['former', 'desk', 'enrolment'] as const)).map((point) => <li key={point}>{t(`staff:code.${point}`)}</li>)}
      </ul>
      <PassphraseField label={t('fleet:passphrase')} hint={t('fleet:passphraseHint')} value={passphrase} onChange={setPassphrase} />
      {error === null ? null : <ErrorNote error={error.error} />}
    </Dialog>
  )
}

function GivenDialog({ given, name, onClose }: { readonly given: PassphraseCodeView; readonly name: string; readonly onClose: () => void }): JSX.Element {
  const { t, format } = useText()
  return (
    <Dialog title={t('staff:code.given', { name })} verb={t('staff:code.done')} busy={false} ways="one" onAct={onClose} onClose={onClose}>
      <CodeBlocks code={given.code} label={t('staff:code.given', { name })} testId="passphrase-code" />
      <p className="dense t2">{t('staff:code.once', { time: format.dateTime(given.expiresAt) })}</p>
    </Dialog>
  )
}
