// The look of a view, and acts on what is picked out of it, or on the one request that is selected.
import { useCallback, useState, type JSX } from 'react'
import { useStore } from 'zustand'
import type { RequestId } from '../../../src-shared/base/ids'
import type { QueueView } from '../../../src-shared/domain/queue-views'
import { useDesk } from '../../desk-context'
import { useKeys } from '../../keyboard/use-keys'
import { firstLook, type Look } from '../../stores/queue-look'
import { useText } from '../../text'
import { BulkDialog, type BulkKind } from './bulk-dialog'
import { MacroDialog } from './macro-dialog'

export function useLook(view: QueueView): { readonly look: Look; readonly change: (change: Partial<Look>) => void } {
  const { looks } = useDesk()
  const look = useStore(looks, (state) => state.looks[view]) ?? firstLook(view)
  const change = useCallback((part: Partial<Look>) => looks.getState().change(view, part), [looks, view])
  return { look, change }
}

export interface Bulk {
  readonly begin: (kind: BulkKind | 'macro') => void
  /** All of the list, or its first five hundred. */
  readonly pickAll: () => Promise<void>
  readonly dialog: JSX.Element | null
}

/** `onNext`: to the case after the selected one. */
export function useBulk(view: QueueView, selected: RequestId | undefined, onNext: () => void): Bulk {
  const { t } = useText()
  const { bridge, toast } = useDesk()
  const { look, change } = useLook(view)
  const [begun, setBegun] = useState<{ readonly kind: BulkKind | 'macro'; readonly requestIds: readonly RequestId[] }>()
  const begin: Bulk['begin'] = (kind) => {
    const requestIds = look.picked.size > 0 ? [...look.picked] : selected === undefined ? [] : [selected]
    if (requestIds.length > 0) setBegun({ kind, requestIds })
  }
  const can = look.picked.size > 0 || selected !== undefined
  useKeys(can ? { assign: () => begin('assign'), snooze: () => begin('snooze'), macro: () => begin('macro') } : {})
  const pickAll = async (): Promise<void> => {
    const all = await bridge.ask('queue.ids', { view, filter: look.filter, sort: look.sort })
    if (!all.ok) return
    change({ picked: new Set(all.value.ids) })
    if (all.value.more) toast.getState().show(t('queue:bulk.firstOnly', { count: all.value.ids.length }))
  }
  const done = (): void => {
    setBegun(undefined)
    change({ picked: new Set() })
  }
  return { begin, pickAll, dialog: begun === undefined ? null : <BegunDialog begun={begun} onDone={done} onNext={onNext} onClose={() => setBegun(undefined)} /> }
}

interface BegunProps {
  readonly begun: { readonly kind: BulkKind | 'macro'; readonly requestIds: readonly RequestId[] }
  readonly onDone: () => void
  readonly onNext: () => void
  readonly onClose: () => void
}

function BegunDialog({ begun: { kind, requestIds }, onDone, onNext, onClose }: BegunProps): JSX.Element {
  if (kind !== 'macro') return <BulkDialog kind={kind} requestIds={requestIds} onDone={onDone} onClose={onClose} />
  const done = (next: boolean): void => {
    onDone()
    // Of several there is no next one.
    if (next && requestIds.length === 1) onNext()
  }
  return <MacroDialog requestIds={requestIds} onDone={done} onClose={onClose} />
}
