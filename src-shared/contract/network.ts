// Channel group `network`: through which proxy this workstation goes. Open before unlock: a desk that a wrong proxy keeps from the origin could not be put right otherwise.
import { z } from 'zod'
import { proxyChoiceSchema, type ProxyChoice, type ProxyPlace } from '../domain/proxy-place'
import { channel } from './channel'

export interface ProxyStatus {
  readonly choice: ProxyChoice
  /** What the enrolment file names; absent: none, or there is no enrolment yet. */
  readonly ofEnrolment?: ProxyPlace
}

export const network = {
  'network.proxy': channel<ProxyStatus>()('open', z.object({})),
  /** From the next connection on. */
  'network.chooseProxy': channel<ProxyStatus>()('open', z.object({ choice: proxyChoiceSchema })),
} as const
