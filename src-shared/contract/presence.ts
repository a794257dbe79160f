// Channel group `presence`: which colleague looks at a request or works on it, and where the person at this desk is.
import { z } from 'zod'
import type { RequestId } from '../base/ids'
import { id } from '../domain/fields'
import { DOINGS, type Doing } from '../domain/vocabulary'
import { channel } from './channel'
import type { StaffRef } from './views'

export interface PresenceView {
  readonly requestId: RequestId
  readonly by: StaffRef
  readonly doing: Doing
}

export const presence = {
  'presence.list': channel<readonly PresenceView[]>()('read-queue', z.object({})),
  /** Without `at` the person is at no request. */
  'presence.tell': channel<void>()('read-case', z.object({ at: z.object({ requestId: id<RequestId>(), doing: z.enum(DOINGS) }).optional() })),
} as const
