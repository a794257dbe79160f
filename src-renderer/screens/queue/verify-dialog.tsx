// Checks an identifier: by a code that the origin sends and compares, or by what the operator saw, heard or read, with the evidence of it.
import { useEffect, useRef, useState, type JSX } from 'react'
import type { DraftOf } from '../../../src-shared/contract/draft'
import type { IdentityView, RequestView } from '../../../src-shared/contract/request'
import { CHECK_RESULTS, type CheckResult } from '../../../src-shared/domain/request'
import type { IdentityMethod } from '../../../src-shared/domain/vocabulary'
import { Dialog } from '../../components/dialog'
import { ChangedLine, DraftLine } from '../../components/draft-line'
import { ErrorNote } from '../../components/error-state'
import { Field, Segments } from '../../components/field'
import { MaskedValue, ProofWord } from '../../components/masked-value'
import { useAct } from '../../desk-context'
import { useText, type Text } from '../../text'
import { useDraft, type FormDraft } from '../../use-draft'
import { OneTimeCode } from './one-time-code'
import { IdentityBasis } from './request-sections'
import { verifyChoice, type VerifyChoice } from './verify-choice'

export interface RequestDialogProps {
  readonly request: RequestView
  readonly onClose: () => void
}

export function VerifyDialog({ request, onClose }: RequestDialogProps): JSX.Element {
  const { t } = useText()
  const verify = useAct('request.verify')
  const [result, setResult] = useState<CheckResult>('passed')
  const isShown = useRef(false)
  useEffect(() => {
    isShown.current = true
    return () => {
      isShown.current = false
    }
  }, [])
  const draft = useDraft({ form: 'verify', target: request.row.id, stored: request.drafts.verify, version: request.version })
  const body: DraftOf<'verify'> = draft.body ?? { form: 'verify', evidence: '' }
  const { chosen, method, unchecked } = verifyChoice(request, body)
  const { evidence } = body
  const isDocument = method === 'document-seen' && result === 'passed'
  const act = (): void => {
    if (chosen === undefined || method === undefined) return
    verify.mutate({ requestId: request.row.id, version: draft.base, identifierId: chosen.id, method, evidence: evidence.trim(), result }, { onAccepted: draft.end, onSuccess: onClose })
  }
  // Without its draft the dialog is about the first identifier again, and the code's own part is gone from it: so it closes before that.
  const confirmed = (): void => {
    if (isShown.current) onClose()
    draft.end()
  }
  const change = (next: Partial<DraftOf<'verify'>>): void => draft.change({ ...body, ...(chosen === undefined ? {} : { identifierId: chosen.id }), ...next })
  return (
    <Dialog
      title={t('request:verify.title')}
      verb={t(result === 'failed' ? 'identity:recordFailed' : isDocument ? 'identity:propose' : 'request:verify.act')}
      busy={verify.isPending}
      blocked={blockedBy(t, { chosen, method, evidence, isOutdated: draft.isOutdated, waits: isDocument && request.identity.some((one) => one.proposed) })}
      onAct={act}
      onClose={onClose}
    >
      <p className="dense t2">{t('request:verify.how')}</p>
      <IdentifierChoice unchecked={unchecked} chosen={chosen} onChoose={(identifierId) => change({ identifierId })} />
      {chosen === undefined ? null : (
        <>
          <Segments label={t('identity:method')} value={method} options={chosen.methods.map((value) => ({ value, label: t(`identity:methodShort.${value}`) }))} onChange={(next) => change({ method: next })} />
          <IdentityBasis rule={request.identityRule} />
          {chosen.methods.length > 1 ? null : <p className="meta t2">{t('identity:onlyDocument', { count: chosen.failed })}</p>}
          {method === 'one-time-code' ? <OneTimeCode key={chosen.id} request={request} identifierId={chosen.id} onConfirmed={confirmed} /> : null}
          {isDocument ? <p className="meta t2">{t('identity:documentNeeds')}</p> : null}
        </>
      )}
      <EvidencePart draft={draft} method={method} evidence={evidence} result={result} onResult={setResult} onChange={(text) => change({ evidence: text, ...(method === undefined ? {} : { method }) })} />
      <ChangedLine draft={draft} request={request} />
      {verify.error === null ? null : <ErrorNote error={verify.error.error} />}
    </Dialog>
  )
}

interface Blocking extends Pick<VerifyChoice, 'chosen' | 'method'> {
  readonly evidence: string
  readonly isOutdated: boolean
  readonly waits: boolean
}

function blockedBy(t: Text['t'], { chosen, method, evidence, isOutdated, waits }: Blocking): string | undefined {
  if (chosen === undefined) return t('request:verify.chooseOne')
  if (method === undefined) return t('identity:chooseMethod')
  if (waits) return t('identity:proposedAlready')
  if (evidence.trim() === '') return t('request:verify.evidenceMissing')
  return isOutdated ? t('request:changed.first') : undefined
}

interface IdentifierChoiceProps {
  readonly unchecked: readonly IdentityView[]
  readonly chosen: IdentityView | undefined
  readonly onChoose: (id: IdentityView['id']) => void
}

function IdentifierChoice({ unchecked, chosen, onChoose }: IdentifierChoiceProps): JSX.Element {
  const { t } = useText()
  return (
    <fieldset className="card">
      <legend className="visually-hidden">{t('request:verify.which')}</legend>
      {unchecked.map((identity) => (
        <label key={identity.id} className="choice">
          <input type="radio" name="identifier" checked={identity.id === chosen?.id} onChange={() => onChoose(identity.id)} />
          <span className="grow"><MaskedValue kind={identity.kind} masked={identity.masked} /></span>
          <ProofWord proof={identity.proof} />
        </label>
      ))}
    </fieldset>
  )
}

interface EvidencePartProps {
  readonly draft: FormDraft<'verify'>
  readonly method: IdentityMethod | undefined
  readonly evidence: string
  readonly result: CheckResult
  readonly onResult: (result: CheckResult) => void
  readonly onChange: (text: string) => void
}

function EvidencePart({ draft, method, evidence, result, onResult, onChange }: EvidencePartProps): JSX.Element {
  const { t } = useText()
  return (
    <>
      <Field label={t('request:verify.evidence')} hint={method === undefined ? undefined : t(`identity:evidenceHint.${method}`)}>
        {(ids) => <input {...ids} className="text-input" maxLength={400} value={evidence} onChange={(event) => onChange(event.target.value)} />}
      </Field>
      <DraftLine draft={draft} />
      <Segments label={t('identity:result.label')} value={result} options={CHECK_RESULTS.map((value) => ({ value, label: t(`identity:result.${value}`) }))} onChange={onResult} />
    </>
  )
}
