// Records that an identity was checked: which identifier, by which method, on what evidence.
import { useState, type JSX } from 'react'
import type { IdentifierId } from '../../../src-shared/base/ids'
import type { RequestView } from '../../../src-shared/contract/request'
import { IDENTITY_METHODS } from '../../../src-shared/domain/vocabulary'
import { Dialog } from '../../components/dialog'
import { ErrorNote } from '../../components/error-state'
import { Field } from '../../components/field'
import { MaskedValue, ProofWord } from '../../components/masked-value'
import { useAct } from '../../desk-context'
import { useText } from '../../text'

export interface RequestDialogProps {
  readonly request: RequestView
  readonly onClose: () => void
}

export function VerifyDialog({ request, onClose }: RequestDialogProps): JSX.Element {
  const { t } = useText()
  const verify = useAct('request.verify')
  const unchecked = request.identity.filter((identity) => identity.check === undefined)
  const [identifierId, setIdentifierId] = useState<IdentifierId | undefined>(unchecked[0]?.id)
  const [evidence, setEvidence] = useState('')
  const method = IDENTITY_METHODS[0]
  const blocked = identifierId === undefined ? t('request:verify.chooseOne') : evidence.trim() === '' ? t('request:verify.evidenceMissing') : undefined
  const act = (): void => {
    if (identifierId === undefined) return
    verify.mutate({ requestId: request.row.id, version: request.version, identifierId, method, evidence: evidence.trim() }, { onSuccess: onClose })
  }
  return (
    <Dialog title={t('request:verify.title')} verb={t('request:verify.act')} busy={verify.isPending} blocked={blocked} onAct={act} onClose={onClose}>
      <p className="dense t2">{t('request:verify.how')}</p>
      <fieldset className="card">
        <legend className="visually-hidden">{t('request:verify.which')}</legend>
        {unchecked.map((identity) => (
          <label key={identity.id} className="choice">
            <input type="radio" name="identifier" checked={identity.id === identifierId} onChange={() => setIdentifierId(identity.id)} />
            <span className="grow"><MaskedValue kind={identity.kind} masked={identity.masked} /></span>
            <ProofWord proof={identity.proof} />
          </label>
        ))}
      </fieldset>
      <dl className="facts"><dt>{t('request:verify.method')}</dt><dd>{t(`words:method.${method}`)}</dd></dl>
      <Field label={t('request:verify.evidence')} hint={t('request:verify.evidenceHint')}>
        {(ids) => <input {...ids} className="text-input" maxLength={400} value={evidence} onChange={(event) => setEvidence(event.target.value)} />}
      </Field>
      {verify.error === null ? null : <ErrorNote error={verify.error.error} />}
    </Dialog>
  )
}
