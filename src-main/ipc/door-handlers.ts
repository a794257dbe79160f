// The channels that are answered before unlock. What the locked window shows is answered at once; whatever opens a store is loaded by then (decision 0095).
import type { Result } from '../../src-shared/base/result'
import type { AnswerOf, ChannelName, ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DOOR_CHANNELS } from '../../src-shared/contract/door-channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { DeskHost } from '../usecases/desk-host'
import { chooseProxy, proxyStatus } from '../usecases/own-proxy'
import { sessionStatus } from '../usecases/session-status'

export type DoorChannel = keyof typeof DOOR_CHANNELS
export type Answer<Name extends ChannelName> = Promise<Result<AnswerOf<Name>, DeskError>> | Result<AnswerOf<Name>, DeskError>

type DoorHandlers = {
  readonly [Name in DoorChannel]: (host: DeskHost, request: ParsedRequestOf<Name>) => Answer<Name>
}

export const DOOR_HANDLERS: DoorHandlers = {
  'session.status': (host) => sessionStatus(host),
  'session.enrol': async (host, request) => (await import('../usecases/enrol-desk')).enrolDesk(host, request),
  'session.readPractice': async (host, request) => (await import('../usecases/practise')).readPractice(host, request),
  'session.practise': async (host, request) => (await import('../usecases/practise')).practise(host, request),
  'session.unlock': async (host, request) => (await import('../usecases/unlock-vault')).unlockVault(host, request),
  'session.setAside': async (host, request) => (await import('../usecases/set-aside')).setStoreAside(host, request),
  'network.proxy': (host) => proxyStatus(host),
  'network.chooseProxy': chooseProxy,
}
