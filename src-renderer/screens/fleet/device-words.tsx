// How a device stands, in a shape and words; and how long its lease runs.
import type { JSX } from 'react'
import type { FleetDevice } from '../../../src-shared/contract/fleet'
import type { DeviceStanding } from '../../../src-shared/domain/fleet'
import type { Tone } from '../../components/tag'
import type { IconName } from '../../icons/icon-paths'
import { StateShape, type Shape } from '../../icons/state-shape'
import { useText, type Text } from '../../text'

interface Look {
  readonly shape: Shape
  readonly text: string
  readonly tone: Tone
  readonly icon: IconName
}

export const STANDING_LOOKS: Readonly<Record<DeviceStanding, Look>> = {
  'in-service': { shape: 'check', text: 'is-success', tone: 'success', icon: 'check' },
  new: { shape: 'dashed', text: 't2', tone: 'neutral', icon: 'monitor' },
  'lease-over': { shape: 'triangle', text: 'is-warning', tone: 'warning', icon: 'lock' },
  revoked: { shape: 'bars', text: 't2', tone: 'neutral', icon: 'x' },
  'wipe-ordered': { shape: 'square', text: 'is-error', tone: 'error', icon: 'trash' },
  wiped: { shape: 'check', text: 't2', tone: 'neutral', icon: 'trash' },
}

const DAY_MS = 86_400_000

/** In the list; a device that is out of use has a lease that matters no more. */
export function leaseText({ t, format }: Text, { leaseNotAfter, standing }: FleetDevice, asOf: number): string {
  if (leaseNotAfter === undefined || standing === 'wiped') return '--'
  if (leaseNotAfter < asOf) return t('fleet:leaseEnded', { day: format.dayShort(format.day(leaseNotAfter), format.day(asOf)) })
  // Days of the calendar, as people count them: the last one is today.
  const left = Math.round((Date.parse(format.day(leaseNotAfter)) - Date.parse(format.day(asOf))) / DAY_MS)
  return left === 0 ? t('fleet:leaseToday') : t('fleet:leaseLeft', { count: left })
}

export function StandingWord({ device }: { readonly device: FleetDevice }): JSX.Element {
  const { t } = useText()
  const look = STANDING_LOOKS[device.standing]
  return <span className={`row gap6 ${look.text}`}><StateShape shape={look.shape} />{t(`fleet:standing.${device.standing}`)}</span>
}

/** Nothing where it owes nothing. */
export function OwesWord({ device }: { readonly device: FleetDevice }): JSX.Element | null {
  const { t } = useText()
  const count = device.outstanding.length
  if (count === 0) return null
  return <span className={`row gap6 meta ${device.wantsAttention ? 'is-warning' : 't2'}`}><StateShape shape="dashed" />{t('fleet:owes', { count })}</span>
}
