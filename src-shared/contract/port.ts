// The messages of the one MessagePort between a screen and the data process.
//
//   screen → data process   {t:'ask', id, channel, request}
//   data process → screen   {t:'answer', id, result}   {t:'event', event}
import type { Result } from '../base/result'
import type { DeskError } from './errors'
import type { DeskEvent } from './topics'

export interface Ask {
  readonly t: 'ask'
  readonly id: number
  readonly channel: string
  readonly request: unknown
}
export type PortReply =
  | { readonly t: 'answer'; readonly id: number; readonly result: Result<unknown, DeskError> }
  | { readonly t: 'event'; readonly event: DeskEvent }
