// The second person's word on a document that a colleague saw.
import { useState, type JSX } from 'react'
import { Dialog } from '../../components/dialog'
import { ErrorNote } from '../../components/error-state'
import { Field, Segments } from '../../components/field'
import { MaskedValue } from '../../components/masked-value'
import { caseName } from '../../components/words'
import { useAct } from '../../desk-context'
import { useText } from '../../text'
import type { RequestDialogProps } from './verify-dialog'

const WORDS = ['enough', 'notEnough'] as const

export function SettleCheckDialog({ request, onClose }: RequestDialogProps): JSX.Element | null {
  const { t } = useText()
  const settle = useAct('identity.settle')
  const [word, setWord] = useState<(typeof WORDS)[number]>('enough')
  const [reason, setReason] = useState('')
  const waiting = request.identity.find((identity) => identity.proposed !== undefined)
  if (waiting?.proposed === undefined) return null
  const { proposed } = waiting
  const isEnough = word === 'enough'
  const blocked = !isEnough && reason.trim() === '' ? t('identity:settle.reasonMissing') : undefined
  const act = (): void =>
    settle.mutate({ requestId: request.row.id, version: request.version, identifierId: waiting.id, isEnough, reason: isEnough ? '' : reason.trim() }, { onSuccess: onClose })
  return (
    <Dialog title={t('identity:settle.title', { caseNo: caseName(t, request.row.caseNo) })} verb={t(isEnough ? 'identity:settle.verb.yes' : 'identity:settle.verb.no')} busy={settle.isPending} blocked={blocked} onAct={act} onClose={onClose}>
      <p className="dense t2">{t('identity:settle.what', { who: proposed.by.name })}</p>
      <div className="card card-row"><MaskedValue kind={waiting.kind} masked={waiting.masked} /></div>
      <div className="sunken quote"><span className="visually-hidden">{t('identity:settle.seen')}</span>{proposed.evidence}</div>
      <Segments label={t('identity:settle.choose')} value={word} options={WORDS.map((value) => ({ value, label: t(`identity:settle.${value}`) }))} onChange={setWord} />
      {isEnough ? null : (
        <Field label={t('identity:settle.reason')}>
          {(ids) => <textarea {...ids} className="text-input" rows={3} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Field>
      )}
      {settle.error === null ? null : <ErrorNote error={settle.error.error} />}
    </Dialog>
  )
}
