// Keeps the present filter and order under a name, or forgets the view that is shown.
import { useState, type JSX } from 'react'
import type { SavedView } from '../../../src-shared/contract/queue-views'
import type { QueueView } from '../../../src-shared/domain/queue-query'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { ErrorNote } from '../../components/error-state'
import { Field } from '../../components/field'
import { useAct, useDesk, useGo, usePlace } from '../../desk-context'
import { firstLook, isNarrowed, type Look } from '../../stores/queue-look'
import { useText } from '../../text'

/** Shows a saved view: its look becomes the look of the view that it narrows. */
export function useShowSaved(): (saved: SavedView) => void {
  const { looks } = useDesk()
  const go = useGo()
  return ({ viewId, view, filter, sort }) => {
    looks.getState().change(view, { filter, sort, picked: new Set() })
    go({ screen: 'queue', view, saved: viewId })
  }
}

export function SavedViewActs({ view, look }: { readonly view: QueueView; readonly look: Look }): JSX.Element | null {
  const { t } = useText()
  const place = usePlace()
  const go = useGo()
  const drop = useAct('queue.dropView')
  const [isNaming, setNaming] = useState(false)
  const saved = place.screen === 'queue' ? place.saved : undefined
  const { sort } = firstLook(view)
  const isOwn = isNarrowed(look.filter) || look.sort.by !== sort.by || look.sort.order !== sort.order
  if (saved !== undefined) return <Button size="small" kind="quiet" onClick={() => drop.mutate({ viewId: saved }, { onSuccess: () => go({ screen: 'queue', view }) })}>{t('queue:saved.drop')}</Button>
  if (!isOwn) return null
  return (
    <>
      <Button size="small" kind="quiet" onClick={() => setNaming(true)}>{t('queue:saved.save')}</Button>
      {isNaming ? <NameDialog view={view} look={look} onClose={() => setNaming(false)} /> : null}
    </>
  )
}

function NameDialog({ view, look, onClose }: { readonly view: QueueView; readonly look: Look; readonly onClose: () => void }): JSX.Element {
  const { t } = useText()
  const save = useAct('queue.saveView')
  const show = useShowSaved()
  const [name, setName] = useState('')
  const { caseNo: _digits, ...filter } = look.filter
  const act = (): void => save.mutate({ name, view, filter, sort: look.sort }, {
    onSuccess: ({ viewId }) => {
      onClose()
      show({ viewId, name, view, filter, sort: look.sort })
    },
  })
  return (
    <Dialog title={t('queue:saved.title')} verb={t('queue:saved.act')} busy={save.isPending} blocked={name.trim() === '' ? t('queue:saved.nameMissing') : undefined} onAct={act} onClose={onClose}>
      <Field label={t('queue:saved.name')} hint={t('queue:saved.hint')}>
        {(ids) => <input {...ids} className="text-input" maxLength={40} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      {save.error === null ? null : <ErrorNote error={save.error.error} />}
    </Dialog>
  )
}
