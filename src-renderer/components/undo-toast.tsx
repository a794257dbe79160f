// The offer to take back the last act: counts down while the act waits on this desk, and longer while somebody looks at it.
import { useEffect, useMemo, useState, type JSX } from 'react'
import type { OutboxItemView } from '../../src-shared/contract/sync'
import { useAct, useAsk, useDesk, usePlace } from '../desk-context'
import { Icon } from '../icons/icon'
import { useKeys } from '../keyboard/use-keys'
import type { Batch, Toast } from '../stores/toast'
import { useText, type Text } from '../text'
import { Button, IconButton } from './button'
import { caseName, operationWord } from './words'

/** The newest act of this person that can still be undone. */
export function useUndoable(): OutboxItemView | undefined {
  return useAsk('sync.undoable', {}, { former: 'keep' }).data?.item
}

export interface Undo {
  readonly undo: (item: OutboxItemView) => void
  /** What was done to several at once. */
  readonly undoBatch: (batch: Batch) => void
  readonly isPending: boolean
}

export function useUndo(): Undo {
  const { drafts, toast, selection } = useDesk()
  const { t } = useText()
  const place = usePlace()
  const undo = useAct('sync.undo')
  const batch = useAct('sync.undoBatch')
  const showAgain = ({ op, requestId }: OutboxItemView): void => {
    if (requestId === undefined) return
    if (op === 'request.create@1') selection.getState().forgetRequest(requestId)
    else if (place.screen === 'queue') selection.getState().selectRequest(place.view, requestId)
  }
  return {
    isPending: undo.isPending || batch.isPending,
    undoBatch: ({ mids, snoozed }) => void drafts.flush().then(() => batch.mutate({ mids: [...mids], snoozed: [...snoozed] }, {
      onSuccess: ({ undone, tooLate }) => {
        drafts.lookAgain()
        toast.getState().show(t(tooLate === 0 ? 'sync:undo.doneBatch' : 'sync:undo.doneSome', { count: undone, tooLate }))
      },
      onError: () => toast.getState().show(t('sync:undo.tooLate')),
    })),
    // What is being typed is kept before another text takes its place, which sets it aside.
    undo: (item) => void drafts.flush().then(() => undo.mutate({ mid: item.mid }, {
      onSuccess: () => {
        drafts.lookAgain()
        showAgain(item)
        toast.getState().show(item.op === 'request.create@1' ? t('sync:undo.doneCreate') : t('sync:undo.done', { caseNo: caseName(t, item.caseNo) }))
      },
      onError: () => toast.getState().show(t('sync:undo.tooLate')),
    })),
  }
}

/** What was done, in the words of the act; never a name. */
export function didText({ t }: Text, item: OutboxItemView): string {
  const caseNo = caseName(t, item.caseNo)
  switch (item.op) {
    case 'request.create@1': return t('sync:undo.did.create')
    case 'request.take@1': return t('sync:undo.did.take', { caseNo })
    case 'request.verify@1': return t('sync:undo.did.verify', { caseNo })
    case 'request.decide@1': return t('sync:undo.did.decide', { caseNo, outcome: item.outcome === undefined ? '' : t(`words:outcome.${item.outcome}`) })
    case 'request.reopen@1': return t('sync:undo.did.reopen', { caseNo })
    case 'request.settle-check@1': return t('sync:undo.did.settleCheck', { caseNo })
    case 'request.pause@1': return t('sync:undo.did.pause', { caseNo })
    case 'request.resume@1': return t('sync:undo.did.resume', { caseNo })
    case 'request.extend@1': return t('sync:undo.did.extend', { caseNo })
    case 'request.unextend@1': return t('sync:undo.did.unextend', { caseNo })
    case 'request.assign@1': return t('sync:undo.did.assign', { caseNo })
    case 'request.escalate@1': return t('sync:undo.did.escalate', { caseNo })
    case 'request.see-evidence@1': return t('sync:undo.did.seeEvidence', { caseNo })
    case 'request.retract-evidence@1': return t('sync:undo.did.retractEvidence', { caseNo })
    case 'request.withdraw@1': return t('sync:undo.did.withdraw', { caseNo })
    case 'request.step-back@1': return t('sync:undo.did.stepBack', { caseNo })
    case 'request.link@1': return t('sync:undo.did.link', { caseNo })
    case 'request.unlink@1': return t('sync:undo.did.unlink', { caseNo })
    case 'letter.write@1': return t('sync:undo.did.letter', { caseNo })
    case 'letter.deliver@1': return t('sync:undo.did.deliver', { caseNo })
    case 'letter.undeliver@1': return t('sync:undo.did.undeliver', { caseNo })
    case 'erasure.propose@1': return t('sync:undo.did.propose', { caseNo })
    case 'note.add@1': return t('sync:undo.did.note', { caseNo })
    case 'note.take-back@1': return t('sync:undo.did.takeBackNote', { caseNo })
    // None of these has a window (domain/undo.ts).
    default: return operationWord(t, item.op)
  }
}

const TICK_MS = 250

/** Whole seconds until the window ends, counted down from the answer: the page has no clock of its own, and the data process judges. */
function useSecondsLeft(item: OutboxItemView): number {
  // Counted for one answer: the next one begins anew.
  const [counted, setCounted] = useState({ item, goneMs: 0 })
  useEffect(() => {
    const timer = setInterval(() => setCounted((former) => ({ item, goneMs: (former.item === item ? former.goneMs : 0) + TICK_MS })), TICK_MS)
    return () => clearInterval(timer)
  }, [item])
  const goneMs = counted.item === item ? counted.goneMs : 0
  return Math.ceil(Math.max(0, (item.undoMs ?? 0) - goneMs) / 1_000)
}

/** While somebody is on it the window begins anew before it ends. */
const EXTEND_EVERY_MS = 4_000

interface UndoToastProps {
  readonly item: OutboxItemView
  /** Where it was the last of several that were done at once. */
  readonly batch: Toast | undefined
  readonly onClose: () => void
}

export function UndoToast({ item, batch, onClose }: UndoToastProps): JSX.Element | null {
  const text = useText()
  const { t } = text
  const { undo, undoBatch, isPending } = useUndo()
  const { mutate: extend } = useAct('sync.extendUndo')
  const [isHeld, setHeld] = useState(false)
  const seconds = useSecondsLeft(item)
  const { mid } = item
  const mids = useMemo(() => batch?.batch.mids ?? [mid], [batch, mid])
  const { queries } = useDesk()
  const hasEnded = seconds === 0
  // What can be undone is asked once more, so that no other screen offers what is over.
  useEffect(() => {
    if (!hasEnded) return
    for (const channel of ['sync.undoable', 'sync.outbox']) void queries.invalidateQueries({ queryKey: [channel] })
  }, [hasEnded, queries])
  useEffect(() => {
    if (!isHeld) return undefined
    extend({ mids: [...mids] })
    const timer = setInterval(() => extend({ mids: [...mids] }), EXTEND_EVERY_MS)
    return () => clearInterval(timer)
  }, [isHeld, mids, extend])
  const act = (): void => (batch === undefined ? undo(item) : undoBatch(batch.batch))
  useKeys({ undo: act }, { enabled: !isPending && !hasEnded })
  if (hasEnded) return null
  return (
    <div className="toast" onPointerEnter={() => setHeld(true)} onPointerLeave={() => setHeld(false)} onFocus={() => setHeld(true)} onBlur={() => setHeld(false)}>
      <Icon name="check" />
      <span>{batch?.text ?? didText(text, item)}</span>
      <Button kind="quiet" size="small" icon="undo" shortcut="undo" disabled={isPending} onClick={act}>{t(batch === undefined ? 'sync:undo.act' : 'sync:undo.actAll')}</Button>
      {/* Said once by the sentence; the ticking figure is for the eye alone. */}
      <span className="toast-count" aria-hidden="true">{t('sync:undo.left', { count: seconds })}</span>
      <IconButton icon="x" size="small" label={t('app:close')} onClick={onClose} />
    </div>
  )
}

