// The single list of what a screen can ask the data process; the preload, the gate and the bridge are all derived from it.
import type { z } from 'zod'
import { accessUse } from './access-use'
import { audit } from './audit'
import { auditLines } from './audit-lines'
import { bundle } from './bundle'
import type { Channel } from './channel'
import { consent } from './consent'
import { DOOR_CHANNELS } from './door-channels'
import { draft } from './draft'
import { erasure } from './erasure'
import { evidence } from './evidence'
import { exception } from './exception'
import { fleet } from './fleet'
import { identity } from './identity'
import { inventory } from './inventory'
import { keys } from './keys'
import { letter } from './letter'
import { limits } from './limits'
import { note } from './note'
import { packages } from './package'
import { person } from './person'
import { policy } from './policy'
import { presence } from './presence'
import { hold } from './hold'
import { incident } from './incident'
import { preset } from './preset'
import { queue } from './queue'
import { queueBulk } from './queue-bulk'
import { queueViews } from './queue-views'
import { recipient } from './recipient'
import { report } from './report'
import { request } from './request'
import { retention } from './retention'
import { requestClock } from './request-clock'
import { requestHeld } from './request-held'
import { requestIntake } from './request-intake'
import { reveal } from './reveal'
import { search } from './search'
import { staff } from './staff'
import { steps } from './steps'
import { support } from './support'
import { sync } from './sync'
import { workstation } from './workstation'

export const CHANNELS_BY_NAME = { ...DOOR_CHANNELS, ...sync, ...search, ...person, ...reveal, ...queue, ...queueBulk, ...queueViews, ...preset, ...request, ...identity, ...requestClock, ...letter, ...requestIntake, ...requestHeld, ...draft, ...packages, ...erasure, ...evidence, ...audit, ...auditLines, ...accessUse, ...report, ...bundle, ...presence, ...fleet, ...staff, ...workstation, ...limits, ...retention, ...exception, ...recipient, ...hold, ...incident, ...inventory, ...consent, ...policy, ...note, ...keys, ...steps, ...support } as const

export type ChannelName = keyof typeof CHANNELS_BY_NAME
export type RequestOf<Name extends ChannelName> = z.input<(typeof CHANNELS_BY_NAME)[Name]['request']>
/** The request after its schema; what a handler gets. */
export type ParsedRequestOf<Name extends ChannelName> = z.output<(typeof CHANNELS_BY_NAME)[Name]['request']>
export type AnswerOf<Name extends ChannelName> = (typeof CHANNELS_BY_NAME)[Name] extends Channel<z.ZodType, infer Answer> ? Answer : never

export const CHANNEL_NAMES = Object.keys(CHANNELS_BY_NAME) as readonly ChannelName[]
