// Hands the window's desk to every component, with one hook for each thing a component asks of it.
import { keepPreviousData, useMutation, useQueries, useQuery, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query'
import { createContext, useCallback, useContext } from 'react'
import { useStore } from 'zustand'
import { must } from '../src-shared/base/assert'
import type { AnswerOf, ChannelName, RequestOf } from '../src-shared/contract/channels'
import type { Me, SessionStatus } from '../src-shared/contract/session'
import { actOptions, isUnderWay, type ActDone, type SentAct } from './act'
import { DeskFailure, type Desk } from './desk'
import type { Place } from './stores/place'

const DeskContext = createContext<Desk | undefined>(undefined)
export const DeskProvider = DeskContext.Provider

export function useDesk(): Desk {
  return must(useContext(DeskContext), 'the desk of this window')
}

async function askOrFail<Name extends ChannelName>({ bridge, proof }: Desk, channel: Name, request: RequestOf<Name>): Promise<AnswerOf<Name>> {
  const first = await bridge.ask(channel, request)
  // Nobody has to begin anew what waits for a passphrase.
  const isToProve = !first.ok && first.error.kind === 'needs-passphrase'
  const result = isToProve && (await proof.getState().ask()) ? await bridge.ask(channel, request) : first
  if (!result.ok) throw new DeskFailure(result.error)
  return result.value
}

/** For lists that ask page after page: as `useAsk` asks, a failure is thrown. */
export function useAsking(): <Name extends ChannelName>(channel: Name, request: RequestOf<Name>) => Promise<AnswerOf<Name>> {
  const desk = useDesk()
  return useCallback((channel, request) => askOrFail(desk, channel, request), [desk])
}

export interface AskOptions {
  readonly enabled?: boolean
  /** `keep`: the former answer stays while the next one is on its way (lists, search); else each request starts empty. */
  readonly former?: 'keep' | 'drop'
  readonly everyMs?: number | false
}

/** Asks the data process and follows its events. */
export function useAsk<Name extends ChannelName>(channel: Name, request: RequestOf<Name>, options: AskOptions = {}): UseQueryResult<AnswerOf<Name>> {
  const desk = useDesk()
  return useQuery<AnswerOf<Name>>({
    queryKey: [channel, request],
    // react-query wants something other than undefined; a channel without an answer is never asked this way
    queryFn: () => askOrFail(desk, channel, request),
    enabled: options.enabled ?? true,
    refetchInterval: options.everyMs ?? false,
    ...(options.former === 'keep' ? { placeholderData: keepPreviousData } : {}),
  })
}

/** The same question about several; whatever has been answered so far, in their order. */
export function useAskEach<Name extends ChannelName>(channel: Name, requests: readonly RequestOf<Name>[]): readonly (AnswerOf<Name> | undefined)[] {
  const desk = useDesk()
  const asked = useQueries({ queries: requests.map((request) => ({ queryKey: [channel, request], queryFn: () => askOrFail(desk, channel, request) })) })
  return asked.map(({ data }) => data)
}

export interface Act<Name extends ChannelName> extends Pick<UseMutationResult<AnswerOf<Name>>, 'data' | 'error' | 'isPending' | 'isSuccess' | 'reset'> {
  readonly mutate: (request: RequestOf<Name>, done?: ActDone<AnswerOf<Name>>) => void
  readonly mutateAsync: (request: RequestOf<Name>) => Promise<AnswerOf<Name>>
}

/** An act. Its events refresh what is shown; what cannot send events yet (before unlock) is asked again here. */
export function useAct<Name extends ChannelName>(channel: Name): Act<Name> {
  const desk = useDesk()
  const { mutate: send, mutateAsync: sendAsync, ...state } = useMutation<AnswerOf<Name>, DeskFailure, SentAct<RequestOf<Name>, AnswerOf<Name>>>({
    ...actOptions(channel, (request) => askOrFail(desk, channel, request)),
    onSettled: () => void desk.queries.invalidateQueries({ queryKey: ['session.status'] }),
  })
  const mutate = useCallback<Act<Name>['mutate']>(
    (request, { onAccepted, ...done } = {}) => {
      if (!isUnderWay(desk.queries, channel, request)) send({ request, onAccepted }, done)
    },
    [desk, channel, send],
  )
  const mutateAsync = useCallback<Act<Name>['mutateAsync']>((request) => sendAsync({ request }), [sendAsync])
  return { ...state, mutate, mutateAsync }
}

export function usePlace(): Place {
  return useStore(useDesk().place, (state) => state.place)
}

export function useGo(): (place: Place) => void {
  return useStore(useDesk().place, (state) => state.go)
}

export function useSession(): SessionStatus | undefined {
  return useAsk('session.status', {}).data
}

/** Only below the frame, where somebody is signed in. */
export function useMe(): Me {
  return must(useSession()?.me, 'the person who is signed in')
}

/** `YYYY-MM-DD` of the data process; the page has no clock of its own. */
export function useToday(): string {
  return useSession()?.today ?? ''
}
