// Calls the handler of a channel: the door's with the host, every other with the desk that is open.
import { err, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { DeskHost } from '../usecases/desk-host'
import { DOOR_HANDLERS, type DoorChannel } from './door-handlers'
import type { Dispatch } from './gate'

/** The casts are safe: a request has passed its channel's own schema, and each handler is asked with what its table's type says. */
type Handler = (place: unknown, request: unknown) => Promise<Result<unknown, DeskError>>

export function createDispatch(host: DeskHost): Dispatch {
  return async (channel, request) => {
    if (Object.hasOwn(DOOR_HANDLERS, channel)) return (DOOR_HANDLERS[channel as DoorChannel] as Handler)(host, request)
    const { HANDLERS } = await import('./handlers')
    const desk = host.desk()
    // The vault may have gone between the gate and here.
    if (!desk) return err({ kind: 'locked' })
    return (HANDLERS[channel as Exclude<typeof channel, DoorChannel>] as Handler)(desk, request)
  }
}
