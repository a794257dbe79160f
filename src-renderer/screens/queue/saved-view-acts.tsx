// Keeps the present filter and order under a name, one's own or the team's, or forgets the view that is shown.
import { useState, type JSX } from 'react'
import type { SavedQuery } from '../../../src-shared/domain/queue-query'
import type { QueueView } from '../../../src-shared/domain/queue-views'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { ErrorNote } from '../../components/error-state'
import { Field } from '../../components/field'
import { useAct, useAsk, useDesk, useGo, usePlace } from '../../desk-context'
import { firstLook, isNarrowed, type Look } from '../../stores/queue-look'
import { useText } from '../../text'

/** Shows a saved view: its look becomes the look of the view that it narrows. */
export function useShowSaved(): (viewId: string, saved: SavedQuery) => void {
  const { looks } = useDesk()
  const go = useGo()
  return (viewId, { view, filter, sort }) => {
    looks.getState().change(view, { filter, sort, picked: new Set() })
    go({ screen: 'queue', view, saved: viewId })
  }
}

export function SavedViewActs({ view, look }: { readonly view: QueueView; readonly look: Look }): JSX.Element | null {
  const { t } = useText()
  const place = usePlace()
  const [isNaming, setNaming] = useState(false)
  const saved = place.screen === 'queue' ? place.saved : undefined
  const { sort } = firstLook(view)
  const isOwn = isNarrowed(look.filter) || look.sort.by !== sort.by || look.sort.order !== sort.order
  if (saved !== undefined) return <DropButton view={view} saved={saved} />
  if (!isOwn) return null
  return (
    <>
      <Button size="small" kind="quiet" onClick={() => setNaming(true)}>{t('queue:saved.save')}</Button>
      {isNaming ? <NameDialog view={view} look={look} onClose={() => setNaming(false)} /> : null}
    </>
  )
}

/** Nothing of a colleague's: only whoever shared it, or the officer, takes it from everybody. */
function DropButton({ view, saved }: { readonly view: QueueView; readonly saved: string }): JSX.Element | null {
  const { t } = useText()
  const go = useGo()
  const drop = useAct('queue.dropView')
  const dropShared = useAct('preset.drop')
  const shared = useAsk('preset.list', {}, { former: 'keep' }).data?.views.find((one) => one.presetId === saved)
  if (shared !== undefined && shared.change !== 'possible') return <span className="meta t3">{t('queue:saved.sharedBy', { name: shared.madeBy.name })}</span>
  const gone = { onSuccess: () => go({ screen: 'queue', view }) }
  const act = (): void => (shared === undefined ? drop.mutate({ viewId: saved }, gone) : dropShared.mutate({ presetId: shared.presetId, version: shared.version }, gone))
  return <Button size="small" kind="quiet" onClick={act}>{t(shared === undefined ? 'queue:saved.drop' : 'queue:saved.dropShared')}</Button>
}

function NameDialog({ view, look, onClose }: { readonly view: QueueView; readonly look: Look; readonly onClose: () => void }): JSX.Element {
  const { t } = useText()
  const save = useAct('queue.saveView')
  const share = useAct('preset.save')
  const show = useShowSaved()
  const [name, setName] = useState('')
  const [isShared, setShared] = useState(false)
  const { caseNo: _digits, ...filter } = look.filter
  const query = { view, filter, sort: look.sort }
  const done = (viewId: string): void => {
    onClose()
    show(viewId, query)
  }
  const act = (): void =>
    isShared
      ? share.mutate({ name: name.trim(), content: { kind: 'view', ...query } }, { onSuccess: ({ presetId }) => done(presetId) })
      : save.mutate({ name, ...query }, { onSuccess: ({ viewId }) => done(viewId) })
  const error = save.error ?? share.error
  return (
    <Dialog title={t('queue:saved.title')} verb={t('queue:saved.act')} busy={save.isPending || share.isPending} blocked={name.trim() === '' ? t('queue:saved.nameMissing') : undefined} onAct={act} onClose={onClose}>
      <Field label={t('queue:saved.name')} hint={t(isShared ? 'queue:saved.sharedHint' : 'queue:saved.hint')}>
        {(ids) => <input {...ids} className="text-input" maxLength={40} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <label className="row gap6 dense"><input type="checkbox" checked={isShared} onChange={(event) => setShared(event.target.checked)} />{t('queue:saved.share')}</label>
      {error === null ? null : <ErrorNote error={error.error} />}
    </Dialog>
  )
}
