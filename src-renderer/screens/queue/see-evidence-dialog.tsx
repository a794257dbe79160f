// Records what was seen of what somebody who asks for another has to show: in words, never a copy.
import type { JSX } from 'react'
import type { DraftOf } from '../../../src-shared/contract/draft'
import type { EvidenceKind } from '../../../src-shared/domain/vocabulary'
import { Dialog } from '../../components/dialog'
import { ChangedLine, DraftLine } from '../../components/draft-line'
import { ErrorNote } from '../../components/error-state'
import { Field } from '../../components/field'
import { useAct } from '../../desk-context'
import { useText } from '../../text'
import { useDraft } from '../../use-draft'
import type { RequestDialogProps } from './verify-dialog'

export function SeeEvidenceDialog({ request, evidence, onClose }: RequestDialogProps & { readonly evidence: EvidenceKind }): JSX.Element {
  const { t } = useText()
  const see = useAct('request.seeEvidence')
  const draft = useDraft({ form: 'see-evidence', target: request.row.id, stored: request.drafts['see-evidence'], version: request.version })
  const missing = (request.madeBy?.evidence ?? []).filter((item) => item.seen === undefined).map((item) => item.kind)
  const body: DraftOf<'see-evidence'> = draft.body ?? { form: 'see-evidence', evidence, what: '' }
  // Of a draft the one that was chosen, unless somebody saw it meanwhile.
  const chosen = missing.includes(body.evidence) ? body.evidence : evidence
  const blocked = body.what.trim() === '' ? t('intake:see.missing') : draft.isOutdated ? t('request:changed.first') : undefined
  const done = (): void => {
    draft.end()
    onClose()
  }
  const act = (): void => see.mutate({ requestId: request.row.id, version: draft.base, evidence: chosen, what: body.what.trim() }, { onSuccess: done })
  return (
    <Dialog title={t('intake:see.title', { caseNo: request.row.caseNo })} verb={t('intake:see.act')} busy={see.isPending} blocked={blocked} onAct={act} onClose={onClose}>
      <fieldset className="card">
        <legend className="visually-hidden">{t('intake:see.which')}</legend>
        {missing.map((kind) => (
          <label key={kind} className="choice">
            <input type="radio" name="evidence" checked={kind === chosen} onChange={() => draft.change({ ...body, evidence: kind })} />
            <span className="grow">{t(`intake:evidence.${kind}`)}</span>
          </label>
        ))}
      </fieldset>
      <Field label={t('intake:see.what')} hint={t('intake:see.whatHint')}>
        {(ids) => <input {...ids} className="text-input" maxLength={400} value={body.what} onChange={(event) => draft.change({ ...body, evidence: chosen, what: event.target.value })} />}
      </Field>
      <DraftLine draft={draft} />
      <ChangedLine draft={draft} request={request} />
      {see.error === null ? null : <ErrorNote error={see.error.error} />}
    </Dialog>
  )
}
