// The state of the connection in up to three parts: always in the title bar, never a toast.
import type { JSX } from 'react'
import { dayStart, toDay } from '../../src-shared/base/clock'
import type { SyncStatus } from '../../src-shared/contract/sync'
import { useAsk, useGo, useToday } from '../desk-context'
import { Icon } from '../icons/icon'
import type { IconName } from '../icons/icon-paths'
import { useText, type Text } from '../text'

const DAY_MS = 86_400_000
/** From here on the days of the lease are worth a place in the title bar. */
const LEASE_WARNING_DAYS = 10

interface Chip {
  readonly tone: 'calm' | 'warning' | 'error'
  readonly icon: IconName
  readonly parts: readonly string[]
}

export function daysUntil(at: number, today: string): number {
  return Math.max(0, Math.round((dayStart(toDay(at)) - dayStart(today)) / DAY_MS))
}

function leasePart({ t }: Text, status: SyncStatus, today: string): readonly string[] {
  if (status.leaseNotAfter === undefined || today === '') return []
  const count = daysUntil(status.leaseNotAfter, today)
  return count <= LEASE_WARNING_DAYS ? [t('app:chip.lease', { count })] : []
}

export function chipOf(text: Text, status: SyncStatus, today: string): Chip {
  const { t, format } = text
  const time = status.dataAsOf === undefined ? undefined : format.recent(status.dataAsOf, today)
  const asOf = time === undefined ? [t('app:chip.never')] : [t('app:chip.dataAsOf', { time })]
  const toSend = status.toSend > 0 ? [t('app:chip.toSend', { count: status.toSend })] : []
  const refused = status.refused > 0 ? [t('app:chip.refused', { count: status.refused })] : []
  const lease = leasePart(text, status, today)
  // What comes in may be well while nothing goes out; without a line, "offline" says it better.
  const isPushBlocked = status.pushReason !== undefined && status.toSend > 0 && status.connection !== 'offline'
  switch (isPushBlocked ? 'blocked' : status.connection) {
    case 'blocked': return { tone: 'error', icon: 'alert', parts: [t('app:chip.blocked'), ...asOf, t('app:chip.view')] }
    case 'offline': return { tone: 'warning', icon: 'cloudoff', parts: [t('app:chip.offline'), ...asOf, ...lease, ...toSend, ...refused].slice(0, 3) }
    case 'syncing': return { tone: 'calm', icon: 'refresh', parts: [t('app:chip.syncing'), ...asOf, ...refused].slice(0, 3) }
    case 'synced': return { tone: 'calm', icon: 'cloud', parts: [time === undefined ? t('app:chip.never') : t('app:chip.synced', { time }), ...toSend, ...refused].slice(0, 3) }
  }
}

/** A wrong clock is worth a word before the figures; a chip has three at most. */
function withClock({ t }: Text, chip: Chip, { clock }: SyncStatus): Chip {
  if (clock.state === 'right') return chip
  const [first = '', ...rest] = chip.parts
  return { tone: chip.tone === 'calm' ? 'warning' : chip.tone, icon: chip.tone === 'calm' ? 'alert' : chip.icon, parts: [first, t('clock:watch.chip'), ...rest].slice(0, 3) }
}

export function StatusChip(): JSX.Element | null {
  const text = useText()
  const today = useToday()
  const go = useGo()
  const status = useAsk('sync.status', {}, { former: 'keep' }).data
  if (status === undefined) return null
  const chip = withClock(text, chipOf(text, status, today), status)
  return (
    <button type="button" className={`chip chip-${chip.tone}`} onClick={() => go({ screen: 'sync', part: 'state' })} title={text.t('app:chip.open')}>
      <Icon name={chip.icon} />
      <span className="chip-parts" role="status">
        {chip.parts.map((part, index) => <span key={part} className={index > 0 ? 'chip-part' : ''}>{part}</span>)}
      </span>
    </button>
  )
}
