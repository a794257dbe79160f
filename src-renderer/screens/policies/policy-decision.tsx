// The second person's decision on a proposed version, or taking one's own back: bound to what stands above it.
import { useState, type JSX } from 'react'
import type { PolicyView } from '../../../src-shared/contract/policy'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { DraftLine } from '../../components/draft-line'
import { ErrorNote, ReasonLine } from '../../components/error-state'
import { Field, PassphraseField } from '../../components/field'
import { useAct, useMe } from '../../desk-context'
import { useKeys } from '../../keyboard/use-keys'
import { useText } from '../../text'
import { useEntryDraft } from '../../use-draft'
import { entryErrorWords } from './policy-words'

export interface PolicyDecisionProps {
  readonly policy: PolicyView
  readonly decide: NonNullable<PolicyView['decide']>
}

export function PolicyDecision({ policy, decide }: PolicyDecisionProps): JSX.Element {
  const text = useText()
  const { t } = text
  const me = useMe()
  const [passphrase, setPassphrase] = useState('')
  const [isDeclining, setDeclining] = useState(false)
  const approve = useAct('policy.approve')
  const isOwn = policy.row.proposedBy?.id === me.staffId
  const canApprove = decide.approve === undefined && passphrase !== '' && !approve.isPending
  const act = (): void => {
    if (!canApprove) return
    approve.mutate({ policyId: policy.row.id, entryHash: policy.entryHash, passphrase })
    // Held no longer than it takes to send it.
    setPassphrase('')
  }
  useKeys({ submit: act })
  return (
    <div className="decision-bar policy-decision">
      {approve.error === null ? null : <ErrorNote error={approve.error.error} />}
      {decide.entry === undefined ? null : <p className="note note-error">{entryErrorWords(text, decide.entry)}</p>}
      {decide.approve === undefined ? (
        <>
          <p className="reason-line">{t('register:approveHint')}</p>
          <PassphraseField label={t('register:passphrase')} value={passphrase} onChange={setPassphrase} />
        </>
      ) : <ReasonLine kind={decide.approve} />}
      <div className="row gap8">
        <Button disabled={decide.decline !== undefined} onClick={() => setDeclining(true)}>{t(isOwn ? 'register:takeBack' : 'register:decline')}</Button>
        <span className="grow" />
        {decide.approve === 'own-proposal' || decide.approve === 'not-permitted' ? null : <Button kind="primary" disabled={!canApprove} onClick={act} shortcut="submit">{t('register:approve')}</Button>}
      </div>
      {isDeclining ? <DeclineDialog policy={policy} title={t(isOwn ? 'register:takeBack' : 'register:decline')} onClose={() => setDeclining(false)} /> : null}
    </div>
  )
}

function DeclineDialog({ policy, title, onClose }: { readonly policy: PolicyView; readonly title: string; readonly onClose: () => void }): JSX.Element {
  const { t } = useText()
  const decline = useAct('policy.decline')
  const draft = useEntryDraft('decline-policy', policy.row.id, 0)
  const reason = draft.body?.reason ?? ''
  const canAct = reason.trim() !== '' && !decline.isPending
  const act = (): void => {
    if (canAct) decline.mutate({ policyId: policy.row.id, entryHash: policy.entryHash, reason }, { onAccepted: draft.end, onSuccess: onClose })
  }
  useKeys({ submit: act }, { scope: 'always' })
  return (
    <Dialog title={title} verb={title} busy={!canAct} onAct={act} onClose={onClose}>
      <Field label={t('register:reason')}>{(ids) => <textarea {...ids} className="text-input" rows={4} maxLength={2_000} value={reason} onChange={(event) => draft.change({ form: 'decline-policy', reason: event.target.value, on: '' })} />}</Field>
      <DraftLine draft={draft} />
      {decline.error === null ? null : <ErrorNote error={decline.error.error} />}
    </Dialog>
  )
}
