// Takes a note back, with the reason that stays in its place.
import { useState, type JSX } from 'react'
import type { RequestId } from '../../../src-shared/base/ids'
import type { NoteView } from '../../../src-shared/contract/note'
import { Dialog } from '../../components/dialog'
import { ErrorNote } from '../../components/error-state'
import { Field } from '../../components/field'
import { useAct } from '../../desk-context'
import { useText } from '../../text'

export interface TakeBackDialogProps {
  readonly requestId: RequestId
  readonly note: NoteView
  readonly onClose: () => void
}

export function TakeBackDialog({ requestId, note, onClose }: TakeBackDialogProps): JSX.Element {
  const { t } = useText()
  const takeBack = useAct('note.takeBack')
  const [reason, setReason] = useState('')
  const act = (): void => takeBack.mutate({ requestId, noteId: note.id, reason: reason.trim() }, { onSuccess: onClose })
  return (
    <Dialog title={t('notes:takeBackTitle')} verb={t('notes:takeBack')} kind="danger" busy={takeBack.isPending} blocked={reason.trim() === '' ? t('notes:reasonMissing') : undefined} onAct={act} onClose={onClose}>
      <p className="dense t2">{t('notes:takeBackWhat')}</p>
      <Field label={t('notes:reason')}>
        {(ids) => <textarea {...ids} className="text-input" rows={3} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
      {takeBack.error === null ? null : <ErrorNote error={takeBack.error.error} />}
    </Dialog>
  )
}
