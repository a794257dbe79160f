// Sees when one of the first steps is done, whichever way: by what the data process accepted, by where somebody went, by what they opened.
import { useEffect, useRef } from 'react'
import type { ChannelName } from '../../src-shared/contract/channels'
import type { StepId } from '../../src-shared/domain/first-steps'
import { useAsk, useDesk } from '../desk-context'

const BY_ACT: Readonly<Partial<Record<ChannelName, StepId>>> = {
  'request.take': 'take',
  'sync.undo': 'undo',
  'sync.undoBatch': 'undo',
  'reveal.field': 'reveal',
  'request.create': 'record',
  'request.verify': 'verify',
  'request.pause': 'pause',
  'request.decide': 'decide',
  'letter.write': 'letter',
  'package.start': 'package',
  'erasure.propose': 'erase',
  'erasure.approve': 'approve',
  'queue.bulk': 'several',
}
/** What stands over or beside the work now. */
export type Opened = 'palette' | 'keys' | 'explain' | undefined

/** Until all are done, or put away. A tick that could not be kept (a full disk) is asked for again with the next time. */
export function useStepWatch(opened: readonly Opened[]): void {
  const { queries, place, selection, bridge, shell } = useDesk()
  const mine = useAsk('steps.mine', {}).data
  const left = useRef<ReadonlySet<StepId>>(new Set())
  const did = useRef((step: StepId): void => {
    if (left.current.has(step)) void bridge.ask('steps.did', { step })
  })
  useEffect(() => {
    left.current = new Set(mine === undefined || mine.isPutAway ? [] : mine.steps.filter(({ isDone }) => !isDone).map(({ id }) => id))
    // The window before this one was locked by hand; this is the first moment at which it can be said.
    if (shell.start.lockReason === 'asked') did.current('lock')
  }, [mine, shell])
  useEffect(() => {
    for (const one of opened) if (one !== undefined) did.current(one)
  })
  useEffect(() => {
    const ends = [
      queries.getMutationCache().subscribe((event) => {
        if (event.type !== 'updated' || event.action.type !== 'success') return
        const step = BY_ACT[event.mutation.options.mutationKey?.[0] as ChannelName]
        if (step !== undefined) did.current(step)
      }),
      place.subscribe(({ place: now }) => now.screen === 'person' && did.current('find')),
      // The first of a list stands there chosen without a word here; whatever comes here somebody chose.
      selection.subscribe((now, before) => now.requestByView !== before.requestByView && did.current('choose')),
    ]
    return () => {
      for (const end of ends) end()
    }
  }, [queries, place, selection])
}
