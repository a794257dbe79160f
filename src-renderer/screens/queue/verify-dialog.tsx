// Records that an identity was checked: which identifier, by which method, on what evidence.
import type { JSX } from 'react'
import type { DraftOf } from '../../../src-shared/contract/draft'
import type { RequestView } from '../../../src-shared/contract/request'
import { IDENTITY_METHODS } from '../../../src-shared/domain/vocabulary'
import { Dialog } from '../../components/dialog'
import { ChangedLine, DraftLine } from '../../components/draft-line'
import { ErrorNote } from '../../components/error-state'
import { Field } from '../../components/field'
import { MaskedValue, ProofWord } from '../../components/masked-value'
import { useAct } from '../../desk-context'
import { useText } from '../../text'
import { useDraft } from '../../use-draft'

export interface RequestDialogProps {
  readonly request: RequestView
  readonly onClose: () => void
}

export function VerifyDialog({ request, onClose }: RequestDialogProps): JSX.Element {
  const { t } = useText()
  const verify = useAct('request.verify')
  const unchecked = request.identity.filter((identity) => identity.check === undefined)
  const draft = useDraft({ form: 'verify', target: request.row.id, stored: request.drafts.verify, version: request.version })
  const body: DraftOf<'verify'> = draft.body ?? { form: 'verify', evidence: '' }
  // The one of the draft, unless somebody checked it meanwhile.
  const identifierId = unchecked.find((identity) => identity.id === body.identifierId)?.id ?? unchecked[0]?.id
  const { evidence } = body
  const method = IDENTITY_METHODS[0]
  const blocked = identifierId === undefined ? t('request:verify.chooseOne') : evidence.trim() === '' ? t('request:verify.evidenceMissing') : draft.isOutdated ? t('request:changed.first') : undefined
  const done = (): void => {
    draft.end()
    onClose()
  }
  const act = (): void => {
    if (identifierId === undefined) return
    verify.mutate({ requestId: request.row.id, version: draft.base, identifierId, method, evidence: evidence.trim() }, { onSuccess: done })
  }
  return (
    <Dialog title={t('request:verify.title')} verb={t('request:verify.act')} busy={verify.isPending} blocked={blocked} onAct={act} onClose={onClose}>
      <p className="dense t2">{t('request:verify.how')}</p>
      <fieldset className="card">
        <legend className="visually-hidden">{t('request:verify.which')}</legend>
        {unchecked.map((identity) => (
          <label key={identity.id} className="choice">
            <input type="radio" name="identifier" checked={identity.id === identifierId} onChange={() => draft.change({ ...body, identifierId: identity.id })} />
            <span className="grow"><MaskedValue kind={identity.kind} masked={identity.masked} /></span>
            <ProofWord proof={identity.proof} />
          </label>
        ))}
      </fieldset>
      <dl className="facts"><dt>{t('request:verify.method')}</dt><dd>{t(`words:method.${method}`)}</dd></dl>
      <Field label={t('request:verify.evidence')} hint={t('request:verify.evidenceHint')}>
        {(ids) => <input {...ids} className="text-input" maxLength={400} value={evidence} onChange={(event) => draft.change({ ...body, ...(identifierId === undefined ? {} : { identifierId }), evidence: event.target.value })} />}
      </Field>
      <DraftLine draft={draft} />
      <ChangedLine draft={draft} request={request} />
      {verify.error === null ? null : <ErrorNote error={verify.error.error} />}
    </Dialog>
  )
}
