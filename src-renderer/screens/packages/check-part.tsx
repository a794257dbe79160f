// Checks a package, a bundle or a certificate that somebody handed in, or that the system opened with the desk: pick it, give the passphrase of a package, read what was found.
import { useEffect, useEffectEvent, useState, type SubmitEvent, type JSX } from 'react'
import type { EvidenceView } from '../../../src-shared/contract/evidence'
import { Button } from '../../components/button'
import { ErrorNote } from '../../components/error-state'
import { PassphraseField } from '../../components/field'
import { useAct, useDesk } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useText } from '../../text'
import { EvidenceResult } from './evidence-result'

/** `opened`: checked at once, as if it had been picked. */
export function CheckPart({ opened }: { readonly opened?: string }): JSX.Element {
  const { t } = useText()
  const { shell } = useDesk()
  const check = useAct('evidence.check')
  const stop = useAct('evidence.stop')
  const [pickId, setPickId] = useState(opened)
  const [isPicking, setPicking] = useState(false)
  const checkOpened = useEffectEvent(() => {
    if (opened !== undefined) check.mutate({ pickId: opened })
  })
  useEffect(() => checkOpened(), [])
  const pick = async (): Promise<void> => {
    setPicking(true)
    const picked = await shell.pickEvidence().finally(() => setPicking(false))
    if (picked.kind !== 'picked') return
    setPickId(picked.pickId)
    check.mutate({ pickId: picked.pickId })
  }
  const found = check.data
  return (
    <div className="check-part scroll grow" tabIndex={0} role="region" aria-label={t('packages:made.part.check')}>
      <p className="dense t2">{t('evidence:lead')}</p>
      <div className="row gap8">
        <Button kind={found === undefined ? 'primary' : 'plain'} icon="file" disabled={isPicking || check.isPending} onClick={() => void pick()}>{t(found === undefined ? 'evidence:pick' : 'evidence:pickOther')}</Button>
        {check.isPending ? <Button onClick={() => stop.mutate({})}>{t('evidence:stop')}</Button> : null}
      </div>
      {check.isPending ? <p className="dense t2" role="status">{t('evidence:running')}</p> : null}
      {check.error === null || check.error.error.kind === 'cancelled' ? null : <ErrorNote error={check.error.error} />}
      {found === undefined || pickId === undefined || check.isPending ? null : <Found found={found} onPassphrase={(passphrase) => check.mutate({ pickId, passphrase })} />}
    </div>
  )
}

function Found({ found, onPassphrase }: { readonly found: EvidenceView; readonly onPassphrase: (passphrase: string) => void }): JSX.Element {
  const { format } = useText()
  const wantsPassphrase = found.outcome === 'passphrase-needed' || found.outcome === 'wrong-passphrase'
  return (
    <section className="check-found" aria-live="polite">
      <div className="row gap8"><Icon name={found.what === 'package' || found.what === 'bundle' ? 'box' : 'filetext'} /><span className="medium selectable">{found.fileName}</span><span className="meta t3">{format.bytes(found.sizeBytes)}</span></div>
      {wantsPassphrase ? <AskPassphrase isWrong={found.outcome === 'wrong-passphrase'} onPassphrase={onPassphrase} /> : <EvidenceResult found={found} />}
    </section>
  )
}

function AskPassphrase({ isWrong, onPassphrase }: { readonly isWrong: boolean; readonly onPassphrase: (passphrase: string) => void }): JSX.Element {
  const { t } = useText()
  const [passphrase, setPassphrase] = useState('')
  const send = (event: SubmitEvent): void => {
    event.preventDefault()
    if (passphrase.trim() === '') return
    onPassphrase(passphrase)
    // Held no longer than it takes to send it.
    setPassphrase('')
  }
  return (
    <form className="check-passphrase" onSubmit={send}>
      <PassphraseField label={t('packages:passphraseTitle')} hint={t('evidence:passphraseHint')} error={isWrong ? t('evidence:outcome.wrong-passphrase') : undefined} value={passphrase} onChange={setPassphrase} autoFocus />
      <div><Button type="submit" kind="primary" disabled={passphrase.trim() === ''}>{t('evidence:check')}</Button></div>
    </form>
  )
}
