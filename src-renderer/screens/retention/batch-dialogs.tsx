// Before a batch goes: what it is, and the passphrase typed anew; or why it does not. For what is over by the schedule and for products that end.
import { useState, type JSX } from 'react'
import type { DeskError } from '../../../src-shared/contract/errors'
import type { RetentionBatchView } from '../../../src-shared/contract/retention'
import { Dialog } from '../../components/dialog'
import { ErrorNote } from '../../components/error-state'
import { Field, PassphraseField } from '../../components/field'
import { useAct } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useText } from '../../text'

interface BatchDialogProps {
  readonly batch: Pick<RetentionBatchView, 'id' | 'planHash' | 'agreed'>
  readonly title: string
  readonly onClose: () => void
}

/** `what`: of which batch, in one line. */
export function AgreeDialog({ batch, title, what, onDone, onClose }: BatchDialogProps & { readonly what: string; readonly onDone: (outcome: 'agreed' | 'approved') => void }): JSX.Element {
  const { t } = useText()
  const agree = useAct('retention.agree')
  const [passphrase, setPassphrase] = useState('')
  const isSecond = batch.agreed.length === 1
  const act = (): void => {
    agree.mutate({ batchId: batch.id, planHash: batch.planHash, passphrase }, { onSuccess: ({ outcome }) => onDone(outcome) })
    // Held no longer than it takes to send it.
    setPassphrase('')
  }
  const blocked = passphrase === '' && !agree.isPending ? t('fleet:passphraseMissing') : undefined
  return (
    <Dialog title={title} verb={t(isSecond ? 'retention:agree.second' : 'retention:agree.act')} kind={isSecond ? 'danger' : 'primary'} busy={agree.isPending} blocked={blocked} onAct={act} onClose={onClose}>
      <p className="sunken">{what}</p>
      <p className="dense t2">{t(isSecond ? 'retention:agree.textSecond' : 'retention:agree.textFirst')}</p>
      <PassphraseField label={t('fleet:passphrase')} hint={t('fleet:passphraseHint')} value={passphrase} onChange={setPassphrase} />
      {agree.error === null ? null : <BatchError error={agree.error.error} />}
    </Dialog>
  )
}

export function DeclineDialog({ batch, title, text, onClose }: BatchDialogProps & { readonly text: string }): JSX.Element {
  const { t } = useText()
  const decline = useAct('retention.decline')
  const [reason, setReason] = useState('')
  const act = (): void => decline.mutate({ batchId: batch.id, reason: reason.trim() }, { onSuccess: onClose })
  return (
    <Dialog title={title} verb={t('retention:decline.act')} busy={decline.isPending} blocked={reason.trim() === '' ? t('entries:reasonMissing') : undefined} onAct={act} onClose={onClose}>
      <p className="dense t2">{text}</p>
      <Field label={t('inventory:fieldName.reason')}>{(ids) => <textarea {...ids} className="text-input" rows={3} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />}</Field>
      {decline.error === null ? null : <BatchError error={decline.error.error} />}
    </Dialog>
  )
}

const OWN_WORDS = ['plan-stale', 'state-changed', 'own-proposal', 'not-found'] as const

/** A batch is no case: where the general sentence speaks of one, its own stands here. */
export function BatchError({ error }: { readonly error: DeskError }): JSX.Element {
  const { t } = useText()
  const own = OWN_WORDS.find((kind) => kind === error.kind)
  if (own === undefined) return <ErrorNote error={error} />
  return <div className="note note-error" role="alert"><Icon name="alert" size={14} /><div className="medium">{t(`retention:error.${own}`)}</div></div>
}
