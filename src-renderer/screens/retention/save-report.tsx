// Of a batch that is at its end: the signed file that shows it, for whoever has to prove it.
import type { JSX } from 'react'
import type { RetentionBatchView } from '../../../src-shared/contract/retention'
import { Button } from '../../components/button'
import { ErrorNote } from '../../components/error-state'
import { useAct, useDesk } from '../../desk-context'
import { useText } from '../../text'

export function SaveReport({ batch }: { readonly batch: Pick<RetentionBatchView, 'id' | 'hasReport'> }): JSX.Element | null {
  const { t } = useText()
  const { toast } = useDesk()
  const save = useAct('retention.saveReport')
  if (!batch.hasReport) return null
  return (
    <span className="row gap8 wrap">
      <Button icon="download" disabled={save.isPending} onClick={() => save.mutate({ batchId: batch.id }, { onSuccess: ({ fileName }) => toast.getState().show(t('retention:reportSaved', { fileName })) })}>{t('retention:saveReport')}</Button>
      {save.error === null ? null : <ErrorNote error={save.error.error} />}
    </span>
  )
}
