// What can be asked before unlock: alone, so that the data process can answer before it has loaded all that a desk is made of.
import { network } from './network'
import { session } from './session'

export const DOOR_CHANNELS = { ...session, ...network } as const
