// Links a case that nothing found by itself: by its whole number, seen before it is linked.
import { useState, type JSX } from 'react'
import { Dialog } from '../../components/dialog'
import { ErrorNote } from '../../components/error-state'
import { Field } from '../../components/field'
import { RequestStateWord } from '../../components/request-state'
import { caseName } from '../../components/words'
import { useAct, useAsk } from '../../desk-context'
import { useText } from '../../text'
import type { RequestDialogProps } from './verify-dialog'

/** As the origin gives them: the year, and at least four digits. */
const WHOLE_NUMBER = /^\d{2}-\d{4,}$/

export function LinkDialog({ request, onClose }: RequestDialogProps): JSX.Element {
  const { t } = useText()
  const link = useAct('request.link')
  const [typed, setTyped] = useState('')
  const caseNo = typed.trim()
  const isWhole = WHOLE_NUMBER.test(caseNo)
  const found = useAsk('request.byNumber', { caseNo }, { enabled: isWhole })
  const row = isWhole ? found.data?.row : undefined
  const isKnown = row !== undefined && (row.id === request.row.id || request.related.links.some((one) => one.row.id === row.id))
  const blocked = !isWhole ? t('intake:related.numberMissing') : row === undefined ? t('intake:related.numberUnknown') : isKnown ? t('intake:related.numberKnown') : undefined
  const act = (): void => {
    if (row !== undefined) link.mutate({ requestId: request.row.id, version: request.version, otherId: row.id }, { onSuccess: onClose })
  }
  return (
    <Dialog title={t('intake:related.linkTitle', { caseNo: caseName(t, request.row.caseNo) })} verb={t('intake:related.link')} busy={link.isPending} blocked={blocked} onAct={act} onClose={onClose}>
      <Field label={t('intake:related.number')} hint={t('intake:related.numberHint')}>
        {(ids) => <input {...ids} className="text-input" maxLength={20} inputMode="numeric" placeholder="26-1180" value={typed} onChange={(event) => setTyped(event.target.value)} />}
      </Field>
      {row === undefined ? null : <p className="row gap8 dense"><span className="medium">{row.caseNo}</span>{t(`words:right.${row.right}`)} · {row.maskedName}<RequestStateWord state={row.state} /></p>}
      {link.error === null ? null : <ErrorNote error={link.error.error} />}
    </Dialog>
  )
}
