// Records what was seen of what somebody who asks for another has to show: in words, never a copy.
import { useState, type JSX } from 'react'
import type { DraftOf } from '../../../src-shared/contract/draft'
import type { EvidenceKind } from '../../../src-shared/domain/vocabulary'
import { Dialog } from '../../components/dialog'
import { ChangedLine, DraftLine } from '../../components/draft-line'
import { ErrorNote } from '../../components/error-state'
import { Field } from '../../components/field'
import { Tag } from '../../components/tag'
import { caseName } from '../../components/words'
import { useAct } from '../../desk-context'
import { useText } from '../../text'
import { useDraft } from '../../use-draft'
import type { RequestDialogProps } from './verify-dialog'

type Begun = Pick<DraftOf<'see-evidence'>, 'evidence' | 'what'>

function begunOf(body: DraftOf<'see-evidence'> | undefined): readonly Begun[] {
  if (body === undefined) return []
  const { evidence, what, others = [] } = body
  return [{ evidence, what }, ...others].filter((one) => one.what !== '')
}

export function SeeEvidenceDialog({ request, evidence, onClose }: RequestDialogProps & { readonly evidence: EvidenceKind }): JSX.Element {
  const { t } = useText()
  const see = useAct('request.seeEvidence')
  const draft = useDraft({ form: 'see-evidence', target: request.row.id, stored: request.drafts['see-evidence'], version: request.version })
  const [asked, setAsked] = useState(evidence)
  const missing = (request.madeBy?.evidence ?? []).filter((item) => item.seen === undefined).map((item) => item.kind)
  // What was asked for is what it opens on, whatever item a draft is about; unless somebody saw that one meanwhile.
  const chosen = missing.includes(asked) ? asked : (missing[0] ?? asked)
  const begun = begunOf(draft.body)
  const what = begun.find((one) => one.evidence === chosen)?.what ?? ''
  const others = begun.filter((one) => one.evidence !== chosen && missing.includes(one.evidence))
  const blocked = what.trim() === '' ? t('intake:see.missing') : draft.isOutdated ? t('request:changed.first') : undefined
  const end = (): void => {
    const [next, ...rest] = others
    if (next === undefined) draft.end()
    else draft.goOn({ form: 'see-evidence', ...next, others: rest })
  }
  const act = (): void => see.mutate({ requestId: request.row.id, version: draft.base, evidence: chosen, what: what.trim() }, { onAccepted: end, onSuccess: onClose })
  return (
    <Dialog title={t('intake:see.title', { caseNo: caseName(t, request.row.caseNo) })} verb={t('intake:see.act')} busy={see.isPending} blocked={blocked} onAct={act} onClose={onClose}>
      <fieldset className="card">
        <legend className="visually-hidden">{t('intake:see.which')}</legend>
        {missing.map((kind) => (
          <label key={kind} className="choice">
            <input type="radio" name="evidence" checked={kind === chosen} onChange={() => setAsked(kind)} />
            <span className="grow">{t(`intake:evidence.${kind}`)}</span>
            {others.some((one) => one.evidence === kind) ? <Tag icon="pen">{t('intake:see.begun')}</Tag> : null}
          </label>
        ))}
      </fieldset>
      <Field label={t('intake:see.what')} hint={t('intake:see.whatHint')}>
        {(ids) => <input {...ids} className="text-input" maxLength={400} value={what} onChange={(event) => draft.change({ form: 'see-evidence', evidence: chosen, what: event.target.value, others })} />}
      </Field>
      <DraftLine draft={draft} />
      <ChangedLine draft={draft} request={request} />
      {see.error === null ? null : <ErrorNote error={see.error.error} />}
    </Dialog>
  )
}
